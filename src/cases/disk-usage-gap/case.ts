import { defineCase } from "#contract/case.ts";
import { optional, type ReadingsOf } from "#contract/fact.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import type { Finding, Missing, Verdict } from "#contract/verdict.ts";
import deletedOpenFiles from "#facts/walk/deleted-open-files.ts";
import filesystemContents from "#facts/walk/filesystem-contents.ts";
import filesystemUsage from "#facts/walk/filesystem-usage.ts";
import { absentEvidence } from "./absent.ts";
import { balanceOf, type Books } from "./balance.ts";
import { deletedFinding } from "./deleted.ts";
import { hiddenFinding } from "./hidden.ts";
import { words } from "./messages.ts";
import { type Gap, gapOf, holdsDeleted, holdsHidden } from "./space.ts";
import { symptoms } from "./symptoms.ts";

const needs = { deleted: deletedOpenFiles, usage: filesystemUsage };
const closerNeeds = { contents: optional(filesystemContents) };

type Readings = ReadingsOf<typeof needs>;

function gapsOf({ deleted, usage }: Readings): Gap[] {
  return usage.value.map((filesystem) => gapOf(filesystem, deleted.value));
}

/** Ours: below this share in use nobody looks for space, and a count of all files would only cost time. */
const SPACE_IS_SHORT = 0.7;
/** Ours: counted in a tenth of a second. */
const FEW_INODES = 50_000;

function isWorthCounting({ filesystem: { total, free, inodes } }: Gap): boolean {
  return total - free >= total * SPACE_IS_SHORT || (inodes !== null && inodes <= FEW_INODES);
}

/**
 * Filesystems with a gap. Asked for by name on a host without one: those that fill up, and small ones, so that the sums
 * are seen to close.
 */
function targets(readings: Readings, named: boolean): readonly string[] {
  const gaps = gapsOf(readings);
  const wide = gaps.filter((gap) => holdsDeleted(gap) || holdsHidden(gap));
  const counted = wide.length === 0 && named ? gaps.filter(isWorthCounting) : wide;
  return counted.map(({ filesystem }) => filesystem.device);
}

/** What could not be seen, and would have to be before a gap is ruled out. */
function unseen({ deleted, usage }: Readings): Missing[] {
  const { unreadable, unsized } = deleted.value;
  const missing: Missing[] = [];
  if (unreadable > 0)
    missing.push({ fact: deletedOpenFiles.id, why: words.needsPtrace({ count: unreadable }) });
  if (unsized > 0)
    missing.push({ fact: deletedOpenFiles.id, why: words.needsUnsized({ count: unsized }) });
  // What a mount namespace of somebody else's hides is not hidden from the operator.
  const blind = usage.value.find(({ process, looked }) => process === null && looked !== "yes");
  if (blind)
    missing.push({
      fact: filesystemUsage.id,
      why:
        blind.looked === "denied"
          ? words.needsAdmin({ point: blind.point })
          : words.needsView({ point: blind.point }),
    });
  return missing;
}

function findings(gaps: readonly Gap[], books: Books): Finding[] {
  return gaps.flatMap((gap) => [
    ...(holdsDeleted(gap) ? [deletedFinding(gap, books)] : []),
    ...(holdsHidden(gap) ? [hiddenFinding(gap, books)] : []),
  ]);
}

/** A gap that the sums show and nothing that was seen explains. Only of ext: others share blocks, and keep them for more. */
function unexplained(gaps: readonly Gap[], books: Books): Missing[] {
  return gaps.flatMap((gap) => {
    const { own, type } = gap.filesystem;
    const isExact = own !== null && /^ext[234]$/.test(type);
    const rest = isExact ? balanceOf(gap, books)?.residual : undefined;
    if (rest === undefined || Number(rest.value) < Number(gap.floor.value)) return [];
    const why = words.unexplained({ point: gap.name, bytes: rest });
    return [{ fact: deletedOpenFiles.id, why }];
  });
}

function diagnose(readings: Readings, closer: ReadingsOf<typeof closerNeeds> | null): Verdict {
  const contents = closer?.contents.status === "read" ? closer.contents : null;
  const books: Books = { deleted: readings.deleted, usage: readings.usage, contents };
  const gaps = gapsOf(readings);
  const present = nonEmpty(findings(gaps, books));
  if (present) return { kind: "present", findings: present };
  const missing = nonEmpty([...unseen(readings), ...unexplained(gaps, books)]);
  if (missing) return { kind: "unknown", missing };
  const evidence = nonEmpty(absentEvidence(gaps, books));
  return evidence ? { kind: "absent", evidence } : { kind: "not-applicable", says: words.noDisk() };
}

const diskUsageGap = defineCase({
  id: "disk-usage-gap",
  title: { en: "df and du differ", zh: "df 与 du 结果不一致" },
  // The last is told as evidence and never raised: docs/decisions/2026-11-23-du-that-finds-more.md
  causes: ["deleted-but-open", "hidden-under-mount", "counted-across-filesystems"],
  needsRoot: true,
  symptoms,
  needs,
  closer: { needs: closerNeeds, targets },
  diagnose,
});

export default diskUsageGap;
