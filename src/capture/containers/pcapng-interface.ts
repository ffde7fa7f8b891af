import type { CaptureInterface, Damage } from "../ending.ts";
import { i32, u16In, u32In } from "../integers.ts";
import { eachOption } from "./pcapng-options.ts";
import { TickClock } from "./pcapng-time.ts";

/** Options of an Interface Description Block. */
const IF_NAME = 2;
const IF_TSRESOL = 9;
const IF_FCSLEN = 13;
const IF_TSOFFSET = 14;

const MICROSECONDS = 6;
/** Linux ends names at 15 bytes, Windows writes GUIDs of 50. */
const LONGEST_NAME = 256;

export interface DescribedInterface {
  readonly described: CaptureInterface;
  readonly clock: TickClock;
}

/** Reads the body of an Interface Description Block, `bytes[at…end)`: link type, snap length, options. */
export function parseInterface(
  bytes: Uint8Array,
  place: { at: number; end: number; little: boolean },
): DescribedInterface | Damage {
  const { at, end, little } = place;
  if (end - at < 8) return { why: "block-too-short", claimed: end - at + 12, limit: 20 };
  let resolution = MICROSECONDS;
  let offsetSeconds = 0;
  let name: string | null = null;
  let fcsBytes: number | null = null;
  const damage = eachOption(bytes, { at: at + 8, end, little }, (code, value, length) => {
    if (code === IF_TSRESOL && length >= 1) resolution = bytes[value] ?? MICROSECONDS;
    if (code === IF_FCSLEN && length >= 1) fcsBytes = (bytes[value] ?? 0) >>> 3;
    if (code === IF_TSOFFSET && length >= 8) offsetSeconds = signed64(bytes, value, little);
    if (code === IF_NAME)
      name = text(bytes.subarray(value, value + Math.min(length, LONGEST_NAME)));
  });
  if (damage !== null) return damage;
  const linkType = u16In(bytes, at, little);
  const snapLength = u32In(bytes, at + 4, little);
  return {
    described: { linkType, snapLength, name, fcsBytes },
    clock: new TickClock(resolution, offsetSeconds),
  };
}

function signed64(bytes: Uint8Array, at: number, little: boolean): number {
  const high = little ? u32In(bytes, at + 4, true) | 0 : i32(bytes, at);
  return high * 2 ** 32 + u32In(bytes, little ? at : at + 4, little);
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(/\0+$/, "");
}
