import type { HostIdentity } from "#contract/case.ts";
import type { ReadingsOf } from "#contract/fact.ts";
import { quantity } from "#contract/quantity.ts";
import type { Namespace } from "#contract/reading.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import { ageOf, isOfLastBoot, kernelLogViews, lineOrigin } from "#derived/kernel-log.ts";
import { words } from "./messages.ts";
import type { needs } from "./needs.ts";
import { placeOf, subjectOf } from "./place.ts";
import { remedies } from "./remedy.ts";

type Readings = ReadingsOf<typeof needs>;

/** Ours: what was longer ago is history, and the table has room. */
const FRESH_SECONDS = 3600;

/** As nf_conntrack_core.c says it; newer kernels name the namespace. */
const TABLE_FULL = /nf_conntrack: table full(?: in netns (\d{1,10}))?, dropping packet/;

/** What the kernel said last of the reader's own table, since it booted. */
export interface Told {
  readonly namespace: Namespace;
  /** Older kernels do not say whose table was full. */
  readonly isNamed: boolean;
  /** Lines in the log; each stands for more, for the kernel limits their rate. */
  readonly lines: number;
  /** Seconds since the last; null if nothing tells. */
  readonly age: number | null;
  readonly evidence: Evidence;
}

/**
 * Of other namespaces nothing is taken from the log: their numbers are given to new ones, which a line from before would
 * accuse.
 */
export function toldOf(readings: Readings, host: HostIdentity): Told | null {
  const { kmsg, dmesg, uptime, count } = readings;
  const namespace = count.readings.find((one) => one.namespace.own)?.namespace;
  if (!namespace) return null;
  const [view] = kernelLogViews({ kmsg, dmesg, uptime, journal: null, files: null }, host);
  if (!view) return null;
  const said = view.log.records.flatMap((record) => {
    const match = isOfLastBoot(view, record) ? TABLE_FULL.exec(record.text) : null;
    const isOwn = match && (match[1] === undefined || Number(match[1]) === namespace.inode);
    return isOwn ? [{ record, isNamed: match[1] !== undefined }] : [];
  });
  const last = said.at(-1);
  if (!last) return null;
  const age = ageOf(view, last.record);
  const lines = said.length;
  return {
    namespace,
    isNamed: last.isNamed,
    lines,
    age,
    evidence: {
      label: words.toldLabel(),
      says:
        age === null
          ? words.toldSays({ count: lines })
          : words.toldAgoSays({ count: lines, age: quantity(age, "seconds") }),
      observed: quantity(lines, "events"),
      origin: lineOrigin(view, last.record),
    },
  };
}

/** It was full a while ago: the next peak will fill it again. */
export function wasFull(told: Told | null, readings: Readings): Finding | null {
  if (told?.age == null || told.age > FRESH_SECONDS) return null;
  const { namespace, isNamed, age, evidence } = told;
  const { max } = readings;
  return {
    cause: "table-full",
    subject: subjectOf(namespace, null),
    certainty: isNamed ? "confirmed" : "suspected",
    severity: "warning",
    says: words.wasFull({ place: placeOf(namespace, null), age: quantity(age, "seconds") }),
    evidence: [evidence],
    remedies:
      max.status === "read" && max.value > 0
        ? remedies({ max: max.value, buckets: null, timeoutSeconds: null, inside: [] })
        : [],
  };
}
