import { join } from "node:path";
import { linkTarget } from "./directory.ts";

const MOST_LINKS = 40;

/**
 * Where a path leads for a process whose root is `root` (`/proc/PID/root`): absolute links start there again, and `..`
 * goes no higher. The kernel would follow both from this process's own root, to another daemon's socket.
 *
 * @returns null for a path that is relative or loops.
 */
export function rootedPath(root: string, path: string): string | null {
  if (!path.startsWith("/")) return null;
  const left = path.split("/").filter(Boolean);
  let done: string[] = [];
  for (let links = 0; left.length > 0;) {
    const name = left.shift() ?? "";
    if (name === ".") continue;
    if (name === "..") {
      done.pop();
      continue;
    }
    const target = linkTarget(join(root, ...done, name));
    if (typeof target !== "string") {
      done.push(name);
      continue;
    }
    if (++links > MOST_LINKS) return null;
    if (target.startsWith("/")) done = [];
    left.unshift(...target.split("/").filter(Boolean));
  }
  return join(root, ...done);
}
