import { join } from "node:path";
import { printQuotedTable } from "#text/quoted-table.ts";
import { readFile } from "../read-file.ts";
import { commOf, processIds } from "./process-ids.ts";
import type { Walk } from "./walk.ts";

/** Reading smaps_rollup walks page tables, milliseconds for each GiB; after this long the rest is told by RSS alone. */
const BUDGET_MILLISECONDS = 5000;

const FIELDS = ["Pss", "Pss_Anon", "Pss_File", "Pss_Shmem"];

function kibibytes(text: string, name: string): number | null {
  const digits = new RegExp(`^${name}:\\s+(\\d{1,12}) kB$`, "m").exec(text)?.[1];
  return digits === undefined ? null : Number(digits) * 1024;
}

function look(root: string, pid: number, mayWalk: boolean): (string | number | null)[] | null {
  const rollup = mayWalk ? readFile(join(root, `/proc/${pid}/smaps_rollup`)) : null;
  const text = rollup?.status === "read" ? rollup.text : null;
  const known = text === null ? null : kibibytes(text, "Rss");
  if (text !== null && known !== null)
    return [pid, known, ...FIELDS.map((name) => kibibytes(text, name)), commOf(root, pid)];
  const status = readFile(join(root, `/proc/${pid}/status`));
  const rss = status.status === "read" ? kibibytes(status.text, "VmRSS") : null;
  // A kernel thread has no VmRSS, and a process may have ended meanwhile.
  return rss === null ? null : [pid, rss, ...FIELDS.map(() => null), commOf(root, pid)];
}

/** Columns: pid, then bytes: rss, pss, pss_anon, pss_file, pss_shmem (`-`: not readable), then comm. */
const processMemory: Walk = {
  name: "process-memory",
  onTree: true,
  run({ root }) {
    const began = performance.now();
    const rows = processIds(root).flatMap((pid) => {
      const row = look(root, pid, performance.now() - began < BUDGET_MILLISECONDS);
      return row === null ? [] : [row];
    });
    return printQuotedTable(
      ["pid", "rss", "pss", "pss_anon", "pss_file", "pss_shmem", "comm"],
      rows,
    );
  },
};

export default processMemory;
