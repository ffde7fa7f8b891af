/** xorshift32: the same numbers for the same seed. @returns a function for whole numbers below a limit. */
export function randomBelow(seed: number): (limit: number) => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0 || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}
