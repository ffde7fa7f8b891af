import { statfsSync } from "node:fs";
import { decodeOctal } from "#text/octal.ts";
import { printQuotedTable } from "#text/quoted-table.ts";
import { ProcTree } from "./proc-tree.ts";
import type { Walk } from "./walk.ts";

/** `statfs(2)` names a tmpfs by this; a path that another mount hides answers with something else. */
const TMPFS_MAGIC = 0x01021994;

interface TmpfsMount {
  readonly device: string;
  readonly point: string;
}

function tmpfsMounts(mountinfo: string): TmpfsMount[] {
  return mountinfo.split("\n").flatMap((row) => {
    const [before = "", after = ""] = row.split(" - ", 2);
    const [, , device, , point] = before.split(" ");
    if (device === undefined || point === undefined || !after.startsWith("tmpfs ")) return [];
    return [{ device, point: decodeOctal(point) }];
  });
}

function usageOf(path: string): { used: number; size: number } | null {
  try {
    const { type, bsize, blocks, bfree } = statfsSync(path);
    if (type !== TMPFS_MAGIC) return null;
    return { used: Math.max(0, blocks - bfree) * bsize, size: blocks * bsize };
  } catch (error) {
    // Not reachable by that path: unmounted meanwhile, or hidden under another mount.
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}

/**
 * Columns: device, bytes used, size (0: no limit), pid of one that sees it, of_host (1: Casebook sees it in its own mount
 * namespace, or the first process of a mounted host does), comm, mount_point.
 */
const tmpfsUsage: Walk = {
  name: "tmpfs-usage",
  onTree: false,
  run({ root }) {
    const seen = new Set<string>();
    const rows: (string | number)[][] = [];
    const proc = new ProcTree(root);
    const self = root === "" ? process.pid : 1;
    for (const pid of [self, ...proc.firstOfEach("mnt").values()]) {
      const mountinfo = proc.read(`/proc/${pid}/mountinfo`) ?? "";
      for (const { device, point } of tmpfsMounts(mountinfo)) {
        if (seen.has(device)) continue;
        const usage = usageOf(`${root}/proc/${pid}/root${point}`);
        if (usage === null) continue;
        seen.add(device);
        const comm = proc.comm(pid);
        rows.push([device, usage.used, usage.size, pid, pid === self ? 1 : 0, comm, point]);
      }
    }
    return printQuotedTable(
      ["device", "used", "size", "pid", "of_host", "comm", "mount_point"],
      rows,
    );
  },
};

export default tmpfsUsage;
