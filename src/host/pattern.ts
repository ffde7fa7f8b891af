import { type Dirent, lstatSync, readdirSync } from "node:fs";
import type { Says } from "#contract/message.ts";
import { hungReason } from "./hung.ts";
import { reasons } from "./messages.ts";
import { errorCode } from "./read-file.ts";

/** How a host's path is found on this machine: usually `root + path`. Null: it may not be followed. */
export type Locate = (path: string) => string | null;

export interface Match {
  /** The host's own path. */
  readonly path: string;
  /** What each `*` stood for. */
  readonly match: readonly string[];
}

export interface Matches {
  readonly found: readonly Match[];
  /** Directories that exist and could not be listed. */
  readonly refused: readonly Refused[];
}

export interface Refused {
  readonly path: string;
  readonly why: Says;
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
 */
export function expand(pattern: string, locate: Locate): Matches {
  const refused: Refused[] = [];
  let level: Match[] = [{ path: "", match: [] }];
  for (const segment of pattern.split("/").filter(Boolean)) {
    const test = segment.includes("*") ? segmentTest(segment) : null;
    level = test
      ? level.flatMap((at) => children(at, test, locate, refused))
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
  locate: Locate,
  refused: Refused[],
): Match[] {
  const path = at.path || "/";
  const local = locate(path);
  const why = local === null ? reasons.outsideTree({ path }) : hungReason(local);
  if (local === null || why !== null) {
    if (why !== null) refused.push({ path, why });
    return [];
  }
  let names: Dirent[];
  try {
    names = readdirSync(local, { withFileTypes: true });
  } catch (error) {
    const code = errorCode(error);
    if (!["ENOENT", "ENOTDIR", "ESRCH", "EINVAL"].includes(code))
      refused.push({ path, why: reasons.refused({ path, code, privilege: "root" }) });
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
