import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { parseRecord } from "#text/record.ts";

/** Something that keeps a deleted file. */
export interface Holder {
  /** Null: the kernel itself, for a loop device or swap. */
  readonly pid: number | null;
  readonly comm: string;
  /** systemd unit of the process; null if it is in none. */
  readonly unit: string | null;
  /** First twelve digits of the container's id; null if it is in none. */
  readonly container: string | null;
  /** `fd:5`, `map:7f…-7f…`, `exe`, `cwd`, `root`, `loop:loop0`, `swap`. */
  readonly as: string;
  /** Whether the descriptor can write; null if that is not told. */
  readonly writes: boolean | null;
  /** What the link reads; ends in ` (deleted)`. In a container, the container's own path. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
}

/** A file or directory that has no name any more and still takes space. */
export interface DeletedFile {
  /** `major:minor` of the filesystem that holds its blocks. */
  readonly device: string;
  readonly inode: string;
  /** On the device: holes not, blocks that are still to be written included. */
  readonly bytes: number;
  readonly kind: "file" | "directory";
  /** `apparent`: `bytes` is the size, because nothing leads to the inode any more; the file may have holes. */
  readonly measure: "exact" | "apparent";
  /** How many descriptors, maps and links keep it; `told` are the first of them. */
  readonly holders: number;
  readonly told: readonly Holder[];
  /** 1-based. */
  readonly line: number;
}

export interface DeletedOpenFiles {
  readonly processes: number;
  /** Processes whose descriptors could not be seen. */
  readonly unreadable: number;
  /** Processes that not even CAP_SYS_PTRACE shows: a security module or a user namespace above keeps them. */
  readonly refused: number;
  readonly descriptors: number;
  /** Memory maps of deleted files whose size could not be asked. */
  readonly unsized: number;
  /** Largest first, per filesystem. */
  readonly files: readonly DeletedFile[];
  /** What is not told file by file, by device. */
  readonly more: ReadonlyMap<string, { readonly files: number; readonly bytes: number }>;
}

type Fields = ReadonlyMap<string, string>;

function holderFrom(fields: Fields, line: number): Holder {
  const writes = fields.get("written");
  return {
    pid: count(fields.get("pid")),
    comm: fields.get("comm") ?? "",
    unit: fields.get("unit") ?? null,
    container: fields.get("container") ?? null,
    as: fields.get("as") ?? "",
    writes: writes === undefined ? null : writes === "true",
    path: fields.get("path") ?? "",
    line,
  };
}

function fileFrom(fields: Fields, line: number): (DeletedFile & { told: Holder[] }) | null {
  const device = fields.get("dev");
  const inode = fields.get("ino");
  const [bytes, holders] = [count(fields.get("bytes")), count(fields.get("holders"))];
  if (device === undefined || inode === undefined || bytes === null || holders === null)
    return null;
  return {
    device,
    inode,
    bytes,
    kind: fields.get("kind") === "directory" ? "directory" : "file",
    measure: fields.get("measure") === "exact" ? "exact" : "apparent",
    holders,
    told: [],
    line,
  };
}

function moreFrom(fields: Fields): [string, { files: number; bytes: number }] | null {
  const device = fields.get("dev");
  const [files, bytes] = [count(fields.get("files")), count(fields.get("bytes"))];
  return device === undefined || files === null || bytes === null
    ? null
    : [device, { files, bytes }];
}

/** What the lines tell, as they are read. */
class Reader {
  readonly files: (DeletedFile & { told: Holder[] })[] = [];
  readonly more = new Map<string, { files: number; bytes: number }>();
  seen: Fields = new Map();

  /** @returns whether the line made sense. */
  take(row: string, line: number): boolean {
    const { kind, fields = new Map<string, string>() } = parseRecord(row) ?? {};
    if (kind === "seen") {
      this.seen = fields;
      return true;
    }
    if (kind === "holder") {
      const last = this.files.at(-1);
      last?.told.push(holderFrom(fields, line));
      return last !== undefined;
    }
    if (kind === "more") {
      const rest = moreFrom(fields);
      if (rest) this.more.set(...rest);
      return rest !== null;
    }
    const file = kind === "file" ? fileFrom(fields, line) : null;
    if (file) this.files.push(file);
    return file !== null;
  }
}

function parse(text: string, note: Note): DeletedOpenFiles {
  const reader = new Reader();
  for (const [index, row] of text.split("\n").entries()) {
    if (row !== "" && !reader.take(row, index + 1))
      note({ line: index + 1, text: row.slice(0, 80) });
  }
  const number = (name: string): number | null => count(reader.seen.get(name));
  const [processes, unreadable] = [number("processes"), number("unreadable")];
  if (processes === null || unreadable === null)
    throw new SyntaxError("expected a line `seen processes= unreadable=`, found none");
  const { files, more } = reader;
  return {
    processes,
    unreadable,
    refused: number("refused") ?? 0,
    descriptors: number("descriptors") ?? 0,
    unsized: number("unsized") ?? 0,
    files,
    more,
  };
}

/** Files on disk that are deleted and that a process or the kernel still holds. */
const deletedOpenFiles: Fact<DeletedOpenFiles> = walkFact({
  id: "walk/deleted-open-files",
  walk: "deleted-open-files",
  scope: "host",
  privilege: "CAP_SYS_PTRACE",
  limitSeconds: 60,
  spec: [
    "proc_pid_fd(5), proc_pid_map_files(5), proc_pid_mountinfo(5), unlink(2)",
    "linux Documentation/filesystems/overlayfs.rst",
  ],
  parse,
});

export default deletedOpenFiles;
