/** One line that the kernel logged, whatever wrote it down. */
export interface KernelRecord {
  /** 1-based, in its source. */
  readonly line: number;
  /** Seconds since boot, as printk stamped it: `local_clock()`, which stands still while the machine sleeps. */
  readonly uptime: number | null;
  /** Wall clock of whoever wrote it down, in ms since the epoch. Without a zone it is taken for UTC, without a year for 2000. */
  readonly wall: number | null;
  /** 0 (emergency) … 7 (debug). */
  readonly level: number | null;
  /** Who called printk (CONFIG_PRINTK_CALLER): `T31` a task, `C0` an interrupt on that CPU. */
  readonly caller: string | null;
  /** Counts up where the source shows that the machine was started anew. */
  readonly boot: number;
  readonly text: string;
}

/** A kernel log as it was found. */
export interface KernelLog {
  readonly records: readonly KernelRecord[];
  /** The first record of the last boot is there: nothing since was overwritten or cut off. */
  readonly isWhole: boolean;
  /** Records that the source skipped, by sequence numbers or as printk said; of the last boot. */
  readonly lost: number;
  /** Whether `wall` counts from the epoch (a zone or UTC was told), or is somebody's local time. */
  readonly isZoned: boolean;
}

/** Longer than printk writes (LOG_LINE_MAX is 1024 less its prefix): what follows is no kernel's. */
export const LONGEST_TEXT = 1024;

/** What a parser found in one line; its boot is 0 before boots are told apart. */
export type Found = { -readonly [K in keyof KernelRecord]: KernelRecord[K] };

const RESTARTED_WITHIN_SECONDS = 300;

/**
 * Numbers the boots, in place: a new one begins with the kernel's banner, or where time since boot falls back to the first minutes.
 *
 * @param restarts lines at which the source itself says that a boot begins.
 */
export function numberBoots(
  found: readonly Found[],
  restarts: ReadonlySet<number> = new Set(),
): readonly KernelRecord[] {
  let boot = 0;
  let highest = 0;
  let begunAt = -Infinity;
  for (const [index, record] of found.entries()) {
    const { uptime, text, line } = record;
    const fellBack =
      uptime !== null &&
      uptime < RESTARTED_WITHIN_SECONDS &&
      uptime < highest - RESTARTED_WITHIN_SECONDS;
    if (restarts.has(line) || fellBack || isBanner(text)) {
      // The banner may follow the mark of a new boot: both are one.
      if (index > 0 && index - begunAt > 2) boot++;
      begunAt = index;
      highest = 0;
    }
    highest = Math.max(highest, uptime ?? 0);
    record.boot = boot;
  }
  return found;
}

/** The first line that every Linux kernel prints. */
export const isBanner = (text: string): boolean => text.startsWith("Linux version ");

const DROPPED = /^\*\* (\d{1,9}) printk messages dropped/;

/** How many records printk itself says were dropped before this one. */
export function droppedBefore(text: string): number {
  return Number(DROPPED.exec(text)?.[1] ?? 0);
}
