import { type Cgroup, parseCgroup } from "#text/cgroup.ts";
import { formatRecord } from "#text/record.ts";
import { call } from "../libc.ts";
import { maySeeAll } from "../privilege.ts";
import { unlisted } from "../procfs.ts";
import { chargedForProcess } from "../user-namespaces.ts";
import { ProcTree } from "./proc-tree.ts";
import type { Walk } from "./walk.ts";

/** Nobody has so low a limit: what holds fewer descriptors is not asked for it. */
const FEW = 48;
const INOTIFY = /^anon_inode:\[?inotify\]?$/;
const WATCH = "inotify wd:";

/** What descriptors lead to, by the text of their links. */
const KINDS = [
  ["sockets", /^socket:/],
  ["pipes", /^pipe:/],
  ["anonymous", /^anon_inode:/],
] as const;

interface Held {
  readonly descriptors: number;
  /** By kind; what is none of these is a file. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly instances: number;
  readonly watches: number;
  /** Whether it is seen what they lead to; a snapshot may hold plain files in place of the links. */
  readonly areLinks: boolean;
}

/** linux include/uapi/linux/kcmp.h */
const KCMP_FILE = 0;

/** Inotify instances that were met: a child inherits its parent's, which is one instance and is charged once. */
class Instances {
  /** By their fdinfo: equal ones may be the same. */
  readonly #known = new Map<string, { readonly pid: number; readonly fd: number }[]>();
  readonly #isLive: boolean;

  constructor(root: string) {
    this.#isLive = root === "";
  }

  /** Whether an instance was met before, through another descriptor. Of a snapshot nobody can tell. */
  isKnown(pid: number, fd: number, info: string): boolean {
    if (!this.#isLive) return false;
    const alike = this.#known.get(info) ?? [];
    if (alike.some((other) => call("kcmp", other.pid, pid, KCMP_FILE, other.fd, fd) === 0))
      return true;
    alike.push({ pid, fd });
    this.#known.set(info, alike);
    return false;
  }
}

function occurrences(text: string, word: string): number {
  let count = 0;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) count++;
  return count;
}

/** @returns null if the descriptors may not be seen. */
function heldBy(proc: ProcTree, pid: number, known: Instances, isLive: boolean): Held | null {
  const place = `/proc/${pid}/fd`;
  const names = proc.listOrDenied(place);
  if (names === "denied") return null;
  const kinds = { sockets: 0, pipes: 0, anonymous: 0, files: 0 };
  let [seen, instances, watches] = [0, 0, 0];
  for (const name of names) {
    const link = proc.link(place, name);
    if (link === null) continue;
    seen++;
    kinds[KINDS.find(([, pattern]) => pattern.test(link))?.[0] ?? "files"]++;
    if (!INOTIFY.test(link)) continue;
    const info = proc.read(`/proc/${pid}/fdinfo/${name}`) ?? "";
    if (known.isKnown(pid, Number(name), info)) continue;
    instances++;
    watches += occurrences(info, WATCH);
  }
  // Another process of the same user can be listed and still not be looked into.
  const areLinks = names.length === 0 || seen > 0;
  return areLinks || !isLive
    ? { descriptors: names.length, kinds, instances, watches, areLinks }
    : null;
}

/** `Max open files            1024                 524288               files`; `unlimited` is none. */
function openFilesLimit(text: string): { soft: string | null; hard: string | null } {
  const [, soft = null, hard = null] =
    /^Max open files +(\d+|unlimited) +(\d+|unlimited)/m.exec(text) ?? [];
  return { soft, hard };
}

/** Without a cgroup that can be read, a process belongs to nobody that is known. */
function belonging(text: string | null): Pick<Cgroup, "unit" | "containers"> {
  return text !== null && /^\d+:[^:]*:\//m.test(text)
    ? parseCgroup(text)
    : { unit: null, containers: [] };
}

/** One process; no line for one that there is nothing to say of. */
function processLine(
  proc: ProcTree,
  pid: number,
  known: Instances,
  isLive: boolean,
): { readonly isReadable: boolean; readonly hasSome: boolean; readonly line: string | null } {
  const held = heldBy(proc, pid, known, isLive);
  if (held === null) return { isReadable: false, hasSome: false, line: null };
  const [isReadable, hasSome] = [held.areLinks, held.descriptors > 0];
  if (held.descriptors < FEW && held.instances === 0) return { isReadable, hasSome, line: null };
  const status = proc.read(`/proc/${pid}/status`) ?? "";
  const uid = /^Uid:\s+(\d+)/m.exec(status)?.[1] ?? null;
  const { unit, containers } = belonging(proc.read(`/proc/${pid}/cgroup`));
  const limits = proc.read(`/proc/${pid}/limits`) ?? "";
  const line = formatRecord("process", {
    pid,
    comm: proc.comm(pid),
    uid,
    charged: isLive && held.instances > 0 ? chargedForProcess(pid) : null,
    unit,
    container: containers[0]?.id ?? null,
    descriptors: held.descriptors,
    ...held.kinds,
    ...openFilesLimit(limits),
    instances: held.instances,
    watches: held.watches,
  });
  return { isReadable, hasSome, line };
}

/**
 * What processes hold open, against what they may.
 *
 * `process pid= comm= uid= charged= unit= container= descriptors= sockets= pipes= anonymous= files= soft= hard= instances= watches=` for each that holds 48 descriptors or
 * an inotify instance: `soft` and `hard` are RLIMIT_NOFILE, `charged` the user whom the kernel charges where that is
 * not `uid` (another user namespace). Then
 * `seen processes= unreadable= refused=`: those that a privilege would show, and those that nobody may look into.
 *
 * @see proc_pid_fd(5), proc_pid_limits(5), inotify(7), linux fs/notify/fdinfo.c
 */
const processDescriptors: Walk = {
  name: "process-descriptors",
  onTree: true,
  run({ root }) {
    const proc = new ProcTree(root);
    const known = new Instances(root);
    const lines: string[] = [];
    const pids = proc.processes();
    let [processes, unreadable] = [0, unlisted(pids, root)];
    let hasAny = false;
    for (const pid of pids) {
      if (root === "" && pid === process.pid) continue;
      const { isReadable, hasSome, line } = processLine(proc, pid, known, root === "");
      hasAny ||= hasSome;
      if (isReadable) processes++;
      else unreadable++;
      if (line !== null) lines.push(line);
    }
    // A snapshot without a single descriptor holds processes, and not what they have open.
    if (root !== "" && !hasAny) [processes, unreadable] = [0, processes + unreadable];
    const hidden =
      root === "" && maySeeAll()
        ? { unreadable: 0, refused: unreadable }
        : { unreadable, refused: 0 };
    lines.push(formatRecord("seen", { processes, ...hidden }));
    return lines.map((line) => `${line}\n`).join("");
  },
};

export default processDescriptors;
