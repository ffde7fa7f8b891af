import { count, expected, fields } from "./fields.ts";

/** A protocol's three marks, in pages: below `low` it is at ease, from `pressure` it saves, at `max` it refuses. */
export interface PageLimits {
  readonly low: number;
  readonly pressure: number;
  readonly max: number;
}

/**
 * `tcp_mem` and `udp_mem`: three numbers of pages.
 *
 * @throws {SyntaxError} if there are not three.
 * @see linux Documentation/networking/ip-sysctl.rst, tcp_mem
 */
export function parsePageLimits(text: string): PageLimits {
  const words = fields(text.trim());
  const [low, pressure, max] = words.map((word) => count(word));
  if (words.length !== 3 || low == null || pressure == null || max == null)
    throw expected("three numbers of pages", text.trim());
  return { low, pressure, max };
}
