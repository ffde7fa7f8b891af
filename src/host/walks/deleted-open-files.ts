import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { formatRecord } from "#text/record.ts";
import { Attribution } from "../attribution.ts";
import { kernelHeld, type KernelHeld } from "../kernel-holders.ts";
import { EACCES, EPERM } from "../libc.ts";
import { lazyTables } from "../mount-namespaces.ts";
import { isOnDisk, type Mount, processIds } from "../mount-table.ts";
import { DeletedMaps, DescriptorScan, type Unlinked, UnlinkedProbe } from "../open-files.ts";
import { maySeeAll } from "../privilege.ts";
import { errorCode, readFile } from "../read-file.ts";
import type { Walk } from "./walk.ts";

/** Files told one by one per filesystem; the rest is summed. */
const FILES_TOLD = 50;
const HOLDERS_TOLD = 8;

interface Holder {
  readonly pid: number | null;
  /** `fd:5`, `map:7f…-7f…`, `exe`, `cwd`, `root`, `loop:loop0`, `swap`. */
  readonly as: string;
  /** Known without asking only for what the kernel holds. */
  readonly path: string | null;
}

interface HeldFile {
  readonly file: Unlinked;
  readonly measure: KernelHeld["measure"];
  readonly holders: Holder[];
}

interface Scan {
  readonly files: Map<string, HeldFile>;
  processes: number;
  /** Processes whose descriptors may not be seen. */
  unreadable: number;
  descriptors: number;
  /** Memory maps of deleted files whose size may not be asked. */
  unsized: number;
}

function hold(scan: Scan, file: Unlinked, holder: Holder, measure: KernelHeld["measure"]): void {
  if (file.bytes === 0) return;
  const key = `${file.device} ${file.inode}`;
  const known = scan.files.get(key);
  if (known) known.holders.push(holder);
  else scan.files.set(key, { file, measure, holders: [holder] });
}

/** Everything that processes hold: descriptors, maps, and the links exe, cwd and root. */
function scanProcesses(root: string): Scan {
  const scan: Scan = { files: new Map(), processes: 0, unreadable: 0, descriptors: 0, unsized: 0 };
  const probe = new UnlinkedProbe();
  const descriptors = new DescriptorScan(probe);
  const maps = new DeletedMaps();
  const ourselves = ownProcesses();
  for (const id of processIds(root)) {
    if (root === "" && ourselves.has(id)) continue;
    const pid = showingThread(root, id);
    const place = join(root, `/proc/${pid}`);
    const take = (as: string, found: Unlinked): void =>
      hold(scan, found, { pid, as, path: null }, "exact");
    const count = descriptors.scan(`${place}/fd`, (name, found) => take(`fd:${name}`, found));
    if (count === -EACCES || count === -EPERM) scan.unreadable++;
    if (count < 0) continue;
    scan.processes++;
    scan.descriptors += count;
    for (const link of ["exe", "cwd", "root"]) {
      const found = probe.at(`${place}/${link}`);
      if (found) take(link, found);
    }
    const ranges = maps.ranges(`${place}/maps`);
    for (const range of typeof ranges === "number" ? [] : ranges) {
      const found = probe.at(`${place}/map_files/${range}`);
      if (found) take(`map:${range}`, found);
      else if (probe.isRefused) scan.unsized++;
    }
  }
  return scan;
}

/**
 * The thread that shows what a process holds: where the first has ended, /proc/PID shows nothing while others go on, and
 * /proc/TID does. The kernel's own threads have one each.
 */
function showingThread(root: string, pid: number): number {
  const place = join(root, `/proc/${pid}`);
  if (linkText(`${place}/exe`) !== null) return pid;
  const status = readFile(`${place}/status`);
  if (status.status !== "read" || !/^State:\tZ/m.test(status.text)) return pid;
  return entries(`${place}/task`).find((tid) => tid !== pid) ?? pid;
}

function entries(path: string): number[] {
  try {
    return readdirSync(path).map(Number);
  } catch (error) {
    if (!/^E[A-Z]+$/.test(errorCode(error))) throw error;
    return [];
  }
}

/** This process and the one of ours that started it: what they inherited from a shell, the shell holds too. */
function ownProcesses(): ReadonlySet<number> {
  const starter = linkText(`/proc/${process.ppid}/exe`) === linkText("/proc/self/exe");
  return new Set(starter ? [process.pid, process.ppid] : [process.pid]);
}

interface OnFilesystem {
  readonly mount: Mount;
  readonly files: Map<string, HeldFile>;
}

/** Files by the filesystem that their blocks come from; one that is reached through two mounts is one. */
function byFilesystem(root: string, scan: Scan): OnFilesystem[] {
  const filesystems = new Map<string, OnFilesystem>();
  if (scan.files.size === 0) return [];
  const tables = lazyTables(root, (device) => devices.has(device));
  const shown = new Set(tables.own.mounts.map(({ device }) => device));
  const files = [...scan.files.values()].filter(
    (held) => shown.has(held.file.device) || !isMemory(root, held),
  );
  const devices = new Set(files.map(({ file }) => file.device));
  const attribution = new Attribution(tables);
  for (const held of files) {
    const mountId = held.file.mount ?? toldMountId(root, held.holders);
    const mount = attribution.filesystemOf(held.file.device, mountId);
    if (mount === null || !isOnDisk(mount)) continue;
    const there = filesystems.get(mount.device) ?? { mount, files: new Map() };
    filesystems.set(mount.device, there);
    const key = `${mount.type === "btrfs" ? held.file.device : ""} ${held.file.inode}`;
    const known = there.files.get(key);
    if (known) known.holders.push(...held.holders);
    else there.files.set(key, held);
  }
  return [...filesystems.values()];
}

/** Memory that looks like a deleted file. Only the name tells, but no mount shows its device: that settles it. */
function isMemory(root: string, { holders: [holder] }: HeldFile): boolean {
  if (holder?.pid === undefined || holder.pid === null) return false;
  return /^\/(memfd:|SYSV|dev\/zero |i915 )/.test(
    linkText(join(root, `/proc/${holder.pid}/${linkName(holder.as)}`)) ?? "",
  );
}

/** `fd:5` → `fd/5`. */
const linkName = (as: string): string => as.replace(/^fd:/, "fd/").replace(/^map:/, "map_files/");

/** The mount that a descriptor was opened through, as fdinfo tells it since Linux 3.15. */
function toldMountId(root: string, holders: readonly Holder[]): number | null {
  const holder = holders.find(({ as }) => as.startsWith("fd:"));
  if (holder?.pid === undefined || holder.pid === null) return null;
  const info = readFile(join(root, `/proc/${holder.pid}/fdinfo/${holder.as.slice(3)}`));
  const id = info.status === "read" ? /^mnt_id:\s*(\d+)$/m.exec(info.text)?.[1] : undefined;
  return id === undefined ? null : Number(id);
}

function linkText(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (!/^E[A-Z]+$/.test(errorCode(error))) throw error;
    return null;
  }
}

type Identity = Readonly<Record<string, string | number | null>>;
const identities = new Map<number, Identity>();

/** {@link identify}, each process once. */
function identity(root: string, pid: number): Identity {
  const known = identities.get(pid) ?? identify(root, pid);
  identities.set(pid, known);
  return known;
}

/** Who a process is: its name, its systemd unit and its container, as far as its cgroups tell. */
function identify(root: string, pid: number): Identity {
  const comm = readFile(join(root, `/proc/${pid}/comm`));
  const cgroup = readFile(join(root, `/proc/${pid}/cgroup`));
  const text = cgroup.status === "read" ? cgroup.text : "";
  return {
    pid,
    comm: comm.status === "read" ? comm.text.replace(/\n$/, "") : null,
    unit: /\/([^/\n]+\.service)(?:\/|$)/m.exec(text)?.[1] ?? null,
    container: /[/:-]([0-9a-f]{64})(?:\.scope)?(?:\/|$)/m.exec(text)?.[1]?.slice(0, 12) ?? null,
  };
}

function holderLine(root: string, { pid, as, path }: Holder): string {
  if (pid === null) return formatRecord("holder", { as, path });
  const descriptor = as.startsWith("fd:") ? as.slice(3) : null;
  const info =
    descriptor === null ? null : readFile(join(root, `/proc/${pid}/fdinfo/${descriptor}`));
  const flags = info?.status === "read" ? /^flags:\t([0-7]+)$/m.exec(info.text)?.[1] : undefined;
  const written = flags === undefined ? null : (Number.parseInt(flags, 8) & 3) !== 0;
  return formatRecord("holder", {
    ...identity(root, pid),
    as,
    written,
    path: linkText(join(root, `/proc/${pid}/${linkName(as)}`)),
  });
}

function fileLines(root: string, mount: Mount, { file, measure, holders }: HeldFile): string[] {
  const { inode, bytes, size, kind } = file;
  return [
    formatRecord("file", {
      dev: mount.device,
      ino: inode,
      bytes,
      size,
      kind,
      measure,
      holders: holders.length,
    }),
    ...holders.slice(0, HOLDERS_TOLD).map((holder) => holderLine(root, holder)),
  ];
}

function filesystemLines(root: string, { mount, files }: OnFilesystem): string[] {
  const sorted = [...files.values()].toSorted((a, b) => b.file.bytes - a.file.bytes);
  const rest = sorted.slice(FILES_TOLD);
  const lines = sorted.slice(0, FILES_TOLD).flatMap((held) => fileLines(root, mount, held));
  if (rest.length === 0) return lines;
  const bytes = rest.reduce((sum, { file }) => sum + file.bytes, 0);
  return [...lines, formatRecord("more", { dev: mount.device, files: rest.length, bytes })];
}

/**
 * Files and directories on disk that have no name any more (st_nlink is 0) and that something still holds, found through
 * the descriptors, memory maps, exe, cwd and root of every process, loop devices and swap files.
 *
 * `seen processes= unreadable= refused= descriptors= unsized=` comes first: processes that a privilege would show, and
 * those that nobody may look into. Then per filesystem, the largest first,
 * `file dev= ino= bytes= size= kind= measure= holders=` with `dev` that of the filesystem which holds the blocks (of an
 * overlay: its upper directory's), each followed by `holder pid= comm= unit= container= as= written= path=` lines, and
 * `more dev= files= bytes=` for those that are not told. A holder without `pid` is the kernel.
 */
const deletedOpenFiles: Walk = {
  name: "deleted-open-files",
  onTree: false,
  run({ root }) {
    const scan = scanProcesses(root);
    for (const { file, as, path, measure } of kernelHeld(root))
      hold(scan, file, { pid: null, as, path }, measure);
    const { processes, descriptors, unsized } = scan;
    const [unreadable, refused] = maySeeAll() ? [0, scan.unreadable] : [scan.unreadable, 0];
    const lines = [
      formatRecord("seen", { processes, unreadable, refused, descriptors, unsized }),
      ...byFilesystem(root, scan).flatMap((filesystem) => filesystemLines(root, filesystem)),
    ];
    return `${lines.join("\n")}\n`;
  },
};

export default deletedOpenFiles;
