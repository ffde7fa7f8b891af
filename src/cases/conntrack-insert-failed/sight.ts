import type { ReadingsOf } from "#contract/fact.ts";
import { missingOf } from "#contract/missing.ts";
import type { Namespace, Origin, Read, Reading } from "#contract/reading.ts";
import type { Missing } from "#contract/verdict.ts";
import { conntrackDelta, type ConntrackSums, conntrackTotals } from "#derived/conntrack-delta.ts";
import conntrackS from "#facts/cmd/conntrack-S.ts";
import nfConntrack from "#facts/proc/net/stat/nf_conntrack.ts";
import type { ConntrackStat } from "#text/conntrack-counters.ts";
import { words } from "./messages.ts";
import type { needs } from "./needs.ts";

/** What was seen of one network namespace. */
export interface Sight {
  readonly namespace: Namespace;
  readonly totals: ConntrackSums;
  /** Null with one sample, or when the two cannot be compared. */
  readonly delta: ConntrackSums | null;
  readonly seconds: number;
  readonly entries: number | null;
  /** The source, with the line of the CPU that counted most. */
  readonly origin: Origin;
}

export interface Sights {
  readonly seen: readonly Sight[];
  /** Why the counters of others, or of their earlier sample, are not known. */
  readonly missing: readonly Missing[];
}

function sightOf(namespace: Namespace, reading: Read<ConntrackStat>): Sight {
  const { value, earlier, origin } = reading;
  const most = value.cpus.reduce((a, b) => (b.insertFailed > a.insertFailed ? b : a));
  return {
    namespace,
    totals: conntrackTotals(value),
    delta: earlier ? conntrackDelta(earlier.value, value) : null,
    seconds: earlier?.secondsBefore ?? 0,
    entries: value.entries,
    origin: { ...origin, line: most.line },
  };
}

/** Why neither source told: the one that could be made to tell, and how. */
function whyUnseen(file: Reading<ConntrackStat>, command: Reading<ConntrackStat>): Missing {
  if (file.status === "absent" && command.status === "absent")
    return { fact: conntrackS.id, why: words.noCounters() };
  if (file.status === "not-captured" && command.status === "not-captured")
    return { fact: nfConntrack.id, why: words.notCaptured() };
  const isFile = file.status === "denied" || file.status === "unparsed";
  return isFile ? missingOf(nfConntrack, file) : missingOf(conntrackS, command);
}

/** The counters of each network namespace, from the kernel's file or from conntrack(8). */
export function sightsOf({ stat, command }: ReadingsOf<typeof needs>): Sights {
  const seen: Sight[] = [];
  const missing: Missing[] = [];
  for (const [index, { namespace, reading }] of stat.readings.entries()) {
    const other = command.readings[index]?.reading ?? reading;
    if (reading.status === "read") seen.push(sightOf(namespace, reading));
    else if (other.status === "read") seen.push(sightOf(namespace, other));
    // A namespace that ended meanwhile has no counters and no faults.
    else if (namespace.own || reading.status !== "absent" || other.status !== "absent")
      missing.push(whyUnseen(reading, other));
  }
  missing.push(...stat.unseen.map((why) => ({ fact: nfConntrack.id, why })));
  return { seen, missing };
}
