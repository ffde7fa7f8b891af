import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { type NumberedRow, parseKernelRows } from "#text/kernel-log/lines.ts";
import type { KernelLog } from "#text/kernel-log/record.ts";
import { parseStamp } from "#text/kernel-log/stamp.ts";
import { parseRecord, type TextRecord } from "#text/record.ts";

/** One file that holds the kernel's messages, alone or among others. */
export interface KernelLogFile {
  readonly path: string;
  readonly bytes: number;
  /** Bytes at its begin that were not read. */
  readonly skipped: number;
  /** Lines near reports that were left out, because there were too many. */
  readonly left: number;
  /** Wall clock of its first and last line, in ms since the epoch or of an unknown zone; null if they tell none. */
  readonly begins: number | null;
  readonly ends: number | null;
  /** The lines near reports; `line` counts in the file, unless some of it was skipped. */
  readonly log: KernelLog;
}

export interface KernelLogFiles {
  readonly files: readonly KernelLogFile[];
  readonly refused: readonly string[];
}

function fileOf({ fields }: TextRecord, rows: readonly NumberedRow[]): KernelLogFile {
  const number = (name: string): number => count(fields.get(name)) ?? 0;
  const skipped = number("skipped");
  const [first] = rows;
  return {
    path: fields.get("path") ?? "",
    bytes: number("bytes"),
    skipped,
    left: number("left"),
    begins: parseStamp(first?.text ?? "")?.wall ?? null,
    ends: parseStamp(rows.at(-1)?.text ?? "")?.wall ?? null,
    log: parseKernelRows(rows),
  };
}

function parse(text: string, note: Note): KernelLogFiles {
  const files: KernelLogFile[] = [];
  const refused: string[] = [];
  let header: TextRecord | null = null;
  let rows: NumberedRow[] = [];
  const close = (): void => {
    if (header) files.push(fileOf(header, rows));
    header = null;
    rows = [];
  };
  for (const [index, line] of text.split("\n").entries()) {
    if (line === "") continue;
    const tab = line.indexOf("\t");
    const number = count(line.slice(0, Math.max(tab, 0)));
    const record = number === null ? parseRecord(line) : null;
    if (number !== null && header) rows.push({ line: number, text: line.slice(tab + 1) });
    else if (record?.kind === "file") {
      close();
      header = record;
    } else if (record?.kind === "refused") refused.push(record.fields.get("path") ?? "");
    else note({ line: index + 1, text: line.slice(0, 80) });
  }
  close();
  return { files, refused };
}

/**
 * What log daemons kept of the kernel's messages: `/var/log/kern.log`, `messages`, `syslog` and the newest rotated ones;
 * in a snapshot also what dmesg and journalctl printed. They reach further back than the kernel's ring.
 */
const kernelLogFiles: Fact<KernelLogFiles> = walkFact({
  id: "walk/kernel-log-files",
  walk: "kernel-log-files",
  scope: "host",
  privilege: "root",
  limitSeconds: 20,
  spec: ["rsyslog.conf(5)", "journalctl(1)", "dmesg(1)"],
  parse,
});

export default kernelLogFiles;
