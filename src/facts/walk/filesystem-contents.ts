import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { parseRecord } from "#text/record.ts";

/** All that a filesystem stores, in bytes on the device. */
export interface FilesystemContents {
  readonly device: string;
  /** The directory that was counted from: `/` for all. */
  readonly root: string;
  /** In use by statfs(2) when the count began. */
  readonly used: number;
  /** Of all that is no directory, hidden or not, each inode once. */
  readonly bytes: number;
  readonly directoryBytes: number;
  readonly files: number;
  readonly directories: number;
  /** Whether all of it could be counted. */
  readonly complete: boolean;
  /** 1-based. */
  readonly line: number;
}

function contentsFrom(
  fields: ReadonlyMap<string, string>,
  line: number,
): FilesystemContents | null {
  const [used, bytes, directoryBytes, files, directories, refused] = [
    "used",
    "bytes",
    "directory-bytes",
    "files",
    "directories",
    "refused",
  ].map((name) => count(fields.get(name)));
  const device = fields.get("dev");
  if (device === undefined || used == null || bytes == null || directoryBytes == null) return null;
  if (files == null || directories == null) return null;
  return {
    device,
    root: fields.get("root") ?? "",
    used,
    bytes,
    directoryBytes,
    files,
    directories,
    complete: fields.get("complete") === "true" && refused === 0,
    line,
  };
}

function parse(text: string, note: Note): ReadonlyMap<string, FilesystemContents> {
  const contents = new Map<string, FilesystemContents>();
  for (const [index, row] of text.split("\n").entries()) {
    if (row === "") continue;
    const line = index + 1;
    const record = parseRecord(row);
    const found = record?.kind === "contents" ? contentsFrom(record.fields, line) : null;
    if (found) contents.set(found.device, found);
    else note({ line, text: row.slice(0, 80) });
  }
  return contents;
}

/** What the filesystems that are asked for store, by device; one that could not be counted is not there. */
const filesystemContents: Fact<ReadonlyMap<string, FilesystemContents>> = walkFact({
  id: "walk/filesystem-contents",
  walk: "filesystem-contents",
  scope: "mntns",
  privilege: "CAP_SYS_ADMIN",
  limitSeconds: 300,
  spec: ["statfs(2), open_tree(2), stat(2)", "linux Documentation/filesystems/ext4"],
  parse,
});

export default filesystemContents;
