import { join } from "node:path";
import { type FolderTimes, folderTimes } from "./folder-times.ts";
import { type Manifest, NO_MANIFEST, readManifest } from "./manifest.ts";
import { readFile } from "./read-file.ts";

/** What a snapshot tells of itself before any fact is read. */
export interface Snapshot {
  readonly manifest: Manifest;
  readonly times: FolderTimes;
  readonly name: string | null;
  readonly kernel: string | null;
}

/** Reads it. @param roots the layers of the snapshot, the upper first. */
export function readSnapshot(roots: readonly string[]): Snapshot {
  const text = (path: string): string | null => {
    for (const root of roots) {
      const read = readFile(join(root, path));
      // What could not be copied may be left as an empty file, or one of zeros.
      const told = read.status === "read" ? read.text.replaceAll("\0", "").trim() : "";
      if (told !== "") return told;
    }
    return null;
  };
  const manifest = readManifest(roots);
  const version = /^Linux version (\S+)/.exec(text("proc/version") ?? "")?.[1] ?? null;
  return {
    manifest,
    times: folderTimes(roots, manifest),
    name: manifest.name ?? text("proc/sys/kernel/hostname") ?? text("etc/hostname"),
    kernel: manifest.kernel ?? text("proc/sys/kernel/osrelease") ?? version,
  };
}

/** Of a snapshot that does not answer. */
export const SILENT: Snapshot = {
  manifest: NO_MANIFEST,
  times: { at: "1970-01-01T00:00:00.000Z", laterAt: null, seconds: null },
  name: null,
  kernel: null,
};
