import { count, expected } from "./fields.ts";

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
