import type { ReadingsOf } from "#contract/fact.ts";
import type { Says } from "#contract/message.ts";
import { missingOf } from "#contract/missing.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import { quantity } from "#contract/quantity.ts";
import type { Reading } from "#contract/reading.ts";
import type { Finding, Missing, Verdict } from "#contract/verdict.ts";
import { type Rise, riseOf, risen } from "#derived/rise.ts";
import sockstat from "#facts/proc/net/sockstat.ts";
import tcpMaxOrphans from "#facts/proc/sys/net/ipv4/tcp_max_orphans.ts";
import tcpMem from "#facts/proc/sys/net/ipv4/tcp_mem.ts";
import {
  counterEvidence,
  elsewhereEvidence,
  memoryEvidence,
  orphanEvidence,
  ownerEvidence,
} from "./evidence.ts";
import {
  judgeMemory,
  judgeOrphans,
  type Judgement,
  levelsOf,
  type MemoryLevel,
  type OrphanLevel,
} from "./level.ts";
import { words } from "./messages.ts";
import type { closerNeeds, needs } from "./needs.ts";
import { memoryRemedies, orphanRemedies } from "./remedy.ts";

type Readings = ReadingsOf<typeof needs>;
type Closer = ReadingsOf<typeof closerNeeds>;

const HOST = { kind: "host", name: "host" } as const;

/** Of memory of the host: by the kernel's own names. */
const OF_MEMORY = ["TCPMemoryPressures", "TCPAbortOnMemory", "TCPRcvQDrop"];
/** Of memory of the host, of a cgroup, or of one socket. */
const OF_ANY_LIMIT = ["PruneCalled", "RcvPruned", "OfoPruned"];

/** Each counter in the namespace where it rises most, or stands highest. */
function rises({ counters }: Readings, names: readonly string[]): readonly Rise[] {
  return names.flatMap((name) => {
    const all = counters.readings.flatMap(({ reading }) =>
      reading.status === "read" ? (riseOf(reading, "TcpExt", name) ?? []) : [],
    );
    const most = all.toSorted((a, b) => risen(b) - risen(a) || (b.total > a.total ? 1 : -1))[0];
    return most ? [most] : [];
  });
}

function memorySays({ pages, marks }: MemoryLevel, judgement: Judgement): Says {
  const { low, pressure, max } = marks;
  if (judgement === "refuses") return words.refuses({ pages, max });
  if (judgement === "near") return words.nearMemory({ pages, pressure });
  return pages >= pressure ? words.saves({ pages, pressure }) : words.stillSaves({ pages, low });
}

function memoryFinding(readings: Readings, closer: Closer | null, level: MemoryLevel): Finding {
  const judgement = judgeMemory(level);
  const [first, ...rest] = memoryEvidence(level, judgement);
  if (!first) throw new Error("no evidence of memory");
  const owners = closer?.owners.status === "read" ? closer.owners : null;
  return {
    cause: "tcp-mem-high",
    subject: HOST,
    certainty: "confirmed",
    severity: judgement === "refuses" ? "critical" : "warning",
    says: memorySays(level, judgement),
    evidence: [
      first,
      ...rest,
      ...ownerEvidence(owners),
      ...counterEvidence(rises(readings, [...OF_MEMORY, ...OF_ANY_LIMIT])),
    ],
    remedies: memoryRemedies(level.marks),
  };
}

function abortsOf(readings: Readings): Rise | null {
  return rises(readings, ["TCPAbortOnMemory"])[0] ?? null;
}

function orphanSays({ count, max }: OrphanLevel, judgement: Judgement, aborts: Rise | null): Says {
  if (judgement === "refuses") return words.manyOrphans({ count, max });
  if (judgement === "near") return words.nearOrphans({ count, max });
  const seconds = quantity(aborts?.seconds ?? 0, "seconds");
  return words.someOrphans({ aborted: risen(aborts), seconds, count, max });
}

function orphanFinding(readings: Readings, level: OrphanLevel, judgement: Judgement): Finding {
  return {
    cause: "orphans-high",
    subject: HOST,
    certainty: "confirmed",
    severity: judgement === "refuses" ? "critical" : "warning",
    says: orphanSays(level, judgement, abortsOf(readings)),
    evidence: [
      orphanEvidence(level, judgement),
      ...counterEvidence(rises(readings, ["TCPAbortOnMemory"])),
    ],
    remedies: orphanRemedies(level.max),
  };
}

const isHarm = (judgement: Judgement): boolean => judgement === "refuses" || judgement === "saves";

/** What was there and could not be read says why itself. */
function missing(readings: Readings): Missing[] {
  const { sockets, marks, maxOrphans } = readings;
  const { memory, orphans } = levelsOf(readings);
  const broken = [
    ...(isBroken(sockets) ? [missingOf(sockstat, sockets)] : []),
    ...(isBroken(marks) ? [missingOf(tcpMem, marks)] : []),
    ...(isBroken(maxOrphans) ? [missingOf(tcpMaxOrphans, maxOrphans)] : []),
  ];
  if (broken.length > 0) return broken;
  return [
    ...(memory ? [] : [{ fact: tcpMem.id, why: words.noMemory() }]),
    ...(orphans ? [] : [{ fact: tcpMaxOrphans.id, why: words.noOrphans() }]),
  ];
}

const isBroken = ({ status }: Reading<unknown>): boolean =>
  status === "denied" || status === "unparsed";

interface Judged {
  readonly judgement: Judgement;
  readonly finding: () => Finding;
}

function judged(readings: Readings, closer: Closer | null): Judged[] {
  const { memory, orphans } = levelsOf(readings);
  const ofOrphans = orphans && judgeOrphans(orphans, risen(abortsOf(readings)) > 0);
  return [
    ...(memory
      ? [
          {
            judgement: judgeMemory(memory),
            finding: () => memoryFinding(readings, closer, memory),
          },
        ]
      : []),
    ...(orphans && ofOrphans
      ? [{ judgement: ofOrphans, finding: () => orphanFinding(readings, orphans, ofOrphans) }]
      : []),
  ];
}

export function diagnose(readings: Readings, closer: Closer | null): Verdict {
  const all = judged(readings, closer);
  const present = nonEmpty(
    all.filter(({ judgement }) => isHarm(judgement)).map(({ finding }) => finding()),
  );
  if (present) return { kind: "present", findings: present };
  const latent = nonEmpty(
    all.filter(({ judgement }) => judgement === "near").map(({ finding }) => finding()),
  );
  if (latent) return { kind: "latent", findings: latent };
  const lacking = nonEmpty(missing(readings));
  if (lacking) return { kind: "unknown", missing: lacking };
  const { memory, orphans } = levelsOf(readings);
  const evidence = nonEmpty([
    ...(memory ? memoryEvidence(memory, "at ease") : []),
    ...(orphans ? [orphanEvidence(orphans, "at ease")] : []),
    ...elsewhereEvidence(rises(readings, [...OF_MEMORY, ...OF_ANY_LIMIT])),
  ]);
  return evidence
    ? { kind: "absent", evidence }
    : { kind: "unknown", missing: [{ fact: tcpMem.id, why: words.noMemory() }] };
}
