import type { Damage } from "../ending.ts";
import { u16In } from "../integers.ts";

const END_OF_OPTIONS = 0;

/**
 * Walks the options of a block: code, length, value padded to four bytes, until `opt_endofopt` or the block's end.
 * @returns what is wrong with them, or null.
 */
export function eachOption(
  bytes: Uint8Array,
  { at, end, little }: { at: number; end: number; little: boolean },
  visit: (code: number, at: number, length: number) => void,
): Damage | null {
  let place = at;
  while (end - place >= 4) {
    const code = u16In(bytes, place, little);
    const length = u16In(bytes, place + 2, little);
    if (code === END_OF_OPTIONS) return null;
    const room = end - place - 4;
    if (length > room) return { why: "option-beyond-block", claimed: length, limit: room };
    visit(code, place + 4, length);
    place += 4 + ((length + 3) & ~3);
  }
  return null;
}
