import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { parseRecord } from "#text/record.ts";

/** A local filesystem that files can be made in. */
export interface FilesystemRoom {
  /** `major:minor`, as mountinfo tells it. */
  readonly device: string;
  readonly type: string;
  readonly source: string;
  readonly point: string;
  /** A process that sees it; null if the operator's own mount namespace shows it. */
  readonly process: number | null;
  /** In bytes. */
  readonly total: number;
  /** Free to root. */
  readonly free: number;
  /** Free to others: less by what is reserved. */
  readonly available: number;
  /** 0: the filesystem makes inodes as it needs them (btrfs), or has none (vfat). */
  readonly inodes: number;
  readonly inodesFree: number;
  /** Quotas are on: a user or project may be out of room before the filesystem is. */
  readonly hasQuotas: boolean;
  /** 1-based. */
  readonly line: number;
}

function roomFrom(fields: ReadonlyMap<string, string>, line: number): FilesystemRoom | null {
  const [total, free, available, inodes, inodesFree] = [
    "total",
    "free",
    "available",
    "inodes",
    "inodes-free",
  ].map((name) => count(fields.get(name)));
  const [device, point] = [fields.get("dev"), fields.get("point")];
  if (device === undefined || point === undefined) return null;
  if (total == null || free == null || available == null || free > total) return null;
  if (inodes == null || inodesFree == null || inodesFree > inodes) return null;
  return {
    device,
    type: fields.get("type") ?? "",
    source: fields.get("source") ?? "",
    point,
    process: count(fields.get("process")),
    total,
    free,
    available,
    inodes,
    inodesFree,
    hasQuotas: fields.get("quota") === "on",
    line,
  };
}

function parse(text: string, note: Note): readonly FilesystemRoom[] {
  const rooms: FilesystemRoom[] = [];
  for (const [index, row] of text.split("\n").entries()) {
    if (row === "") continue;
    const record = parseRecord(row);
    const room = record?.kind === "filesystem" ? roomFrom(record.fields, index + 1) : null;
    if (room) rooms.push(room);
    else note({ line: index + 1, text: row.slice(0, 80) });
  }
  if (rooms.length === 0 && text.trim() !== "")
    throw new SyntaxError("expected a line `filesystem dev=`, found none");
  return rooms;
}

/** How much room, in bytes and inodes, the filesystems have that files can be made in. */
const filesystemRoom: Fact<readonly FilesystemRoom[]> = walkFact({
  id: "walk/filesystem-room",
  walk: "filesystem-room",
  scope: "mntns",
  privilege: "CAP_SYS_PTRACE",
  limitSeconds: 20,
  spec: ["statfs(2), proc_pid_mountinfo(5)"],
  parse,
});

export default filesystemRoom;
