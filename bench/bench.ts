/** One comparison: ours and theirs in the same unit, from one run, and the ratio we aim at. */
export interface Row {
  readonly what: string;
  readonly ours: number;
  /** What a user would otherwise run; null where the aim is an amount and not a ratio. */
  readonly theirs: number | null;
  readonly unit: string;
  /** Ours / theirs at most; without theirs, ours at most. */
  readonly aim: number;
  /** The aim is what must at least be reached. */
  readonly isAtLeast?: true;
}

export interface Bench {
  readonly name: string;
  /** @throws if a program it compares with is not installed. */
  measure(): Promise<{ readonly rows: readonly Row[] }>;
}
