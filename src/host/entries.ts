import { readlinkSync } from "node:fs";
import { join } from "node:path";
import type { Entry, Source } from "#contract/fact.ts";
import type { Fetched } from "#contract/host.ts";
import type { Says } from "#contract/message.ts";
import { isKernelRing, readKernelRing } from "./kernel-ring.ts";
import { reasons } from "./messages.ts";
import { exists, expand, type Match } from "./pattern.ts";
import { type FileRead, readFile, refusal } from "./read-file.ts";

export type TreeSource = Extract<Source, { kind: "file" | "glob" | "links" | "names" }>;

/** How a host's path is found on this machine: usually `root + path`. Null: it may not be followed. */
export type Locate = (path: string) => string | null;

function readOne(
  kind: TreeSource["kind"],
  path: string,
  local: string,
  privilege: string,
): FileRead {
  if (kind === "names") return { status: "read", text: "" };
  if (kind === "file" && isKernelRing(local)) return readKernelRing(local, privilege);
  if (kind !== "links") return readFile(local, privilege);
  try {
    return { status: "read", text: readlinkSync(local) };
  } catch (error) {
    return refusal(path, error, privilege);
  }
}

function matchesOf(
  source: TreeSource,
  root: string,
): { found: readonly Match[]; refused: { path: string; why: Says }[] } {
  if (source.kind === "file") return { found: [{ path: source.path, match: [] }], refused: [] };
  const { found, refused } = expand(source.pattern, root);
  return {
    found: source.kind === "names" ? found.filter(({ path }) => exists(join(root, path))) : found,
    refused: refused.map(({ path, code }) => ({
      path,
      why: reasons.refused({ path, code, privilege: "root" }),
    })),
  };
}

/** Reads what a tree source names below `root`, each file once. What ended meanwhile is left out; what refused is told. */
export function fetchEntries(
  source: TreeSource,
  root: string,
  locate: Locate,
  privilege: string,
): Fetched {
  const at = new Date().toISOString();
  const entries: Entry[] = [];
  const { found, refused } = matchesOf(source, root);
  for (const { path, match } of found) {
    const local = locate(path);
    const read: FileRead =
      local === null
        ? { status: "denied", reason: reasons.outsideTree({ path }) }
        : readOne(source.kind, path, local, privilege);
    if (read.status === "read") entries.push({ path, text: read.text, match });
    if (read.status === "denied") refused.push({ path, why: read.reason });
  }
  const [first] = refused;
  if (entries.length > 0) return { status: "read", entries, refused, at };
  if (first) return { status: "denied", reason: first.why, at };
  const place = source.kind === "file" ? source.path : source.pattern;
  const reason =
    source.kind === "file"
      ? reasons.noSuchFile({ path: place })
      : reasons.nothingMatches({ path: place });
  return { status: "absent", reason, at };
}

export const below =
  (root: string): Locate =>
  (path) =>
    join(root, path);
