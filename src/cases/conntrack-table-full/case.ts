import { defineCase, type HostIdentity } from "#contract/case.ts";
import type { ReadingsOf } from "#contract/fact.ts";
import { missingOf } from "#contract/missing.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import type { Missing, Verdict } from "#contract/verdict.ts";
import nfConntrackCount from "#facts/proc/sys/net/netfilter/nf_conntrack_count.ts";
import nfConntrackMax from "#facts/proc/sys/net/netfilter/nf_conntrack_max.ts";
import { entriesEvidence, finding, FULL_RATIO, NEAR_RATIO } from "./findings.ts";
import { words } from "./messages.ts";
import { closerNeeds, needs } from "./needs.ts";
import { placeOf } from "./place.ts";
import { lostOf, type Table, tablesOf } from "./sight.ts";
import { symptoms } from "./symptoms.ts";
import { type Told, toldOf, wasFull } from "./told.ts";

type Readings = ReadingsOf<typeof needs>;

const ABSENT_TOLD = 3;

const maxOf = ({ max }: Readings): number | null =>
  max.status === "read" && max.value > 0 ? max.value : null;

/** A table at its limit harms when it loses flows, and when it cannot take one more. */
function isHarmful(table: Table): boolean {
  const lost = lostOf(table);
  const loses = lost !== null && lost.dropped + lost.evicted > 0;
  return table.fill >= FULL_RATIO && (loses || table.count >= table.max);
}

/** Namespaces whose size is not told although they track, and those that could not be looked into. */
function missing({ count }: Readings, tables: readonly Table[]): Missing[] {
  const known = new Set(tables.map(({ namespace }) => namespace.inode));
  const untold = count.readings.find(
    ({ namespace, reading }) => reading.status !== "absent" && !known.has(namespace.inode),
  );
  return [
    ...(untold ? [missingOf(nfConntrackCount, untold.reading)] : []),
    ...count.unseen.map((why) => ({ fact: nfConntrackCount.id, why })),
  ];
}

const isTracking = ({ count, stat }: Readings): boolean =>
  [...count.readings, ...stat.readings].some(({ reading }) => reading.status !== "absent");

function judge(
  readings: Readings,
  tables: readonly Table[],
  { closer, said }: { closer: ReadingsOf<typeof closerNeeds> | null; said: Told | null },
): Verdict {
  const full = tables.filter(isHarmful).map((table) => finding(table, closer, said));
  const present = nonEmpty(full);
  if (present) return { kind: "present", findings: present };
  const near = tables.filter(({ fill }) => fill >= NEAR_RATIO);
  const past = near.some(({ namespace }) => namespace.own) ? null : wasFull(said, readings);
  const latent = nonEmpty([
    ...near.map((table) => finding(table, closer, said)),
    ...(past ? [past] : []),
  ]);
  if (latent) return { kind: "latent", findings: latent };
  const lacking = nonEmpty(missing(readings, tables));
  if (lacking) return { kind: "unknown", missing: lacking };
  const shown = tables
    .slice(0, ABSENT_TOLD)
    .map((table) =>
      entriesEvidence(table, words.entriesIn({ place: placeOf(table.namespace, closer) })),
    );
  const evidence = nonEmpty(shown.length > 0 && said ? [...shown, said.evidence] : shown);
  return evidence
    ? { kind: "absent", evidence }
    : { kind: "not-applicable", says: words.notLoaded() };
}

function diagnose(
  readings: Readings,
  closer: ReadingsOf<typeof closerNeeds> | null,
  host: HostIdentity,
): Verdict {
  if (!isTracking(readings) && readings.count.unseen.length === 0)
    return { kind: "not-applicable", says: words.notLoaded() };
  const { max } = readings;
  if (max.status !== "read") return { kind: "unknown", missing: [missingOf(nfConntrackMax, max)] };
  if (max.value === 0) return { kind: "not-applicable", says: words.unlimited() };
  return judge(readings, tablesOf(readings, max.value), { closer, said: toldOf(readings, host) });
}

/** A table of tracked connections has come to nf_conntrack_max. */
const conntrackTableFull = defineCase({
  id: "conntrack-table-full",
  title: words.title().words,
  causes: ["table-full"],
  needsRoot: true,
  symptoms,
  needs,
  closer: {
    needs: closerNeeds,
    targets(readings) {
      const max = maxOf(readings);
      const tables = max === null ? [] : tablesOf(readings, max);
      return tables
        .filter(({ fill }) => fill >= NEAR_RATIO)
        .map(({ namespace }) => String(namespace.inode));
    },
  },
  diagnose,
});

export default conntrackTableFull;
