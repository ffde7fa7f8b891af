/** A list that holds at least one item: evidence, findings and missing facts never come as an empty list. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** The list itself when it holds something, else null: the compiler then demands an answer for the empty case. */
export function nonEmpty<T>(items: readonly T[]): NonEmpty<T> | null {
  const [first, ...rest] = items;
  return items.length === 0 ? null : [first as T, ...rest];
}
