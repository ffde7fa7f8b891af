import { statSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "./manifest.ts";
import { hungAbove, hungPoints } from "./hung.ts";
import { exists } from "./pattern.ts";
import { readFile } from "./read-file.ts";

/** Between samples that nothing dates: what `--interval` is if nobody says otherwise. */
const ASSUMED_SECONDS = 1;

export interface FolderTimes {
  readonly at: string;
  readonly laterAt: string | null;
  /** Between the samples; null if there is no second one. */
  readonly seconds: number | null;
}

function number(roots: readonly string[], path: string, pattern: RegExp): number | null {
  for (const root of roots) {
    const read = readFile(join(root, path));
    const found = read.status === "read" ? pattern.exec(read.text)?.[1] : undefined;
    if (found !== undefined) return Number(found);
  }
  return null;
}

/** Seconds between two samples by the host's own clocks: /proc/uptime, else the jiffies of cpu0 at USER_HZ = 100. */
function secondsByHost(roots: readonly string[]): number | null {
  const uptime = (base: string): number | null =>
    number(roots, join(base, "proc/uptime"), /^(\d+(?:\.\d+)?)/);
  const [first, second] = [uptime(""), uptime("later")];
  if (first !== null && second !== null && second > first) return second - first;
  const jiffies = (base: string): number | null => {
    for (const root of roots) {
      const read = readFile(join(root, base, "proc/stat"));
      const row = read.status === "read" ? /^cpu0 +(.*)$/m.exec(read.text)?.[1] : undefined;
      // guest and guest_nice (fields 9 and 10) are counted in user and nice already.
      if (row !== undefined)
        return row
          .split(/ +/)
          .slice(0, 8)
          .reduce((sum, word) => sum + Number(word), 0);
    }
    return null;
  };
  const [before, after] = [jiffies(""), jiffies("later")];
  return before !== null && after !== null && after > before ? (after - before) / 100 : null;
}

/** Whether something in the second sample does not answer: then there is one, and what it lacks is to be told. */
const hangs = (root: string): boolean =>
  hungPoints().some((point) => point.startsWith(`${root}/later/`)) ||
  hungAbove(join(root, "later")) !== null;

/** When the folder was last changed; null where that is not told. */
function ageOf(root: string): string | null {
  if (hungAbove(root) !== null) return null;
  const stat = statSync(root, { throwIfNoEntry: false });
  return stat?.mtime.toISOString() ?? null;
}

/**
 * When the samples were taken: by the manifest, by the host's clocks, else by the age of the folder, and a
 * second sample that nothing dates an interval later: whether a counter rose does not depend on it.
 */
export function folderTimes(roots: readonly string[], manifest: Manifest): FolderTimes {
  const hung = roots.some(hangs);
  const later = hung || roots.some((root) => exists(join(root, "later")));
  const [root] = roots;
  const age = root === undefined ? null : ageOf(root);
  const at = manifest.at ?? age ?? "1970-01-01T00:00:00.000Z";
  if (!later) return { at, laterAt: null, seconds: null };
  const told =
    manifest.at !== null && manifest.laterAt !== null
      ? (Date.parse(manifest.laterAt) - Date.parse(manifest.at)) / 1000
      : 0;
  const known = told > 0 ? told : (manifest.intervalSeconds ?? secondsByHost(roots));
  const seconds = known ?? (hung ? 0 : ASSUMED_SECONDS);
  return { at, laterAt: new Date(Date.parse(at) + seconds * 1000).toISOString(), seconds };
}
