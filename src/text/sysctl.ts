import { count, expected, u64 } from "./fields.ts";

/**
 * A setting below `/proc/sys` that is one number, not negative.
 *
 * @throws {SyntaxError} for anything else.
 */
export function parseSetting(text: string): number {
  const value = count(text.trim());
  if (value === null) throw expected("a number", text.trim());
  return value;
}

/**
 * A setting that is one number up to 2^64 - 1.
 *
 * @throws {SyntaxError} for anything else.
 */
export function parseLargeSetting(text: string): bigint {
  const value = u64(text.trim());
  if (value === null) throw expected("a number", text.trim());
  return value;
}
