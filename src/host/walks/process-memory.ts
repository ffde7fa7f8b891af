import { printQuotedTable } from "#text/quoted-table.ts";
import { ProcTree } from "./proc-tree.ts";
import type { Walk } from "./walk.ts";

/** Reading smaps_rollup walks page tables, milliseconds for each GiB; after this long the rest is told by RSS alone. */
const BUDGET_MILLISECONDS = 5000;

const FIELDS = ["Pss", "Pss_Anon", "Pss_File", "Pss_Shmem"];

function kibibytes(text: string, name: string): number | null {
  const digits = new RegExp(`^${name}:\\s+(\\d{1,12}) kB$`, "m").exec(text)?.[1];
  return digits === undefined ? null : Number(digits) * 1024;
}

const COLUMNS = ["pid", "rss", "pss", "pss_anon", "pss_file", "pss_shmem", "page_tables", "comm"];

function look(proc: ProcTree, pid: number, mayWalk: boolean): (string | number | null)[] | null {
  const status = proc.read(`/proc/${pid}/status`) ?? "";
  const sizes = (mayWalk && proc.read(`/proc/${pid}/smaps_rollup`)) || "";
  const rss = kibibytes(sizes, "Rss") ?? kibibytes(status, "VmRSS");
  // A kernel thread has no VmRSS, and a process may have ended meanwhile.
  if (rss === null) return null;
  const parts = FIELDS.map((name) => kibibytes(sizes, name));
  return [pid, rss, ...parts, kibibytes(status, "VmPTE"), proc.comm(pid)];
}

/** Columns: pid, then bytes: rss, pss, pss_anon, pss_file, pss_shmem, page_tables (`-`: not readable), then comm. */
const processMemory: Walk = {
  name: "process-memory",
  onTree: true,
  run({ root }) {
    const began = performance.now();
    const proc = new ProcTree(root);
    const rows = proc.processes().flatMap((pid) => {
      const row = look(proc, pid, performance.now() - began < BUDGET_MILLISECONDS);
      return row === null ? [] : [row];
    });
    return printQuotedTable(COLUMNS, rows);
  },
};

export default processMemory;
