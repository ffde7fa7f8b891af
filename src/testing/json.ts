/** JSON as goldens hold it: bigint as `"123n"`, maps as lists of pairs, sets as lists. */
export function goldenText(value: unknown): string {
  const replace = (_: string, inner: unknown): unknown => {
    if (typeof inner === "bigint") return `${inner}n`;
    if (inner instanceof Map) return [...inner];
    return inner instanceof Set ? [...inner] : inner;
  };
  return `${JSON.stringify(value, replace, 1)}\n`;
}

/** Where a NaN hides in a value, or null. */
export function findNaN(value: unknown, path = "value"): string | null {
  if (typeof value === "number") return Number.isNaN(value) ? path : null;
  if (typeof value !== "object" || value === null) return null;
  const inside: unknown[] =
    value instanceof Map || value instanceof Set ? [...value] : Object.values(value);
  for (const [index, inner] of inside.entries()) {
    const found = findNaN(inner, `${path}.${index}`);
    if (found !== null) return found;
  }
  return null;
}
