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
  if (path === null) return { entered: false, code: "ENOENT" };
  let home: number | undefined;
  let there: number | undefined;
  try {
    home = openSync("/proc/self/ns/net", "r");
    there = openSync(path, "r");
    const result = enterNetns(there);
    if (result !== 0) return { entered: false, code: result === -1 ? "EPERM" : `errno ${-result}` };
    try {
      return { entered: true, value: act() };
    } finally {
      if (enterNetns(home) !== 0)
        throw new Error("cannot return to the network namespace of Casebook");
    }
  } catch (error) {
    const code = errorCode(error);
    if (!/^E[A-Z0-9]+$/.test(code)) throw error;
    return { entered: false, code };
  } finally {
    if (home !== undefined) closeSync(home);
    if (there !== undefined) closeSync(there);
  }
}
