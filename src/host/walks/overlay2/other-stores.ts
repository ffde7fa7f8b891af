import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isProcfs } from "../../procfs.ts";
import { readFile } from "../../read-file.ts";
import type { Store } from "./store.ts";

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error) return [];
    throw error;
  }
}

/** Where dockerd 29 and later leave traces when they keep images in containerd and not in `overlay2/`. */
const CONTAINERD_TRACES = [
  "rootfs/overlayfs",
  "containerd/daemon/io.containerd.snapshotter.v1.overlayfs/snapshots",
] as const;

/** Where containerd's own image store is in use below a data root. */
export function containerdTraces({ root: { local, path } }: Store): string[] {
  return CONTAINERD_TRACES.filter((inside) => list(join(local, inside)).length > 0).map((inside) =>
    join(path, inside),
  );
}

function words(root: string, pid: number): readonly string[] {
  const read = readFile(join(root, `/proc/${pid}/cmdline`));
  return read.status === "read" ? read.text.split("\0") : [];
}

function option(argv: readonly string[], pattern: RegExp): string | null {
  for (const [index, word] of argv.entries()) {
    const told = pattern.exec(word);
    if (told) return told[1] ?? argv[index + 1] ?? null;
  }
  return null;
}

function configured(file: string): string | null {
  const read = readFile(file);
  if (read.status !== "read") return null;
  try {
    const config: unknown = JSON.parse(read.text);
    if (typeof config !== "object" || config === null || !("storage-driver" in config)) return null;
    const driver = config["storage-driver"];
    return typeof driver === "string" ? driver : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The driver that a daemon was told to use, by its arguments or its configuration; null if it chooses itself. */
export function driverTold(root: string, pid: number | null): string | null {
  const argv = pid === null ? [] : words(root, pid);
  const inside = pid === null || !isProcfs(root) ? root : join(root, `/proc/${pid}/root`);
  const file = option(argv, /^--config-file(?:=(.*))?$/) ?? "/etc/docker/daemon.json";
  return option(argv, /^(?:--storage-driver|-s)(?:=(.*))?$/) ?? configured(join(inside, file));
}
