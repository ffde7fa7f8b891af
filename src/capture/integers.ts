/**
 * Integers out of bytes. A read beyond the end gives zeros for the missing bytes instead of an exception: hostile
 * packets are bounded by the checks of the layer that reads them, and a check forgotten must not end the run.
 */

/** Big-endian u16: network order. */
export function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** Big-endian, as a *signed* 32-bit integer: for keys and comparisons by bits, where it costs no double. */
export function i32(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)
  );
}

/** Big-endian u32: network order. */
export function u32(bytes: Uint8Array, at: number): number {
  return i32(bytes, at) >>> 0;
}

/** u16 in the order of the machine that wrote it. */
export function u16In(bytes: Uint8Array, at: number, little: boolean): number {
  return little ? (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) : u16(bytes, at);
}

/** u32 in the order of the machine that wrote it. */
export function u32In(bytes: Uint8Array, at: number, little: boolean): number {
  if (!little) return u32(bytes, at);
  return (
    ((bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24)) >>>
    0
  );
}
