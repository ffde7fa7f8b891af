import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { parseRecord } from "#text/record.ts";

/** Files that a mount hides: no path leads to them. */
export interface HiddenPlace {
  readonly device: string;
  /** The mount point that covers them. */
  readonly point: string;
  /** Where they lie, from the top of their filesystem. */
  readonly path: string;
  readonly files: number;
  /** Of files, not of directories; holes not. */
  readonly bytes: number;
  /** False: there is more than was counted. */
  readonly complete: boolean;
  /** 1-based. */
  readonly line: number;
}

/** A filesystem on a block device, in bytes and inodes. */
export interface DiskFilesystem {
  /** `major:minor`, as mountinfo tells it. */
  readonly device: string;
  readonly type: string;
  readonly source: string;
  readonly point: string;
  /** Which of its directories is mounted there: `/`, but for a bind mount or subvolume. */
  readonly root: string;
  /** A process that sees it; null if the operator's own mount namespace shows it. */
  readonly process: number | null;
  readonly total: number;
  /** Free to root. */
  readonly free: number;
  /** Free to others: less by what is reserved. */
  readonly available: number;
  /** Inodes in use; null where the filesystem does not count them (btrfs). */
  readonly inodes: number | null;
  /** Of the block device; null if it is not one device. */
  readonly deviceBytes: number | null;
  /** Used by the filesystem itself; null where that cannot be told. */
  readonly own: number | null;
  /** Whether its places under mount points were looked at: `no` for want of a privilege or of a kernel that can. */
  readonly looked: "yes" | "denied" | "no";
  readonly hidden: readonly HiddenPlace[];
  /** Other mount points of the same directory. */
  readonly again: readonly string[];
  /** 1-based. */
  readonly line: number;
}

type Fields = ReadonlyMap<string, string>;

function hiddenFrom(fields: Fields, line: number): HiddenPlace | null {
  const [device, point, path] = ["dev", "point", "path"].map((name) => fields.get(name));
  const [files, bytes] = [count(fields.get("files")), count(fields.get("bytes"))];
  if (device === undefined || point === undefined || path === undefined) return null;
  if (files === null || bytes === null) return null;
  return { device, point, path, files, bytes, complete: fields.get("complete") === "true", line };
}

function inodesFrom(fields: Fields): number | null {
  const [all, free] = [count(fields.get("inodes")), count(fields.get("inodes-free"))];
  return all === null || free === null || all === 0 || free > all ? null : all - free;
}

function filesystemFrom(
  fields: Fields,
  line: number,
): (DiskFilesystem & { hidden: HiddenPlace[]; again: string[] }) | null {
  const number = (name: string): number | null => count(fields.get(name));
  const [device, point] = [fields.get("dev"), fields.get("point")];
  const [total, free, available] = [number("total"), number("free"), number("available")];
  if (device === undefined || point === undefined) return null;
  if (total === null || free === null || available === null || free > total) return null;
  const looked = fields.get("looked");
  return {
    device,
    type: fields.get("type") ?? "",
    source: fields.get("source") ?? "",
    point,
    root: fields.get("root") ?? "",
    process: number("process"),
    total,
    free,
    available,
    inodes: inodesFrom(fields),
    deviceBytes: number("device-bytes"),
    own: number("own"),
    looked: looked === "yes" || looked === "denied" ? looked : "no",
    hidden: [],
    again: [],
    line,
  };
}

type Found = NonNullable<ReturnType<typeof filesystemFrom>>;

/** Adds what one line tells. @returns whether it made sense. */
function take(filesystems: Map<string, Found>, row: string, line: number): boolean {
  const { kind, fields = new Map<string, string>() } = parseRecord(row) ?? {};
  const below = filesystems.get(fields.get("dev") ?? "");
  if (kind === "filesystem") {
    const filesystem = filesystemFrom(fields, line);
    if (filesystem) filesystems.set(filesystem.device, filesystem);
    return filesystem !== null;
  }
  if (kind === "hidden") {
    const hidden = hiddenFrom(fields, line);
    if (hidden) below?.hidden.push(hidden);
    return hidden !== null && below !== undefined;
  }
  const point = kind === "again" ? fields.get("point") : undefined;
  if (point !== undefined) below?.again.push(point);
  return point !== undefined && below !== undefined;
}

function parse(text: string, note: Note): readonly DiskFilesystem[] {
  const filesystems = new Map<string, Found>();
  for (const [index, row] of text.split("\n").entries()) {
    if (row !== "" && !take(filesystems, row, index + 1))
      note({ line: index + 1, text: row.slice(0, 80) });
  }
  if (filesystems.size === 0 && text.trim() !== "")
    throw new SyntaxError("expected a line `filesystem dev=`, found none");
  return [...filesystems.values()];
}

/** How full the filesystems on block devices are, and what their mounts hide. */
const filesystemUsage: Fact<readonly DiskFilesystem[]> = walkFact({
  id: "walk/filesystem-usage",
  walk: "filesystem-usage",
  scope: "mntns",
  privilege: "CAP_SYS_ADMIN",
  limitSeconds: 60,
  spec: [
    "statfs(2), open_tree(2), proc_pid_mountinfo(5)",
    "linux fs/ext4/super.c ext4_statfs(), ext4_calculate_overhead()",
  ],
  parse,
});

export default filesystemUsage;
