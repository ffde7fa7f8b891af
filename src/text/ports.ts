import { count } from "./fields.ts";

/** Ports from `low` to `high`, both included. */
export interface PortRange {
  readonly low: number;
  readonly high: number;
}

const HIGHEST_PORT = 65_535;

function rangeFrom(text: string, highest: number): PortRange | null {
  const [, first, last] = /^(\d{1,15})(?:-(\d{1,15}))?$/.exec(text) ?? [];
  const low = count(first);
  const high = last === undefined ? low : count(last);
  if (low === null || high === null || low > high || high > highest) return null;
  return { low, high };
}

/** `22,8000-8010`, as the kernel prints sets of ports; what is no port or range is told to `note`. */
export function parsePorts(text: string, note: (text: string) => void): readonly PortRange[] {
  const ranges: PortRange[] = [];
  for (const word of text.split(",")) {
    if (word === "") continue;
    const range = rangeFrom(word, HIGHEST_PORT);
    if (range === null) note(word);
    else ranges.push(range);
  }
  return ranges;
}

/** Ports, or other whole numbers, in ascending order as `parsePorts` reads them. */
export function formatPorts(ports: Iterable<number>): string {
  const words: string[] = [];
  let low = -1;
  let high = -2;
  const close = (): void => {
    if (low >= 0) words.push(low === high ? `${low}` : `${low}-${high}`);
  };
  for (const port of ports) {
    if (port === high + 1) high = port;
    else {
      close();
      low = port;
      high = port;
    }
  }
  close();
  return words.join(",");
}

/** Ranges that a kernel prints do not overlap; a text that names the same ports a hundred times is not read to its end. */
const MOST_STEPS = 4 * (HIGHEST_PORT + 1);

/** The ports of some ranges, each once. */
export function portSet(ranges: readonly PortRange[]): Set<number> {
  const ports = new Set<number>();
  let steps = 0;
  for (const { low, high } of ranges) {
    for (let port = low; port <= high && steps < MOST_STEPS; port++, steps++) ports.add(port);
  }
  return ports;
}

/** Other whole numbers that were written so, no more than a bound; what is none is passed over. */
export function parseNumbers(text: string, most: number): Set<number> {
  const numbers = new Set<number>();
  let steps = 0;
  for (const word of text.split(",")) {
    const range = rangeFrom(word, Number.MAX_SAFE_INTEGER);
    if (range === null) continue;
    for (let at = range.low; at <= range.high && steps < most; at++, steps++) numbers.add(at);
  }
  return numbers;
}
