import { close, linkTarget } from "./directory.ts";
import { AT_FDCWD, call, cString, kernelWords } from "./libc.ts";
import { ptr } from "bun:ffi";

const O_RDONLY_CLOEXEC = 0o2000000;
// linux include/uapi/linux/nsfs.h
const NS_GET_USERNS = 0xb701;
const NS_GET_PARENT = 0xb702;
const NS_GET_OWNER_UID = 0xb704;
/** The kernel nests them 32 deep (linux kernel/user_namespace.c). */
const DEEPEST = 34;

const words = kernelWords(1);
const address = ptr(words);

const open = (path: string): number =>
  call("openat", AT_FDCWD, cString(path).address, O_RDONLY_CLOEXEC);

/**
 * Whom the kernel charges for what is made in a user namespace: the owner of the namespace directly below ours on the
 * way to it. Limits of `/proc/sys/user/` are counted so, level by level (linux kernel/ucount.c).
 *
 * @param userns a descriptor of a user namespace other than our own, which is closed.
 * @returns the user's id as our namespace shows it; null if the namespace is not below ours, or before Linux 4.11.
 */
function chargedOf(userns: number): number | null {
  let fd = userns;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const asked = call("ioctl", fd, NS_GET_OWNER_UID, address);
    const owner = words[0] ?? 0;
    const parent = asked === 0 ? call("ioctl", fd, NS_GET_PARENT, 0) : -1;
    close(fd);
    if (parent < 0) return null;
    if (isOurs(parent)) {
      close(parent);
      return owner;
    }
    fd = parent;
  }
  close(fd);
  return null;
}

let ours: string | undefined;

function isOurs(fd: number): boolean {
  ours ??= linkOf("/proc/self/ns/user");
  return linkOf(`/proc/self/fd/${fd}`) === ours;
}

const linkOf = (path: string): string => {
  const target = linkTarget(path);
  return typeof target === "string" ? target : "";
};

/**
 * Whom the kernel charges for what a process makes in its own user namespace.
 * @returns null if that is our namespace, where it is the process's own user; or if it cannot be told.
 */
export function chargedForProcess(pid: number): number | null {
  const path = `/proc/${pid}/ns/user`;
  const target = linkOf(path);
  ours ??= linkOf("/proc/self/ns/user");
  if (target === "" || target === ours) return null;
  const fd = open(path);
  return fd < 0 ? null : chargedOf(fd);
}

/**
 * Whom the kernel charges for a namespace itself, by the user namespace that owns it.
 * @param path of the namespace below /proc.
 * @returns root (0) where our own user namespace owns it: only the privileged make those. Null if it cannot be told.
 */
export function chargedForNamespace(path: string): number | null {
  const fd = open(path);
  if (fd < 0) return null;
  const owner = call("ioctl", fd, NS_GET_USERNS, 0);
  close(fd);
  if (owner < 0) return null;
  if (!isOurs(owner)) return chargedOf(owner);
  close(owner);
  return 0;
}

/** Whom the kernel charges for a user namespace: who made it, or the owner of the one below ours that it lies in. */
export function chargedForUserNamespace(path: string): number | null {
  const fd = open(path);
  return fd < 0 ? null : chargedOf(fd);
}
