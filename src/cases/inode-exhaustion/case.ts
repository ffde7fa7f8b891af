import { defineCase } from "#contract/case.ts";
import { optional, type ReadingsOf } from "#contract/fact.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import type { Evidence, Verdict } from "#contract/verdict.ts";
import filesystemRoom, { type FilesystemRoom } from "#facts/walk/filesystem-room.ts";
import inodeHolders from "#facts/walk/inode-holders.ts";
import { fillOf, FULL_RATIO, NEAR_RATIO } from "./fill.ts";
import { finding, inodesEvidence } from "./findings.ts";
import { words } from "./messages.ts";
import { symptoms } from "./symptoms.ts";

const needs = { rooms: filesystemRoom };
const closerNeeds = { holders: optional(inodeHolders) };
type Readings = ReadingsOf<typeof needs>;

const ABSENT_TOLD = 5;

function filled({ rooms }: Readings, least: number): readonly FilesystemRoom[] {
  return rooms.value
    .filter((room) => (fillOf(room) ?? 0) >= least)
    .toSorted((a, b) => (fillOf(b) ?? 0) - (fillOf(a) ?? 0));
}

function absence(readings: Readings): readonly Evidence[] {
  return filled(readings, 0)
    .filter((room) => fillOf(room) !== null)
    .slice(0, ABSENT_TOLD)
    .map((room) => ({
      ...inodesEvidence(room, readings.rooms),
      label: words.pointLabel({ point: room.point }),
    }));
}

function diagnose(readings: Readings, closer: ReadingsOf<typeof closerNeeds> | null): Verdict {
  const holders = closer?.holders.status === "read" ? closer.holders : null;
  const told = (rooms: readonly FilesystemRoom[]) =>
    nonEmpty(rooms.map((room) => finding(room, readings.rooms, holders)));
  const present = told(filled(readings, FULL_RATIO));
  if (present) return { kind: "present", findings: present };
  const latent = told(filled(readings, NEAR_RATIO));
  if (latent) return { kind: "latent", findings: latent };
  const evidence = nonEmpty(absence(readings));
  return evidence
    ? { kind: "absent", evidence }
    : { kind: "not-applicable", says: words.noFilesystem() };
}

/** A filesystem has space and no inodes: every new file fails with ENOSPC. */
const inodeExhaustion = defineCase({
  id: "inode-exhaustion",
  title: words.title().words,
  causes: ["filesystem-out-of-inodes"],
  needsRoot: false,
  symptoms,
  needs,
  closer: {
    needs: closerNeeds,
    targets: (readings) => filled(readings, NEAR_RATIO).map(({ device }) => device),
  },
  diagnose,
});

export default inodeExhaustion;
