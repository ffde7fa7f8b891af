/** How far a u32 counter went: it wraps at 2^32. A fall of more than half the range is a reset: the new value counts. */
export function u32Difference(earlier: number, later: number): number {
  if (later >= earlier) return later - earlier;
  const wrapped = later + 2 ** 32 - earlier;
  return wrapped < 2 ** 31 ? wrapped : later;
}

/** How far a u64 counter went; it does not wrap in practice, so a fall is a reset, and the new value counts. */
export function u64Difference(earlier: bigint, later: bigint): bigint {
  return later >= earlier ? later - earlier : later;
}
