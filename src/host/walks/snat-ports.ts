import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import type { Namespace } from "#contract/reading.ts";
import { printSnatPorts, SnatPortCounter } from "#text/snat-ports.ts";
import { within } from "../within.ts";
import { inNetns } from "../in-netns.ts";
import { seeFolderNamespaces } from "../folder-namespaces.ts";
import { seeNamespaces } from "../namespaces.ts";
import { errorCode } from "../read-file.ts";
import { type Walk, WalkDenied } from "./walk.ts";

const CHUNK_BYTES = 256 * 1024;
/** A line of the table is below 400 bytes: a snapshot's file without line breaks is no table. */
const LONGEST_LINE = 4096;

/** Sums up one table in chunks: a table of millions of flows is hundreds of megabytes of text. */
function sumUp(fd: number): SnatPortCounter {
  const counter = new SnatPortCounter();
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let rest = "";
  for (;;) {
    const got = readSync(fd, chunk, 0, chunk.length, null);
    if (got === 0) break;
    const lines = (rest + chunk.toString("latin1", 0, got)).split("\n");
    rest = (lines.pop() ?? "").slice(0, LONGEST_LINE);
    for (const line of lines) counter.add(line);
  }
  counter.add(rest);
  return counter;
}

function read(path: string): SnatPortCounter | null {
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch (error) {
    const code = errorCode(error);
    if (code === "EACCES" || code === "EPERM") throw new WalkDenied(path, code);
    return null;
  }
  try {
    return sumUp(fd);
  } finally {
    closeSync(fd);
  }
}

function places({ inode, own, pids }: Namespace, root: string): string[] {
  if (root === "") return pids.slice(0, 1).map((pid) => `/proc/${pid}/net/nf_conntrack`);
  const locate = within(root);
  return [
    ...(own ? ["/proc/1/net/nf_conntrack", "/proc/net/nf_conntrack"] : []),
    `/netns/${inode}/proc/net/nf_conntrack`,
    ...pids.map((pid) => `/proc/${pid}/net/nf_conntrack`),
  ]
    .map(locate)
    .filter((path) => path !== null)
    .filter((path) => existsSync(path));
}

function tableOf(namespace: Namespace, root: string): SnatPortCounter | null {
  const [path] = places(namespace, root);
  if (path !== undefined) return read(path);
  if (root !== "") return null;
  if (namespace.own) return read("/proc/net/nf_conntrack");
  const inside = inNetns(namespace, root, () => read("/proc/self/net/nf_conntrack"));
  if (!inside.entered) throw new WalkDenied(`net:[${namespace.inode}]`, inside.code);
  return inside.value;
}

/**
 * Text: for each namespace a line `net:[INODE] entries=N`, then the destinations with most ports in use, as
 * `printSnatPorts` writes them. A namespace without the file is left out.
 */
const walk: Walk = {
  name: "snat-ports",
  onTree: true,
  run({ root, targets }) {
    const isTree = root !== "" && !existsSync(join(root, "proc/self/ns/net"));
    const { namespaces } = isTree ? seeFolderNamespaces("net", [root]) : seeNamespaces("net", root);
    const lines: string[] = [];
    for (const namespace of namespaces.filter(({ inode }) => targets.includes(String(inode)))) {
      const table = tableOf(namespace, root)?.table();
      if (!table) continue;
      lines.push(`net:[${namespace.inode}] entries=${table.entries}`);
      lines.push(...table.fullest.map(printSnatPorts));
    }
    return lines.map((line) => `${line}\n`).join("");
  },
};

export default walk;
