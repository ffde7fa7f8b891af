import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Namespace } from "#contract/reading.ts";
import type { NamespaceSight } from "./namespaces.ts";
import { readFile } from "./read-file.ts";

/** What `casebook.json` beside a snapshot tells of it; all of it may be missing. */
export interface Manifest {
  readonly name: string | null;
  readonly kernel: string | null;
  readonly at: string | null;
  readonly laterAt: string | null;
  readonly intervalSeconds: number | null;
  readonly dockerRoots: readonly string[];
  readonly namespaces: NamespaceSight | null;
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** The first of some members that is a string: manifests come from several hands. */
function text(objects: readonly unknown[], ...names: readonly string[]): string | null {
  for (const object of objects) {
    if (!isObject(object)) continue;
    for (const name of names) {
      const value = object[name];
      if (typeof value === "string" && value !== "") return value;
    }
  }
  return null;
}

/** ISO 8601, or null: a time that cannot be read is no time. */
function time(value: string | null): string | null {
  if (value === null) return null;
  const parsed = new Date(value);
  return Number.isNaN(parsed.getTime()) ? null : parsed.toISOString();
}

function namespaceFrom(value: unknown): Namespace | null {
  if (!isObject(value)) return null;
  const { kind, inode, own, pids, name } = value;
  if ((kind !== "net" && kind !== "mnt") || typeof inode !== "number") return null;
  return {
    kind,
    inode,
    own: own === true,
    pids: isList(pids) ? pids.filter((pid) => typeof pid === "number") : [],
    name: typeof name === "string" ? name : "",
  };
}

function parseManifest(source: string): Manifest {
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(source);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const top = isObject(parsed) ? parsed : {};
  const host = top["host"];
  const times = isList(top["times"]) ? top["times"] : [];
  const seconds = top["intervalSeconds"] ?? (isObject(host) ? host["intervalSeconds"] : undefined);
  const roots = top["dockerRoots"];
  const spaces = top["namespaces"];
  return {
    name: text([host, top], "name", "hostname") ?? (typeof host === "string" ? host : null),
    kernel: text([host, top], "kernel", "release"),
    at: time(text([top, host], "at", "first") ?? (typeof times[0] === "string" ? times[0] : null)),
    laterAt: time(
      text([top, host], "laterAt", "later", "second") ??
        (typeof times[1] === "string" ? times[1] : null),
    ),
    intervalSeconds: typeof seconds === "number" && seconds > 0 ? seconds : null,
    dockerRoots: isList(roots) ? roots.filter((root) => typeof root === "string") : [],
    namespaces: isList(spaces)
      ? { namespaces: spaces.map(namespaceFrom).filter((space) => space !== null), unseen: [] }
      : null,
  };
}

/** The manifest of the first layer that has one. */
export function readManifest(roots: readonly string[]): Manifest {
  for (const root of roots) {
    const read = readFile(join(root, "casebook.json"));
    if (read.status === "read") return parseManifest(read.text);
  }
  return parseManifest("{}");
}

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

/** When the samples were taken: by the manifest, by the host's clocks, else by the age of the folder. */
export function folderTimes(roots: readonly string[], manifest: Manifest): FolderTimes {
  const later = roots.some((root) => existsSync(join(root, "later")));
  const at =
    manifest.at ??
    (roots[0] !== undefined ? statSync(roots[0]).mtime.toISOString() : "1970-01-01T00:00:00.000Z");
  if (!later) return { at, laterAt: null, seconds: null };
  const told =
    manifest.at !== null && manifest.laterAt !== null
      ? (Date.parse(manifest.laterAt) - Date.parse(manifest.at)) / 1000
      : 0;
  const seconds = told > 0 ? told : (manifest.intervalSeconds ?? secondsByHost(roots));
  if (seconds === null) return { at, laterAt: null, seconds: null };
  return { at, laterAt: new Date(Date.parse(at) + seconds * 1000).toISOString(), seconds };
}
