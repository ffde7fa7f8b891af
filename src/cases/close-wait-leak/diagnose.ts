import type { ReadingsOf } from "#contract/fact.ts";
import { missingOf } from "#contract/missing.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import { quantity } from "#contract/quantity.ts";
import type { Read } from "#contract/reading.ts";
import type { Evidence, Missing, Verdict } from "#contract/verdict.ts";
import { netnsName } from "#derived/netns.ts";
import sockstat from "#facts/proc/net/sockstat.ts";
import closeWait, { type CloseWait } from "#facts/walk/close-wait.ts";
import { courseEvidence, originOf, processName } from "./evidence.ts";
import { findingOf } from "./finding.ts";
import { type Course, coursesOf, judge, type Judgement } from "./leak.ts";
import { words } from "./messages.ts";
import { type closerNeeds, LOOK_FROM, mostSocketsIn, type needs, socketsIn } from "./needs.ts";

type Readings = ReadingsOf<typeof needs>;
type Closer = ReadingsOf<typeof closerNeeds>;

/** Ours: of more processes, those that leak most. */
const MOST_FINDINGS = 10;

const sockets = (value: number) => quantity(value, "sockets");

/** Counts alone rule it out: there are not enough sockets for a leak. */
function fewEvidence(readings: Readings): Evidence[] {
  const most = readings.counts.readings
    .map(({ namespace, reading }) => ({ reading, count: socketsIn(readings, namespace) }))
    .toSorted((a, b) => (b.count ?? -1) - (a.count ?? -1))[0];
  if (!most || most.count === null) return [];
  const { count } = most;
  return [
    {
      label: words.socketsLabel(),
      says: words.fewSockets({ count }),
      observed: sockets(count),
      ...(count < LOOK_FROM && {
        limit: { op: ">=", than: sockets(LOOK_FROM), because: words.fewBecause() },
      }),
      origin: most.reading.origin,
    },
  ];
}

function lookedEvidence({ counts }: Readings): Evidence[] {
  const [first] = counts.readings;
  const count = counts.readings.filter(({ reading }) => reading.status === "read").length;
  if (!first) return [];
  return [
    {
      label: words.looked(),
      says: words.lookedSays({ count }),
      observed: quantity(count, "namespaces"),
      origin: first.reading.origin,
    },
  ];
}

function closedEvidence(read: Read<CloseWait>, courses: readonly Course[]): Evidence[] {
  const most = courses.toSorted((a, b) => b.group.sockets - a.group.sockets)[0];
  const waiting = [...read.value.namespaces.values()].reduce((sum, one) => sum + one.waiting, 0);
  const origin = { source: closeWait.id, at: read.origin.at };
  const accept: Evidence[] =
    waiting === 0
      ? []
      : [
          {
            label: words.waitingLabel(),
            says: words.waitingSays({ count: waiting }),
            observed: sockets(waiting),
            origin,
          },
        ];
  if (!most)
    return [
      { label: words.mostLabel(), says: words.none(), observed: sockets(0), origin },
      ...accept,
    ];
  const { group } = most;
  return [
    {
      label: words.mostLabel(),
      says: words.mostSays({ count: group.sockets, process: processName(group) }),
      observed: sockets(group.sockets),
      origin: originOf(read, group),
    },
    ...courseEvidence(read, most),
    ...accept,
  ];
}

/** Namespaces that were to be looked into, and whose table was not there. */
function unread(readings: Readings, closer: Closer | null): Missing[] {
  const looked = closer?.sockets;
  if (!looked) return [];
  if (looked.status !== "read") return [missingOf(closeWait, looked)];
  return readings.counts.readings.flatMap(({ namespace, reading }): Missing[] => {
    const count = mostSocketsIn(readings, namespace);
    const isFew = count !== null && count < LOOK_FROM;
    const isGone = reading.status === "absent" && !namespace.own;
    if (isFew || isGone || looked.value.namespaces.has(namespace.inode)) return [];
    return [{ fact: "proc/net/tcp", why: words.noTable({ name: netnsName(namespace, null) }) }];
  });
}

interface Judged {
  readonly course: Course;
  readonly judgement: Judgement;
}

function findings(closer: Closer, read: Read<CloseWait>, judged: readonly Judged[]) {
  const pick = (...kinds: readonly Judgement[]) =>
    nonEmpty(
      judged
        .filter(({ judgement }) => kinds.includes(judgement))
        .slice(0, MOST_FINDINGS)
        .map(({ course, judgement }) => findingOf(closer, read, course, judgement)),
    );
  return { present: pick("leaks", "seems to leak"), latent: pick("may leak") };
}

export function diagnose(readings: Readings, closer: Closer | null): Verdict {
  const read = closer?.sockets.status === "read" ? closer.sockets : null;
  const judged = (read ? coursesOf(read) : []).map((course) => ({
    course,
    judgement: judge(course),
  }));
  if (closer && read) {
    const { present, latent } = findings(closer, read, judged);
    if (present) return { kind: "present", findings: present };
    if (latent) return { kind: "latent", findings: latent };
  }
  const undecided = judged
    .filter(({ judgement }) => judgement === "cannot tell")
    .map(({ course: { group } }): Missing => {
      const process = group.pid === null ? words.nobody() : processName(group);
      return { fact: closeWait.id, why: words.needsSecond({ count: group.sockets, process }) };
    });
  const unseen = readings.counts.unseen.map((why): Missing => ({ fact: sockstat.id, why }));
  const missing = nonEmpty([...undecided, ...unread(readings, closer), ...unseen]);
  if (missing) return { kind: "unknown", missing };
  const evidence = nonEmpty([
    ...(read
      ? closedEvidence(
          read,
          judged.map(({ course }) => course),
        )
      : []),
    ...fewEvidence(readings),
    ...lookedEvidence(readings),
  ]);
  const name = "host";
  return evidence
    ? { kind: "absent", evidence }
    : { kind: "unknown", missing: [{ fact: sockstat.id, why: words.noTable({ name }) }] };
}
