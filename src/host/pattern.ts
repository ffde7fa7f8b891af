import { type Dirent, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "./read-file.ts";

export interface Match {
  /** The host's own path. */
  readonly path: string;
  /** What each `*` stood for. */
  readonly match: readonly string[];
}

export interface Matches {
  readonly found: readonly Match[];
  /** Directories that exist and could not be listed: path and errno name. */
  readonly refused: readonly { readonly path: string; readonly code: string }[];
}

/** `rx-*` as a test of one path segment, giving what the stars stood for. A segment of digits is asked for by `[0-9]*`. */
function segmentTest(segment: string): (name: string) => readonly string[] | null {
  const numeric = segment.startsWith("[0-9]*");
  const source = (numeric ? segment.slice(5) : segment)
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join("(.*)");
  const expression = new RegExp(numeric ? `^(?=\\d)${source}$` : `^${source}$`, "s");
  return (name) => {
    const match = expression.exec(name);
    if (!match || (numeric && !/^\d+$/.test(match[1] ?? ""))) return null;
    return match.slice(1);
  };
}

/**
 * Paths that a pattern matches, in the order of their names and numbers. What follows the last star is not looked up:
 * whoever opens it will be told.
 *
 * @param root what stands before the host's path on this machine: "" or the directory of a snapshot.
 */
export function expand(pattern: string, root: string): Matches {
  const refused: { path: string; code: string }[] = [];
  let level: Match[] = [{ path: "", match: [] }];
  for (const segment of pattern.split("/").filter(Boolean)) {
    const test = segment.includes("*") ? segmentTest(segment) : null;
    level = test
      ? level.flatMap((at) => children(at, test, root, refused))
      : level.map(({ path, match }) => ({ path: `${path}/${segment}`, match }));
  }
  return { found: level, refused };
}

/** Whether a path is there; a place that may not be looked at is taken to be. */
export function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    return !["ENOENT", "ENOTDIR", "ESRCH"].includes(errorCode(error));
  }
}

/** `rx-2` before `rx-10`. */
function byNumber(a: string, b: string): number {
  const [, wordA = "", digitsA = ""] = /^(\D*)(\d*)/.exec(a) ?? [];
  const [, wordB = "", digitsB = ""] = /^(\D*)(\d*)/.exec(b) ?? [];
  if (wordA !== wordB) return wordA < wordB ? -1 : 1;
  const difference = Number(digitsA) - Number(digitsB);
  if (difference !== 0) return difference;
  return a < b ? -1 : Number(a > b);
}

function children(
  at: Match,
  test: (name: string) => readonly string[] | null,
  root: string,
  refused: { path: string; code: string }[],
): Match[] {
  let names: Dirent[];
  try {
    names = readdirSync(join(root, at.path || "/"), { withFileTypes: true });
  } catch (error) {
    const code = errorCode(error);
    if (!["ENOENT", "ENOTDIR", "ESRCH", "EINVAL"].includes(code))
      refused.push({ path: at.path, code });
    return [];
  }
  return names
    .map(({ name }) => ({ name, stood: test(name) }))
    .filter((child) => child.stood !== null)
    .sort((a, b) => byNumber(a.name, b.name))
    .map(({ name, stood }) => ({
      path: `${at.path}/${name}`,
      match: [...at.match, ...(stood ?? [])],
    }));
}
