import type { ReadingsOf } from "#contract/fact.ts";
import type { Says } from "#contract/message.ts";
import { quantity, ratio } from "#contract/quantity.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import { words } from "./messages.ts";
import type { closerNeeds } from "./needs.ts";
import { placeOf, subjectOf } from "./place.ts";
import { remedies } from "./remedy.ts";
import { lostOf, type Table } from "./sight.ts";
import type { Told } from "./told.ts";

/** Ours: at the edge, as the kernel lets go of a few flows while it takes others. */
export const FULL_RATIO = 0.95;
/** Ours: one burst away. */
export const NEAR_RATIO = 0.8;

type Closer = ReadingsOf<typeof closerNeeds> | null;
const flows = (value: number) => quantity(value, "flows");

export function entriesEvidence(table: Table, label: Says): Evidence {
  const { count, max, fill, origin } = table;
  const share = fill >= FULL_RATIO || fill < NEAR_RATIO ? FULL_RATIO : NEAR_RATIO;
  return {
    label,
    says: words.entriesSays({ count, max, fill: ratio(fill) }),
    observed: flows(count),
    limit: {
      op: fill >= share ? ">=" : "<",
      than: flows(Math.ceil(max * share)),
      because: words.becauseFull(),
    },
    origin,
  };
}

function counterEvidence({ counters }: Table): Evidence[] {
  if (!counters) return [];
  const { delta, totals, seconds, origin } = counters;
  const row = (label: Says, change: number | null, total: number | null): Evidence[] => {
    if (delta && change !== null)
      return [
        {
          label,
          says: words.dropSays({
            rate: quantity(change / seconds, "events/s"),
            count: change,
            seconds: quantity(seconds, "seconds"),
          }),
          observed: quantity(change / seconds, "events/s"),
          origin,
        },
      ];
    if (total === null) return [];
    return [
      {
        label,
        says: words.totalSays({ count: total }),
        observed: quantity(total, "events"),
        origin,
      },
    ];
  };
  const failed = delta?.insertFailed ?? 0;
  return [
    ...row(words.dropLabel(), delta?.drop ?? null, totals.drop),
    ...row(words.earlyLabel(), delta?.earlyDrop ?? null, totals.earlyDrop),
    ...(failed > 0
      ? [
          {
            label: words.failedLabel(),
            says: words.failedSays({ count: failed }),
            observed: quantity(failed, "events"),
            origin,
          },
        ]
      : []),
  ];
}

function growthEvidence({ count, countBefore, counters, origin }: Table): Evidence[] {
  if (countBefore === null || !counters || count <= countBefore) return [];
  const seconds = quantity(counters.seconds, "seconds");
  const grown = count - countBefore;
  return [
    {
      label: words.growthLabel(),
      says: words.growthSays({ count: grown, seconds }),
      observed: flows(grown),
      origin,
    },
  ];
}

function settingsEvidence({ namespace, count }: Table, closer: Closer): Evidence[] {
  const buckets = closer?.buckets.status === "read" ? closer.buckets : null;
  const timeout = timeoutOf(namespace.inode, closer);
  return [
    ...(buckets && buckets.value > 0
      ? [
          {
            label: words.bucketsLabel(),
            says: words.bucketsSays({
              count: buckets.value,
              each: Math.round((count / buckets.value) * 10) / 10,
            }),
            observed: quantity(buckets.value, "entries"),
            origin: buckets.origin,
          },
        ]
      : []),
    ...(timeout
      ? [
          {
            label: words.timeoutLabel(),
            says: words.timeoutSays({ seconds: quantity(timeout.value, "seconds") }),
            observed: quantity(timeout.value, "seconds"),
            origin: timeout.origin,
          },
        ]
      : []),
  ];
}

function timeoutOf(inode: number, closer: Closer) {
  const own = closer?.timeouts.readings.find(({ namespace }) => namespace.inode === inode);
  return own?.reading.status === "read" ? own.reading : null;
}

function sentence(table: Table, place: Says): Says {
  const { count, max, fill, counters } = table;
  const lost = lostOf(table);
  const rate = (events: number) => quantity(events / (counters?.seconds || 1), "events/s");
  const slots = { place, count, max };
  if (fill < FULL_RATIO) return words.near({ ...slots, fill: ratio(fill) });
  if (lost && lost.dropped > 0) return words.dropping({ ...slots, dropped: rate(lost.dropped) });
  if (lost && lost.evicted > 0) return words.evicting({ ...slots, evicted: rate(lost.evicted) });
  return count >= max ? words.full(slots) : words.near({ ...slots, fill: ratio(fill) });
}

/** @param said what the kernel's log says of the reader's own table. */
export function finding(table: Table, closer: Closer, said: Told | null): Finding {
  const { namespace, max, fill } = table;
  const [pid] = namespace.pids;
  const lost = lostOf(table);
  return {
    cause: "table-full",
    subject: subjectOf(namespace, closer),
    certainty: "confirmed",
    severity: fill >= FULL_RATIO && (lost?.dropped ?? 0) > 0 ? "critical" : "warning",
    says: sentence(table, placeOf(namespace, closer)),
    evidence: [
      entriesEvidence(table, words.entriesLabel()),
      ...counterEvidence(table),
      ...growthEvidence(table),
      ...(namespace.own && said ? [said.evidence] : []),
      ...settingsEvidence(table, closer),
    ],
    remedies: remedies({
      max,
      buckets: closer?.buckets.status === "read" ? closer.buckets.value : null,
      timeoutSeconds: timeoutOf(namespace.inode, closer)?.value ?? null,
      inside: namespace.own || pid === undefined ? [] : ["nsenter", `--net=/proc/${pid}/ns/net`],
    }),
  };
}
