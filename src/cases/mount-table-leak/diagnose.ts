import type { HostIdentity } from "#contract/case.ts";
import { acrossMntns, optional, type ReadingsOf } from "#contract/fact.ts";
import { missingOf } from "#contract/missing.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import { quantity } from "#contract/quantity.ts";
import type { AcrossNamespaces } from "#contract/reading.ts";
import type { Evidence, Finding, Missing, Verdict } from "#contract/verdict.ts";
import containers from "#facts/docker/containers.ts";
import cgroup from "#facts/proc/self/cgroup.ts";
import mountinfo, { type MountTable } from "#facts/proc/self/mountinfo.ts";
import mountMax from "#facts/proc/sys/fs/mount-max.ts";
import { countEvidence, fullFinding, recursiveFinding, type Scene } from "./findings.ts";
import { type Ceiling, ceilingOf, HALF_RATIO, NESTED_LATENT } from "./limits.ts";
import { words } from "./messages.ts";
import { ownerOf, ownerSays, type OwnerSight } from "./owner.ts";
import { isWhole, type NamespaceTable, tablesOf, troublesOf } from "./tables.ts";

export const needs = { tables: acrossMntns(mountinfo), mountMax: optional(mountMax) };
/** Who holds a namespace is asked for those with a finding only: it takes the files of every container. */
export const closerNeeds = { cgroups: acrossMntns(cgroup), containers: optional(containers) };

const NOTHING_CLOSER: OwnerSight = { cgroups: new Map(), containers: null };

function findingsOf(scene: Scene, kind: "present" | "latent"): Finding[] {
  return scene.tables.flatMap((table) => {
    const { recursive, full } = troublesOf(table, scene.ceiling);
    return [
      ...(recursive === kind && table.nesting
        ? [recursiveFinding(table, table.nesting, scene)]
        : []),
      ...(full === kind ? [fullFinding(table, scene)] : []),
    ];
  });
}

/** Namespaces that could not be read, and a limit that is not known: what was seen rules nothing out then. */
function missingIn(
  across: AcrossNamespaces<MountTable>,
  tables: readonly NamespaceTable[],
  ceiling: Ceiling,
): readonly Missing[] {
  const refused = across.readings.flatMap(({ reading }) =>
    // Absent: the last process of the namespace ended between listing and reading.
    reading.status === "read" || reading.status === "absent" ? [] : [missingOf(mountinfo, reading)],
  );
  const unseen = across.unseen.map((why) => ({ fact: mountinfo.id, why }));
  const none = across.readings.some(({ reading }) => reading.status === "read")
    ? []
    : [{ fact: mountinfo.id, why: words.noProcess() }];
  const partial = tables
    .filter((table) => !isWhole(table))
    .map(({ namespace }) => {
      const holder = ownerSays(ownerOf(namespace, NOTHING_CLOSER));
      return { fact: mountinfo.id, why: words.needsWhole({ holder }) };
    });
  return [
    ...refused.slice(0, 1),
    ...partial.slice(0, 1),
    ...unseen,
    ...(refused.length + unseen.length > 0 ? [] : none),
    ...(ceiling.kind === "unknown" ? [ceiling.missing] : []),
  ];
}

function absence(tables: readonly NamespaceTable[], ceiling: Ceiling): readonly Evidence[] {
  const [fullest] = tables;
  if (!fullest) return [];
  const holder = ownerSays(ownerOf(fullest.namespace, NOTHING_CLOSER));
  const deepest = tables.reduce((a, b) =>
    (b.nesting?.nested ?? 0) > (a.nesting?.nested ?? 0) ? b : a,
  );
  const nested = deepest.nesting?.nested ?? 0;
  const isTold = tables.some(({ namespace }) => namespace.pids.length > 0);
  const limit: Pick<Evidence, "limit"> =
    ceiling.kind === "limit"
      ? {
          limit: {
            op: "<",
            than: quantity(Math.ceil(ceiling.max * HALF_RATIO), "mounts"),
            because: words.becauseHalf(),
          },
        }
      : {};
  return [
    { ...countEvidence(fullest, { ceiling }), label: words.fullestLabel({ holder }), ...limit },
    {
      label: words.deepLabel(),
      says: words.deepSays({ count: nested }),
      observed: quantity(nested, "mounts"),
      limit: {
        op: "<",
        than: quantity(NESTED_LATENT, "mounts"),
        because: words.becauseNested(),
      },
      origin: deepest.reading.origin,
    },
    {
      label: words.seenLabel(),
      says: isTold ? words.seenSays({ count: tables.length }) : words.seenOwn(),
      observed: quantity(tables.length, "namespaces"),
      origin: { ...fullest.reading.origin, source: "/proc/[0-9]*/ns/mnt" },
    },
  ];
}

function sightOf(closer: ReadingsOf<typeof closerNeeds> | null): OwnerSight {
  if (!closer) return NOTHING_CLOSER;
  const cgroups = new Map(
    closer.cgroups.readings.map(({ namespace, reading }) => [namespace.inode, reading]),
  );
  return { cgroups, containers: closer.containers };
}

/** Namespaces with a finding. */
export function suspects(readings: ReadingsOf<typeof needs>): readonly string[] {
  // The kernel's release decides only what a missing limit means, and nothing is full without a limit.
  const { mountMax: max } = readings;
  const ceiling: Ceiling =
    max.status === "read"
      ? { kind: "limit", max: max.value, origin: max.origin }
      : { kind: "none" };
  return tablesOf(readings.tables)
    .filter((table) => {
      const { recursive, full } = troublesOf(table, ceiling);
      return recursive !== null || full !== null;
    })
    .map(({ namespace }) => String(namespace.inode));
}

export function diagnose(
  readings: ReadingsOf<typeof needs>,
  closer: ReadingsOf<typeof closerNeeds> | null,
  host: HostIdentity,
): Verdict {
  const tables = tablesOf(readings.tables);
  const ceiling = ceilingOf(readings.mountMax, host);
  const scene: Scene = { tables, ceiling, sight: sightOf(closer) };
  const present = nonEmpty(findingsOf(scene, "present"));
  if (present) return { kind: "present", findings: present };
  const latent = nonEmpty(findingsOf(scene, "latent"));
  if (latent) return { kind: "latent", findings: latent };
  const missing = nonEmpty(missingIn(readings.tables, tables, ceiling));
  if (missing) return { kind: "unknown", missing };
  const evidence = nonEmpty(absence(tables, ceiling));
  if (evidence) return { kind: "absent", evidence };
  return { kind: "unknown", missing: [{ fact: mountinfo.id, why: words.noProcess() }] };
}
