import type { Says } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import type { Origin, Read, Reading } from "#contract/reading.ts";
import type { Evidence, EvidenceItem } from "#contract/verdict.ts";
import { type Holder, holderName } from "#derived/holder.ts";
import type { CloseWait, CloseWaitGroup, ClosedSocket } from "#facts/walk/close-wait.ts";
import { type Course, manyOf, OLD_SECONDS, SOME_SOCKETS } from "./leak.ts";
import { words } from "./messages.ts";

const sockets = (value: number) => quantity(value, "sockets");
const seconds = (value: number) => quantity(value, "seconds");

/** `nginx[4711]`, as the subject is called. */
export function processName({ pid, comm }: CloseWaitGroup): string {
  return pid === null ? "unknown" : `${comm}[${pid}]`;
}

export function originOf(
  read: Pick<Reading<CloseWait>, "origin">,
  { path, line, netns }: { path: string; line: number | null; netns: number },
): Origin {
  return {
    source: path,
    ...(line !== null && { line }),
    ...(netns > 0 && { namespace: `net:[${netns}]` }),
    at: read.origin.at,
  };
}

function itemOf(read: Read<CloseWait>, netns: number, socket: ClosedSocket): EvidenceItem {
  const { local, remote, ageSeconds, fd } = socket;
  return {
    name: fd === null ? local : `fd ${fd}`,
    says:
      ageSeconds === null
        ? words.socketPlain({ local, remote })
        : words.socketSays({ local, remote, age: seconds(ageSeconds) }),
    quantities: ageSeconds === null ? [] : [seconds(ageSeconds)],
    origin: originOf(read, { ...socket, netns }),
  };
}

export function countEvidence(read: Read<CloseWait>, group: CloseWaitGroup): Evidence {
  const many = manyOf(group);
  const isMany = group.sockets >= many;
  return {
    label: words.countLabel(),
    says: words.countSays({ count: group.sockets, peers: group.peers }),
    observed: sockets(group.sockets),
    limit: {
      op: ">=",
      than: sockets(isMany ? many : SOME_SOCKETS),
      because: isMany ? words.manyBecause() : words.someBecause(),
    },
    origin: originOf(read, group),
    items: group.oldest.map((socket) => itemOf(read, group.netns, socket)),
  };
}

export function courseEvidence(read: Read<CloseWait>, course: Course): Evidence[] {
  const { stayed, came, went, group } = course;
  if (stayed === null) return [];
  return [
    {
      label: words.courseLabel(),
      says: words.courseSays({ came, went, stayed, seconds: seconds(course.seconds) }),
      observed: sockets(stayed),
      origin: originOf(read, group),
    },
  ];
}

/** The moment that lies so long before another; itself if that is no time. */
function before(at: string, secondsBefore: number): string {
  const time = Date.parse(at) - secondsBefore * 1000;
  return Number.isFinite(time) && Math.abs(time) < 8.64e15
    ? `${new Date(time).toISOString().slice(0, 19)}Z`
    : at;
}

export function ageEvidence(read: Read<CloseWait>, group: CloseWaitGroup): Evidence[] {
  const { old, oldestSeconds } = group;
  if (old === null || oldestSeconds === null) return [];
  return [
    {
      label: words.oldLabel(),
      says: words.oldSays({
        old,
        age: seconds(oldestSeconds),
        since: before(read.origin.at, oldestSeconds),
      }),
      observed: seconds(oldestSeconds),
      limit: { op: ">=", than: seconds(OLD_SECONDS), because: words.oldBecause() },
      origin: originOf(read, group),
    },
  ];
}

export function descriptorEvidence(read: Read<CloseWait>, group: CloseWaitGroup): Evidence[] {
  const { descriptors, limit, pid } = group;
  if (descriptors === null || limit === null || pid === null) return [];
  return [
    {
      label: words.fdLabel(),
      says: words.fdSays({ count: descriptors, limit }),
      observed: quantity(descriptors, "files"),
      limit: { op: ">=", than: quantity(limit, "files"), because: words.fdBecause() },
      origin: { source: `/proc/${pid}/limits`, at: read.origin.at },
    },
  ];
}

export function unreadEvidence(read: Read<CloseWait>, group: CloseWaitGroup): Evidence {
  const { unread, sockets: count } = group;
  return {
    label: words.unreadLabel(),
    says: unread * 2 > count ? words.unreadSome({ unread, count }) : words.unreadNone(),
    observed: sockets(unread),
    origin: originOf(read, group),
  };
}

function placeSays(holder: Holder): Says {
  const pid = `${holder.pid}`;
  if (holder.kind === "process")
    return holder.unit === null
      ? words.wherePid({ pid })
      : words.whereProcess({ pid, unit: holder.unit });
  const container = holderName(holder);
  const pod = holder.ref?.pod ?? null;
  return pod === null
    ? words.whereContainer({ container, pid })
    : words.wherePod({ pod, container, pid });
}

export function whereEvidence(read: Read<CloseWait>, holder: Holder | null): Evidence[] {
  if (holder === null) return [];
  return [
    {
      label: words.where(),
      says: placeSays(holder),
      observed: holderName(holder),
      origin: { source: `/proc/${holder.pid}/cgroup`, at: read.origin.at },
    },
  ];
}
