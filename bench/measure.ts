import { join } from "node:path";

/** The executable that `npm run build` makes. */
export const CASEBOOK = join(import.meta.dir, "../dist/casebook");

export interface Cost {
  readonly wallSeconds: number;
  /** User and system time of the program and of the children it waited for. */
  readonly cpuSeconds: number;
  /** Largest resident set of the program or of a child of it. */
  readonly peakMebibytes: number;
}

/** Of Casebook, grep and most others: nothing was measured. */
const WRONG_USAGE = 2;

/** Runs a program once. Its output is taken and kept off the terminal: writing it is part of its work. */
export async function runOnce(argv: readonly string[]): Promise<Cost> {
  const began = performance.now();
  const child = Bun.spawn([...argv], { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const [, stderr, status] = await Promise.all([
    new Response(child.stdout).bytes(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  const wallSeconds = (performance.now() - began) / 1000;
  const usage = child.resourceUsage();
  if (usage === undefined || status === WRONG_USAGE || status > 3)
    throw new Error(`${argv.join(" ")}: ${stderr.trim()}`);
  return {
    wallSeconds,
    cpuSeconds: Number(usage.cpuTime.total) / 1e6,
    peakMebibytes: usage.maxRSS / 1024 ** 2,
  };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Runs programs in turn, round by round, so that a change of the machine's mood meets all of them. @returns medians. */
export async function compare<K extends string>(
  programs: Readonly<Record<K, readonly string[]>>,
  rounds: number,
): Promise<Readonly<Record<K, Cost>>> {
  const names = Object.keys(programs) as K[];
  const costs = new Map<K, Cost[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) costs.get(name)?.push(await runOnce(programs[name]));
  }
  const summary = (all: readonly Cost[]): Cost => ({
    wallSeconds: median(all.map(({ wallSeconds }) => wallSeconds)),
    cpuSeconds: median(all.map(({ cpuSeconds }) => cpuSeconds)),
    peakMebibytes: Math.max(...all.map(({ peakMebibytes }) => peakMebibytes)),
  });
  return Object.fromEntries(names.map((name) => [name, summary(costs.get(name) ?? [])])) as Record<
    K,
    Cost
  >;
}
