import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { quotedRows, type QuotedRow } from "#text/quoted-table.ts";

/** What one process holds, in bytes. */
export interface ProcessMemory {
  readonly pid: number;
  readonly comm: string;
  /** Every page it maps, shared ones in full: the sum over processes counts shared pages again and again. */
  readonly rss: number;
  /** Its part: a page that n processes map counts as 1/n. Null if smaps_rollup could not be read. */
  readonly pss: number | null;
  /** Since 5.3. */
  readonly pssAnon: number | null;
  readonly pssFile: number | null;
  readonly pssShmem: number | null;
  /** Bytes of its page tables (`VmPTE`). */
  readonly pageTables: number | null;
  /** 1-based. */
  readonly line: number;
}

function processOf(row: QuotedRow, line: number): ProcessMemory | null {
  const number = (name: string): number | null => count(row.get(name) ?? undefined);
  const [pid, rss] = [number("pid"), number("rss")];
  if (pid === null || rss === null) return null;
  return {
    pid,
    comm: row.get("comm") ?? "",
    rss,
    pss: number("pss"),
    pssAnon: number("pss_anon"),
    pssFile: number("pss_file"),
    pssShmem: number("pss_shmem"),
    pageTables: number("page_tables"),
    line,
  };
}

const COLUMNS = ["pid", "rss", "pss", "pss_anon", "pss_file", "pss_shmem", "page_tables", "comm"];

function parse(text: string, note: Note): readonly ProcessMemory[] {
  const processes: ProcessMemory[] = [];
  for (const { row, line } of quotedRows(text, COLUMNS, note)) {
    const process = processOf(row, line);
    if (process) processes.push(process);
    else note({ line, text: [...row.values()].join(" ").slice(0, 80) });
  }
  return processes;
}

/** What every process holds, shared pages counted once (`/proc/PID/smaps_rollup`, since 4.14; needs ptrace rights). */
const processMemory: Fact<readonly ProcessMemory[]> = walkFact({
  id: "walk/process-memory",
  walk: "process-memory",
  scope: "host",
  privilege: "CAP_SYS_PTRACE",
  limitSeconds: 20,
  spec: ["proc_pid_smaps(5)", "linux Documentation/ABI/testing/procfs-smaps_rollup"],
  parse,
});

export default processMemory;
