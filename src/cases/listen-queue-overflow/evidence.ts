import type { Says } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import type { Origin, Read } from "#contract/reading.ts";
import type { Evidence } from "#contract/verdict.ts";
import type { Holder } from "#derived/holder.ts";
import { netnsName, netnsSays } from "#derived/netns.ts";
import type { Rise } from "#derived/rise.ts";
import type { Listener } from "#facts/walk/listen-queues.ts";
import { words } from "./messages.ts";
import { isNear, NEAR_RATIO, type Queue, SLOW_SECONDS } from "./queue.ts";
import type { Scene } from "./scene.ts";

const sockets = (value: number) => quantity(value, "sockets");
const seconds = (value: number) => quantity(value, "seconds");
const events = (value: number | bigint) => quantity(value, "events");

export function processSays({ pid, comm }: Listener): Says | string {
  return pid === null ? words.someProcess() : `${comm}[${pid}]`;
}

export function originOf({ at }: Scene, { path, line, netns }: Listener): Origin {
  return {
    source: path,
    ...(line !== null && { line }),
    ...(netns > 0 && { namespace: `net:[${netns}]` }),
    at,
  };
}

export function riseEvidence(label: Says, rise: Rise): Evidence {
  const rate = rise.seconds > 0 ? Number(rise.delta ?? 0n) / rise.seconds : 0;
  return {
    label,
    says:
      rise.delta === null
        ? words.totalOnly({ total: rise.total })
        : words.rose({
            delta: rise.delta,
            seconds: seconds(rise.seconds),
            rate: quantity(rate, "events/s"),
            total: rise.total,
          }),
    observed: events(rise.delta ?? rise.total),
    limit: { op: ">", than: events(0), because: words.eachLost() },
    origin: rise.origin,
  };
}

export function queueEvidence(scene: Scene, listener: Listener): Evidence {
  const { queue, backlog } = listener;
  const origin = originOf(scene, listener);
  const label = words.queueLabel();
  if (backlog === null)
    return { label, says: words.queueOnly({ queue }), observed: sockets(queue), origin };
  const isOnlyNear = isNear(listener) && queue <= backlog;
  return {
    label,
    says: words.queueOf({ queue, backlog }),
    observed: sockets(queue),
    limit: isOnlyNear
      ? {
          op: ">=",
          than: sockets(Math.ceil(backlog * NEAR_RATIO)),
          because: words.nearBecause(),
        }
      : { op: ">", than: sockets(backlog), because: words.full() },
    origin,
  };
}

function waitSays({ stayed, before, seconds: passed, waitSeconds }: Queue): Says | null {
  if (waitSeconds === null) return null;
  if (stayed === null) return words.waitAge({ wait: seconds(waitSeconds) });
  const accepted = before - stayed;
  return accepted === 0
    ? words.waitNone({ before, seconds: seconds(passed) })
    : words.waitSome({ accepted, before, seconds: seconds(passed), wait: seconds(waitSeconds) });
}

/** How long a connection waits; at least the time between the samples, if none was accepted. */
export function waitEvidence(scene: Scene, queue: Queue): Evidence[] {
  const says = waitSays(queue);
  const { waitSeconds, listener } = queue;
  if (says === null || waitSeconds === null || listener.queue === 0) return [];
  const least = Number.isFinite(waitSeconds)
    ? waitSeconds
    : Math.max(queue.seconds, listener.oldestSeconds ?? 0);
  return [
    {
      label: words.waitLabel(),
      says,
      observed: seconds(least),
      limit: { op: ">=", than: seconds(SLOW_SECONDS), because: words.slowBecause() },
      origin: originOf(scene, listener),
    },
  ];
}

function stateSays(state: string): Says {
  switch (state) {
    case "S":
      return words.sleeps();
    case "R":
      return words.runs();
    case "D":
      return words.blocks();
    case "T":
    case "t":
      return words.isStopped();
    default:
      return words.otherState({ state });
  }
}

export function processEvidence({ at }: Scene, listener: Listener): Evidence[] {
  const { pid, processes, state } = listener;
  if (pid === null) return [];
  const process = processSays(listener);
  const slots = { process, more: processes - 1, state: stateSays(state ?? "?") };
  return [
    {
      label: words.processLabel(),
      says: processes > 1 ? words.processMany(slots) : words.processOne(slots),
      observed: `${pid}`,
      origin: { source: `/proc/${pid}/stat`, at },
    },
  ];
}

export function whereEvidence(scene: Scene, keeper: Holder | null): Evidence {
  const { namespace } = scene.counters;
  const { line: _line, ...origin } = scene.counters.overflows?.origin ?? { source: "", at: "" };
  return {
    label: words.where(),
    says: netnsSays(namespace, keeper),
    observed: netnsName(namespace, keeper),
    origin,
  };
}

function setting(label: Says, says: Says, { value, origin }: Read<number>): Evidence {
  return { label, says, observed: `${value}`, origin };
}

/** The settings that cut the queue, and that decide what a client sees. */
export function settingEvidence({ somaxconn, abort }: Scene, { backlog }: Listener): Evidence[] {
  const cut = somaxconn && backlog !== null ? { read: somaxconn, backlog } : null;
  return [
    ...(cut
      ? [
          setting(
            words.somaxconnLabel(),
            cut.backlog >= cut.read.value
              ? words.somaxconnCuts({ max: cut.read.value })
              : words.somaxconnLarger({ max: cut.read.value, backlog: cut.backlog }),
            cut.read,
          ),
        ]
      : []),
    ...(abort
      ? [
          setting(
            words.abortLabel(),
            abort.value === 0
              ? words.abortOff({ value: abort.value })
              : words.abortOn({ value: abort.value }),
            abort,
          ),
        ]
      : []),
  ];
}

export function synEvidence({ syncookies, synBacklog }: Scene): Evidence[] {
  const one = (label: Says, read: Read<number> | null): Evidence[] =>
    read ? [setting(label, words.plain({ value: read.value }), read)] : [];
  return [...one(words.syncookieLabel(), syncookies), ...one(words.synBacklogLabel(), synBacklog)];
}
