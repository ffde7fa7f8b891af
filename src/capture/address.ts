/** `source0…source3` or `destination0…destination3` of a packet. */
export type AddressWords = readonly [number, number, number, number];

const MAPPED = 0xffff;

function ipv4(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

/** The text of an address, as RFC 5952 wants it: lower case, the longest run of zeros as `::`. */
export function formatAddress([a, b, c, d]: AddressWords): string {
  if (a === 0 && b === 0 && c === MAPPED) return ipv4(d);
  const groups = [a, b, c, d].flatMap((word) => [word >>> 16, word & 0xffff]);
  const text = groups.map((group) => group.toString(16));
  let start = 0;
  let longest = 1;
  for (let from = 0; from < 8; from++) {
    let run = 0;
    while (from + run < 8 && groups[from + run] === 0) run++;
    if (run > longest) [start, longest] = [from, run];
  }
  if (longest < 2) return text.join(":");
  return `${text.slice(0, start).join(":")}::${text.slice(start + longest).join(":")}`;
}

/** The words of an address as people write it; null when it is none. */
export function parseAddress(text: string): AddressWords | null {
  const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  const dotted = /^(.*:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(bare);
  if (dotted === null) return parseGroups(bare);
  const [, before, ...parts] = dotted;
  const [a = 0, b = 0, c = 0, d = 0] = parts.map(Number);
  if (Math.max(a, b, c, d) > 255) return null;
  if (before === undefined) return [0, 0, MAPPED, (a << 24) | (b << 16) | (c << 8) | d];
  return parseGroups(`${before}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`);
}

/** Eight groups of hexadecimal digits, a run of zeros written as `::` perhaps. */
function parseGroups(text: string): AddressWords | null {
  const halves = text.split("::").map((half) => (half === "" ? [] : half.split(":")));
  const [left = [], right = []] = halves;
  const missing = 8 - left.length - right.length;
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return null;
  const groups = [...left, ...Array.from({ length: missing }, () => "0"), ...right];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  const numbers = groups.map((group) => Number.parseInt(group, 16));
  const word = (at: number): number => ((numbers[at] ?? 0) << 16) | (numbers[at + 1] ?? 0);
  return [word(0), word(2), word(4), word(6)];
}
