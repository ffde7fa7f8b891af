import { readlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Entry, Source } from "#contract/fact.ts";
import type { Fetched } from "#contract/host.ts";
import { hungReason } from "./hung.ts";
import { isKernelRing, readKernelRing } from "./kernel-ring.ts";
import { reasons } from "./messages.ts";
import { exists, expand, type Locate, type Matches } from "./pattern.ts";
import { type FileRead, readFile, refusal } from "./read-file.ts";

export type TreeSource = Extract<Source, { kind: "file" | "glob" | "links" | "names" }>;

function readOne(
  kind: TreeSource["kind"],
  path: string,
  local: string,
  privilege: string,
): FileRead {
  if (kind === "names") return { status: "read", text: "" };
  if (kind === "file" && isKernelRing(local)) return readKernelRing(local, privilege);
  if (kind !== "links") return readFile(local, privilege);
  const hung = hungReason(local);
  if (hung !== null) return { status: "denied", reason: hung };
  try {
    return { status: "read", text: readlinkSync(local) };
  } catch (error) {
    return refusal(path, error, privilege);
  }
}

/** The place of a link itself: only the directories above it are followed. */
const ofLink =
  (locate: Locate): Locate =>
  (path) => {
    const parent = locate(dirname(path));
    return parent === null ? null : join(parent, basename(path));
  };

function matchesOf(source: TreeSource, locate: Locate): Matches {
  if (source.kind === "file") return { found: [{ path: source.path, match: [] }], refused: [] };
  const { found, refused } = expand(source.pattern, locate);
  if (source.kind !== "names") return { found, refused };
  const isThere = (path: string): boolean => {
    const local = ofLink(locate)(path);
    return local !== null && exists(local);
  };
  return { found: found.filter(({ path }) => isThere(path)), refused };
}

/** Reads what a tree source names, each file once. What ended meanwhile is left out; what refused is told. */
export function fetchEntries(source: TreeSource, locate: Locate, privilege: string): Fetched {
  const at = new Date().toISOString();
  const entries: Entry[] = [];
  const matches = matchesOf(source, locate);
  const refused = [...matches.refused];
  const placeOf = source.kind === "links" ? ofLink(locate) : locate;
  for (const { path, match } of matches.found) {
    const local = source.kind === "names" ? "" : placeOf(path);
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
