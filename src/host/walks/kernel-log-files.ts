import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { join } from "node:path";
import { KernelSieve } from "#text/kernel-log/sift.ts";
import { formatRecord } from "#text/record.ts";
import { below } from "../entries.ts";
import { hungReason } from "../hung.ts";
import { expand } from "../pattern.ts";
import { errorCode } from "../read-file.ts";
import { within } from "../within.ts";
import { type Walk, WalkHung } from "./walk.ts";

const CHUNK_BYTES = 256 * 1024;
/** Of a larger file the end is read: what matters now is there. Ours: half a second's reading. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Where daemons of the host itself keep the kernel's messages; the newest rotated file too, which ends where they begin. */
const HOST_FILES = [
  "/var/log/kern.log",
  "/var/log/messages",
  "/var/log/syslog",
  "/var/log/kern.log.1",
  "/var/log/messages.1",
  "/var/log/syslog.1",
];
/** Where those who collect snapshots put what dmesg and journalctl printed. */
const SNAPSHOT_FILES = [
  "/*dmesg*",
  "/*kmsg*",
  "/*journal*",
  "/*kern*",
  "/*console*",
  "/*serial*",
  "/*messages*",
  "/*syslog*",
  "/proc/kmsg",
  "/logs/*",
  "/cmd/dmesg*",
  "/cmd/journalctl*",
  "/commands/dmesg*",
  "/commands/journalctl*",
  "/sos_commands/kernel/dmesg*",
  "/sos_commands/general/dmesg*",
  "/sos_commands/logs/journalctl*",
  "/insights_commands/dmesg*",
  "/insights_commands/journalctl*",
  "/host-collectors/*/dmesg*",
  "/var/log/*dmesg*",
  "/var/log/*kern*",
  "/var/log/*console*",
  "/var/log/messages-*",
  "/var/log/journal/*.export",
  "/var/log/journal/*.json",
  "/var/log/journal*.log",
];
const PACKED = /\.(?:gz|xz|bz2|zst|lz4|journal)$/;

/** Lines were read as Latin-1, a byte a character, which is cheap for the many that nobody will see. */
const decode = (text: string): string => Buffer.from(text, "latin1").toString("utf8");

function sift(fd: number, from: number): KernelSieve {
  const sieve = new KernelSieve(decode);
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let at = from; ;) {
    const got = readSync(fd, chunk, 0, chunk.length, at);
    if (got === 0) return sieve;
    at += got;
    sieve.add(chunk.toString("latin1", 0, got));
  }
}

function readOne(path: string, local: string): string[] {
  let fd: number;
  try {
    fd = openSync(local, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    const code = errorCode(error);
    return code === "EACCES" || code === "EPERM" ? [formatRecord("refused", { path, code })] : [];
  }
  try {
    const stat = fstatSync(fd);
    return stat.isFile() ? describe(path, fd, stat) : [];
  } finally {
    closeSync(fd);
  }
}

function describe(path: string, fd: number, stat: Stats): string[] {
  const from = Math.max(0, stat.size - MOST_BYTES);
  const { rows, lines, bytes, left } = sift(fd, from).end();
  return [
    formatRecord("file", {
      path,
      bytes,
      lines,
      skipped: from,
      left,
      modified: stat.mtime.toISOString(),
    }),
    ...rows.map(({ line, text }) => `${line}\t${text}`),
  ];
}

/**
 * Text: for each log a line `file path=… bytes=… lines=… skipped=… left=… modified=…`, then the lines near reports of the
 * kernel, its first and its last, each as its number, a tab and the line. A file that may not be read is `refused`.
 */
const walk: Walk = {
  name: "kernel-log-files",
  onTree: true,
  run({ root }) {
    const patterns = root === "" ? HOST_FILES : [...HOST_FILES, ...SNAPSHOT_FILES];
    const locate = root === "" ? below(root) : within(root);
    const paths = new Set(
      patterns.flatMap((pattern) =>
        pattern.includes("*") ? expand(pattern, locate).found.map(({ path }) => path) : [pattern],
      ),
    );
    const lines = [...paths]
      .filter((path) => !PACKED.test(path))
      .flatMap((path) => {
        const local = locate(path);
        const hung = local === null ? null : hungReason(local);
        if (hung !== null) throw new WalkHung(hung);
        return local === null ? [] : readOne(path, root === "" ? local : local || join(root, path));
      });
    return lines.map((line) => `${line}\n`).join("");
  },
};

export default walk;
