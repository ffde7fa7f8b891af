import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { deviceName } from "./block-device.ts";
import { askDescriptor, close, Inode, openDirectoryAt } from "./directory.ts";
import { AT_FDCWD, call, cString, ENOSYS, ENOTDIR } from "./libc.ts";
import { isAnonymous, type Mount, type MountTable } from "./mount-table.ts";
import { errorCode } from "./read-file.ts";

const OPEN_TREE_CLONE = 1;
const O_CLOEXEC = 0o2000000;
const CLONE_FS = 0x200;
const CLONE_NEWNS = 0x20000;
const MS_BIND = 0x1000;
const MS_REC = 0x4000;
const MS_PRIVATE = 0x40000;
const EXDEV = 18;

/** Where a filesystem is mounted, and in whose mount table that stands. */
export interface Place {
  readonly table: MountTable;
  readonly mount: Mount;
}

const DOT = cString(".");

/**
 * Opens the directory that a mount shows, without what is mounted below it: through a copy of the mount that hangs in
 * no namespace and ends when the last descriptor of it is closed (open_tree(2), Linux 5.2). Before that, through a bind
 * mount in a mount namespace of this thread's own.
 *
 * @returns a descriptor to read entries with, or -errno: without CAP_SYS_ADMIN there is no such view.
 */
export function openPrivately(root: string, { table, mount }: Place): number {
  const path = join(root, mount.point);
  const open = (): number => cloneOf(path);
  const tree = table.own ? open() : inMountNamespace(join(root, `/proc/${table.process}`), open);
  if (tree < 0) return tree;
  const fd = openDirectoryAt(tree, DOT.address);
  close(tree);
  return fd < 0 ? fd : checked(fd, mount);
}

/** Closes what turns out to be another filesystem: something was mounted over it, or it is gone. */
function checked(fd: number, mount: Mount): number {
  const inode = new Inode();
  const asked = askDescriptor(fd, inode);
  if (asked === 0 && (isAnonymous(mount) || deviceName(inode.device) === mount.device)) return fd;
  close(fd);
  return asked < 0 ? asked : -EXDEV;
}

function cloneOf(path: string): number {
  const name = cString(path);
  const tree = call("openTree", AT_FDCWD, name.address, OPEN_TREE_CLONE | O_CLOEXEC);
  return tree === -ENOSYS ? boundCopyOf(path) : tree;
}

/** The place in the private namespace that copies are mounted on, one over the other. */
const BIND_POINT = "/proc/tty";
let isUnshared = false;

/** For kernels without open_tree(2). The namespace is this thread's alone and ends with the process. */
function boundCopyOf(path: string): number {
  const none = cString("none").address;
  const top = cString("/").address;
  if (!isUnshared) {
    const left = call("unshare", CLONE_NEWNS);
    if (left < 0) return left;
    const made = call("mount", none, top, 0, MS_REC | MS_PRIVATE);
    if (made < 0) return made;
    isUnshared = true;
  }
  const point = cString(BIND_POINT);
  const bound = call("mount", cString(path).address, point.address, 0, MS_BIND);
  return bound < 0 ? bound : openDirectoryAt(AT_FDCWD, point.address);
}

/** Does something synchronous in another mount namespace and comes back. Only this thread moves. */
function inMountNamespace(process: string, act: () => number): number {
  let home: number | undefined;
  let there: number | undefined;
  try {
    home = openSync("/proc/self/ns/mnt", "r");
    there = openSync(`${process}/ns/mnt`, "r");
    // setns(2) refuses a thread that shares its root and working directory with others.
    const alone = call("unshare", CLONE_FS);
    const entered = alone < 0 ? alone : call("setns", there, CLONE_NEWNS);
    if (entered < 0) return entered;
    const result = act();
    if (call("setns", home, CLONE_NEWNS) < 0)
      throw new Error("cannot return to the mount namespace of Casebook");
    return result;
  } catch (error) {
    if (!/^E[A-Z]+$/.test(errorCode(error))) throw error;
    return -ENOTDIR;
  } finally {
    if (home !== undefined) closeSync(home);
    if (there !== undefined) closeSync(there);
  }
}
