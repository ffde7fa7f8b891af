import { advance, distance } from "./sequence.ts";

/** Everything below a number, as far as numbers can be told from those above. */
const HALF = 2 ** 30;

export interface Range {
  readonly from: number;
  readonly to: number;
}

export const isIn = (sequence: number, { from, to }: Range): boolean =>
  distance(from, sequence) >= 0 && distance(sequence, to) > 0;

/** Ranges of sequence numbers, `from` up to `to`, that do not overlap. At most so many: the oldest gives way. */
export class Ranges<T extends Range> {
  private readonly limit: number;
  private readonly ranges: T[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  get isEmpty(): boolean {
    return this.ranges.length === 0;
  }

  add(range: T): void {
    this.take(range.from, range.to);
    this.ranges.push(range);
    if (this.ranges.length > this.limit) this.ranges.shift();
  }

  /** The range that a number is in. */
  find(sequence: number): T | null {
    return this.ranges.find((range) => isIn(sequence, range)) ?? null;
  }

  /** Takes numbers out. @returns how many there were. */
  take(from: number, to: number): number {
    let taken = 0;
    for (let index = this.ranges.length - 1; index >= 0; index--) {
      const range = this.ranges[index];
      if (range === undefined) continue;
      const start = distance(range.from, from) > 0 ? from : range.from;
      const end = distance(to, range.to) > 0 ? to : range.to;
      const common = distance(start, end);
      if (common <= 0) continue;
      taken += common;
      const rest = [
        { ...range, to: start },
        { ...range, from: end },
      ].filter((part) => distance(part.from, part.to) > 0);
      this.ranges.splice(index, 1, ...rest);
    }
    while (this.ranges.length > this.limit) this.ranges.shift();
    return taken;
  }

  /** Takes out all below a number. @returns how many there were. */
  takeBelow(edge: number): number {
    return this.ranges.length === 0 ? 0 : this.take(advance(edge, -HALF), edge);
  }
}
