import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { parseRecord } from "#text/record.ts";

/** A directory that holds many files. */
export interface InodeHolder {
  /** From the top of what is mounted. */
  readonly path: string;
  /** In the directory itself, and with all directories below it. */
  readonly entries: number;
  readonly below: number;
  /** 1-based. */
  readonly line: number;
}

/** Where the inodes of one filesystem are. */
export interface InodeHolders {
  readonly used: number;
  readonly counted: number;
  /** False: there is more than was counted. */
  readonly complete: boolean;
  readonly directories: readonly InodeHolder[];
  /** 1-based. */
  readonly line: number;
}

type Fields = ReadonlyMap<string, string>;
type Growing = InodeHolders & { readonly directories: InodeHolder[] };

function filesystemFrom(fields: Fields, line: number): Growing | null {
  const [used, counted] = [count(fields.get("used")), count(fields.get("counted"))];
  if (used === null || counted === null) return null;
  return { used, counted, complete: fields.get("complete") === "true", directories: [], line };
}

function holderFrom(fields: Fields, line: number): InodeHolder | null {
  const [path, entries, below] = [
    fields.get("path"),
    count(fields.get("entries")),
    count(fields.get("below")),
  ];
  if (path === undefined || entries === null || below === null) return null;
  return { path, entries, below, line };
}

function take(found: Map<string, Growing>, row: string, line: number): boolean {
  const { kind, fields = new Map<string, string>() } = parseRecord(row) ?? {};
  const device = fields.get("dev") ?? "";
  if (kind === "refused") return true;
  if (kind === "filesystem") {
    const filesystem = filesystemFrom(fields, line);
    if (filesystem) found.set(device, filesystem);
    return filesystem !== null;
  }
  const holder = kind === "directory" ? holderFrom(fields, line) : null;
  const filesystem = found.get(device);
  if (holder && filesystem) filesystem.directories.push(holder);
  return holder !== null && filesystem !== undefined;
}

function parse(text: string, note: Note): ReadonlyMap<string, InodeHolders> {
  const found = new Map<string, Growing>();
  for (const [index, row] of text.split("\n").entries())
    if (row !== "" && !take(found, row, index + 1))
      note({ line: index + 1, text: row.slice(0, 80) });
  return found;
}

/** Where the inodes are of the filesystems that are asked for, by device; one that may not be looked into is not there. */
const inodeHolders: Fact<ReadonlyMap<string, InodeHolders>> = walkFact({
  id: "walk/inode-holders",
  walk: "inode-holders",
  scope: "mntns",
  privilege: "CAP_SYS_ADMIN",
  limitSeconds: 60,
  spec: ["getdents(2), open_tree(2), statfs(2)"],
  parse,
});

export default inodeHolders;
