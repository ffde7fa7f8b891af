import { join } from "node:path";
import type { Namespace } from "#contract/reading.ts";
import { manifestTimes } from "./manifest-times.ts";
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

function parseJson(source: string): Json {
  try {
    const parsed: unknown = JSON.parse(source);
    return isObject(parsed) ? parsed : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** A list's strings; none for anything else. */
const strings = (value: unknown): readonly string[] =>
  isList(value) ? value.filter((item) => typeof item === "string") : [];

function sightFrom(value: unknown): NamespaceSight | null {
  if (!isList(value)) return null;
  return {
    namespaces: value.map(namespaceFrom).filter((space) => space !== null),
    unseen: [],
    refused: [],
  };
}

function parseManifest(source: string): Manifest {
  const top = parseJson(source);
  const host = top["host"];
  const either = [host, top];
  return {
    name: text(either, "name", "hostname") ?? (typeof host === "string" ? host : null),
    kernel: text(either, "kernel", "release"),
    ...manifestTimes(top),
    dockerRoots: strings(top["dockerRoots"]),
    namespaces: sightFrom(top["namespaces"]),
  };
}

/** Of a snapshot that tells nothing of itself. */
export const NO_MANIFEST = parseManifest("{}");

/** The manifest of the first layer that has one. */
export function readManifest(roots: readonly string[]): Manifest {
  for (const root of roots) {
    const read = readFile(join(root, "casebook.json"));
    if (read.status === "read") return parseManifest(read.text);
  }
  return NO_MANIFEST;
}
