/** The value of a JSON text; undefined for a text that is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** What lies under names in nested objects; undefined where one of them is missing or no object. */
export function member(value: unknown, ...names: readonly string[]): unknown {
  let inner = value;
  for (const name of names) {
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, name))
      return undefined;
    inner = (inner as Record<string, unknown>)[name];
  }
  return inner;
}

/** A text under names; null for anything else. */
export function textMember(value: unknown, ...names: readonly string[]): string | null {
  const found = member(value, ...names);
  return typeof found === "string" ? found : null;
}

/** A count under names; null for anything else. */
export function countMember(value: unknown, ...names: readonly string[]): number | null {
  const found = member(value, ...names);
  return typeof found === "number" && Number.isSafeInteger(found) && found >= 0 ? found : null;
}
