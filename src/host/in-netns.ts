import { closeSync, openSync } from "node:fs";
import type { Namespace } from "#contract/reading.ts";
import { enterNetns } from "./libc.ts";
import { namespacePath } from "./namespaces.ts";
import { errorCode } from "./read-file.ts";

export type Inside<T> =
  | { readonly entered: true; readonly value: T }
  | { readonly entered: false; readonly code: string };

/**
 * Does something synchronous inside another network namespace and comes back.
 *
 * Only this thread moves, and it is the thread-group leader, for which `/proc/net` (= `/proc/self/net`) answers.
 * A child that is spawned meanwhile is born there. Nothing may be awaited inside.
 */
export function inNetns<T>(namespace: Namespace, root: string, act: () => T): Inside<T> {
  const path = namespacePath(namespace, root);
  const home = openSync("/proc/self/ns/net", "r");
  try {
    const there = path === null ? "ENOENT" : open(path);
    if (typeof there === "string") return { entered: false, code: there };
    const result = enterNetns(there);
    closeSync(there);
    if (result !== 0) return { entered: false, code: result === -1 ? "EPERM" : `errno ${-result}` };
    return { entered: true, value: actAndReturn(home, act) };
  } finally {
    closeSync(home);
  }
}

function actAndReturn<T>(home: number, act: () => T): T {
  try {
    return act();
  } finally {
    // Everything read from here on would be another namespace's: no answer is better than a wrong one.
    if (enterNetns(home) !== 0) process.abort();
  }
}

function open(path: string): number | string {
  try {
    return openSync(path, "r");
  } catch (error) {
    return errorCode(error);
  }
}
