import type { Read } from "#contract/reading.ts";
import type { Listener, ListenQueues } from "#facts/walk/listen-queues.ts";

/** Ours: who waits longer for accept is felt, and a longer queue would make the wait longer. */
export const SLOW_SECONDS = 1;
/** Ours: worth knowing before it overflows. */
export const NEAR_RATIO = 0.8;
/** Ours: in a shorter queue a single client is a large share. */
const LEAST_BACKLOG = 8;

/** A listener, and what became of the connections that wait for it to accept them. */
export interface Queue {
  readonly listener: Listener;
  readonly seconds: number;
  /** Of those that waited in the first sample, how many still do; null with one sample, or if none waited. */
  readonly stayed: number | null;
  readonly before: number;
  /** How long a connection waits, at the rate at which they are accepted; infinite if none is. Null: not known. */
  readonly waitSeconds: number | null;
  /** As long in both samples, or longer, where the connections in it are not seen. */
  readonly isStanding: boolean;
}

/** By the two samples: how long it would take to accept all that wait. */
function waitBySamples(stayed: number, before: number, seconds: number): number {
  const accepted = before - stayed;
  return accepted === 0 ? Infinity : (before * seconds) / accepted;
}

function queueOf(listener: Listener, earlier: Listener | null, seconds: number): Queue {
  const before = earlier?.waiting.size ?? 0;
  const isUnseen = before === 0 && listener.waiting.size === 0;
  const isStanding =
    isUnseen && earlier !== null && earlier.queue > 0 && listener.queue >= earlier.queue;
  if (!earlier || before === 0) {
    const waitSeconds = listener.oldestSeconds;
    return { listener, seconds, stayed: null, before, waitSeconds, isStanding };
  }
  const stayed = [...earlier.waiting].filter((end) => listener.waiting.has(end)).length;
  const waitSeconds = waitBySamples(stayed, before, seconds);
  return { listener, seconds, stayed, before, waitSeconds, isStanding };
}

/** Every listener that was seen, with what the earlier sample says of it. */
export function queuesOf({ value, earlier }: Read<ListenQueues>): readonly Queue[] {
  return value.listeners.map((listener) => {
    const before = earlier?.value.listeners.find(
      ({ netns, inode, local }) =>
        netns === listener.netns && inode === listener.inode && local === listener.local,
    );
    return queueOf(listener, before ?? null, earlier?.secondsBefore ?? 0);
  });
}

/** The kernel drops what comes: it lets one more in than the backlog says. Null: the backlog is not known. */
export function isFull({ queue, backlog }: Listener): boolean | null {
  return backlog === null ? null : queue > backlog;
}

export function isNear({ queue, backlog }: Listener): boolean {
  return backlog !== null && backlog >= LEAST_BACKLOG && queue >= backlog * NEAR_RATIO;
}

/** Stopped, by a signal or a debugger. */
export const isStopped = ({ state }: Listener): boolean => state === "T" || state === "t";

/** The program does not keep up, as opposed to a queue too short for a burst that it does keep up with. */
export function isSlow({ listener, waitSeconds }: Queue): boolean {
  if (listener.queue === 0) return false;
  return isStopped(listener) || (waitSeconds !== null && waitSeconds >= SLOW_SECONDS);
}

const share = ({ queue, backlog }: Listener): number =>
  backlog === null ? queue : queue / Math.max(1, backlog);

/** Whose queue most likely overflowed, where none is full now: the fullest, and of empty ones the shortest. */
export function suspectOf(queues: readonly Queue[]): Queue | null {
  const sorted = queues.toSorted(
    ({ listener: a }, { listener: b }) =>
      share(b) - share(a) || (a.backlog ?? Infinity) - (b.backlog ?? Infinity),
  );
  return sorted[0] ?? null;
}
