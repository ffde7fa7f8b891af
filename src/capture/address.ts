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
