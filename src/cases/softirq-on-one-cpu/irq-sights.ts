import type { Read, Reading } from "#contract/reading.ts";
import type { Interrupt, Interrupts } from "#facts/proc/interrupts.ts";
import { u32Difference } from "#text/counter.ts";
import type { CpuFile } from "#text/cpu-files.ts";
import { looksLikeReceive } from "./irq-names.ts";
import type { Closer } from "./needs.ts";

/** One interrupt: where it may go, where it goes, how often it came. */
export interface IrqSight {
  readonly row: Interrupt;
  /** Whether its name alone says that it brings packets in. */
  readonly isReceive: boolean;
  readonly allowed: CpuFile | null;
  readonly effective: CpuFile | null;
  /** CPUs that it goes to; empty if nothing tells. */
  readonly cpus: readonly number[];
  /** Interrupts per second on all CPUs; null without two samples. A saturated queue is polled and has none. */
  readonly perSecond: number | null;
}

/** Ours: the share of an interrupt's counts from which it goes to that CPU and nowhere else. */
const MOSTLY = 0.9;

/** The CPU that took nearly all of the counts, if they are enough to tell. */
function takenBy(counts: readonly number[], cpus: readonly number[]): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const column = counts.findIndex((count) => count >= MOSTLY * total);
  const cpu = cpus[column];
  return total < 10 || cpu === undefined ? [] : [cpu];
}

/** How far each interrupt went on each CPU: by number, because columns come and go with CPUs between two samples. */
function growths(
  reading: Read<Interrupts>,
): (row: Interrupt) => { counts: readonly number[]; seconds: number } | null {
  const { value, earlier } = reading;
  if (earlier === undefined) return () => null;
  const before = new Map(earlier.value.rows.map((row) => [row.irq, row]));
  const columnBefore = value.cpus.map((cpu) => earlier.value.cpus.indexOf(cpu));
  return (row) => {
    const first = before.get(row.irq);
    if (first === undefined) return null;
    const counts = row.counts.map((last, column) => {
      const start = first.counts[columnBefore[column] ?? -1];
      return start === undefined ? 0 : u32Difference(start, last);
    });
    return { counts, seconds: earlier.secondsBefore };
  };
}

const cpusOf = (reading: Reading<ReadonlyMap<number, CpuFile>>, irq: number): CpuFile | null =>
  reading.status === "read" ? (reading.value.get(irq) ?? null) : null;

/** Every device interrupt that somebody asked for. */
export function irqSights(closer: Closer): readonly IrqSight[] {
  const { interrupts } = closer;
  if (interrupts.status !== "read") return [];
  const growth = growths(interrupts);
  const { cpus, rows } = interrupts.value;
  return rows
    .filter(({ actions }) => actions.length > 0)
    .map((row) => {
      const allowed = cpusOf(closer.allowed, row.irq);
      const effective = cpusOf(closer.effective, row.irq);
      const grown = growth(row);
      // Old interrupt controllers put the whole mask into the effective one: it is telling when it names one CPU.
      const told = [
        effective?.cpus ?? [],
        grown === null ? [] : takenBy(grown.counts, cpus),
        allowed?.cpus ?? [],
        takenBy(row.counts, cpus),
      ].find((some) => some.length === 1);
      return {
        row,
        isReceive: looksLikeReceive(row),
        allowed,
        effective,
        cpus: told ?? effective?.cpus ?? [],
        perSecond:
          grown === null
            ? null
            : grown.counts.reduce((sum, count) => sum + count, 0) / grown.seconds,
      };
    });
}
