/**
 * What one CPU counted in one network namespace; u32 that wrap. A counter that this kernel or this version of
 * conntrack-tools does not tell is null, which is not zero.
 */
export interface ConntrackCounters {
  /** Its number; for a file without numbers its place among the rows, which is that among the possible CPUs. */
  readonly cpu: number;
  /** 1-based line of the row. */
  readonly line: number;
  /** New entries that could not be inserted because one with the same tuple was there. */
  readonly insertFailed: number;
  /** Packets dropped: no entry could be inserted, or none allocated. */
  readonly drop: number | null;
  /** Tuples found taken, most of them while NAT looked for a free port. */
  readonly found: number | null;
  /** Unanswered entries thrown out of a full table to make room. */
  readonly earlyDrop: number | null;
  /** Clashes that the kernel resolved without loss; since 5.9 apart from `insertFailed`. */
  readonly clashResolve: number | null;
  /** Inserts refused because the hash chain was too long; since 5.15. */
  readonly chainTooLong: number | null;
}

/** The counters of one network namespace by CPU. */
export interface ConntrackStat {
  /** Entries in the table; null where the source does not tell. */
  readonly entries: number | null;
  readonly cpus: readonly [ConntrackCounters, ...ConntrackCounters[]];
}

/** One row from its columns by name, as the kernel's file and every conntrack-tools call them; null without the one that matters. */
export function countersFrom(
  column: (name: string) => number | null,
  place: { readonly cpu: number; readonly line: number },
): ConntrackCounters | null {
  const insertFailed = column("insert_failed");
  if (insertFailed === null) return null;
  return {
    ...place,
    insertFailed,
    drop: column("drop"),
    found: column("found"),
    earlyDrop: column("early_drop"),
    clashResolve: column("clash_resolve") ?? column("clashres"),
    chainTooLong: column("chaintoolong") ?? column("chainlength"),
  };
}
