import type { Read } from "#contract/reading.ts";
import type { CloseWait, CloseWaitGroup } from "#facts/walk/close-wait.ts";

/** Ours: a program that closes what its peers have closed has a handful of these, and each for milliseconds. */
const MANY_SOCKETS = 100;
/** Ours: of what a process may open. */
const SHARE_OF_LIMIT = 0.1;
/** Ours: fewer are the tail of a burst. */
export const SOME_SOCKETS = 10;
/** Ours: no protocol waits so long with closing its own side on purpose. */
export const OLD_SECONDS = 60;
/** Ours: so many that stand still are told of before they are old. */
const STANDING_SOCKETS = 20;
/** Ours: where they are younger than that, they may be closed any moment. */
const YOUNG_SECONDS = 3;

/** What became of one process's sockets between two samples. */
export interface Course {
  readonly group: CloseWaitGroup;
  readonly seconds: number;
  /** Of those of the first sample, how many are still there; null with one sample. */
  readonly stayed: number | null;
  /** New ones, and those that were closed. */
  readonly came: number;
  readonly went: number;
  /** How long one stays, at the rate at which they are closed: infinite if none was. Null with one sample. */
  readonly staySeconds: number | null;
}

const sameProcess = (a: CloseWaitGroup, b: CloseWaitGroup): boolean =>
  a.pid === b.pid && a.netns === b.netns;

function courseOf(group: CloseWaitGroup, earlier: CloseWait | null, seconds: number): Course {
  const before = earlier?.groups.find((other) => sameProcess(other, group)) ?? null;
  if (earlier === null)
    return { group, seconds, stayed: null, came: 0, went: 0, staySeconds: null };
  const old = before?.inodes ?? new Set<number>();
  const stayed = [...old].filter((inode) => group.inodes.has(inode)).length;
  const went = old.size - stayed;
  return {
    group,
    seconds,
    stayed,
    came: group.inodes.size - stayed,
    went,
    staySeconds: went === 0 ? Infinity : (old.size * seconds) / went,
  };
}

const meet = (some: ReadonlySet<number>, other: ReadonlySet<number>): Set<number> =>
  new Set([...some].filter((inode) => other.has(inode)));

/**
 * Sockets that nobody is seen to hold belong to whom the first sample shows with them: a snapshot may hold the descriptors
 * once. New ones go with the process that has most of the others.
 */
function withHolders(group: CloseWaitGroup, earlier: CloseWait | null): CloseWaitGroup[] {
  const known = (earlier?.groups ?? [])
    .filter(({ pid, netns }) => pid !== null && netns === group.netns)
    .map((before) => ({ before, inodes: meet(group.inodes, before.inodes) }))
    .filter(({ inodes }) => inodes.size > 0)
    .toSorted((a, b) => b.inodes.size - a.inodes.size);
  if (group.pid !== null || known.length === 0) return [group];
  const old = new Set(known.flatMap(({ inodes }) => [...inodes]));
  return known.map(({ before, inodes }, index): CloseWaitGroup => {
    const mine =
      index === 0
        ? new Set([...group.inodes].filter((one) => !old.has(one) || inodes.has(one)))
        : inodes;
    const { pid, comm, descriptors, limit, peers, oldest } = before;
    return {
      ...group,
      pid,
      comm,
      descriptors,
      limit,
      peers,
      oldest,
      inodes: mine,
      sockets: mine.size,
    };
  });
}

export function coursesOf({ value, earlier }: Read<CloseWait>): readonly Course[] {
  const before = earlier?.value ?? null;
  return value.groups
    .flatMap((group) => withHolders(group, before))
    .map((group) => courseOf(group, before, earlier?.secondsBefore ?? 0));
}

export type Judgement = "leaks" | "seems to leak" | "may leak" | "cannot tell" | "closes";

/** From how many on it is a leak, if they stay: a tenth of what the process may open, or a hundred. */
export function manyOf({ limit }: CloseWaitGroup): number {
  const share = limit === null ? MANY_SOCKETS : Math.ceil(limit * SHARE_OF_LIMIT);
  return Math.max(SOME_SOCKETS, Math.min(MANY_SOCKETS, share));
}

const isOldLeak = ({ old }: CloseWaitGroup): boolean => old !== null && old >= SOME_SOCKETS;

/** By what became of those that were there in the first sample. */
function judgeCourse({ group, came }: Course, stayed: number): Judgement {
  const { oldestSeconds } = group;
  if (stayed < SOME_SOCKETS) return "closes";
  const isGrowing = came > 0;
  if (stayed >= manyOf(group)) return isGrowing ? "leaks" : "seems to leak";
  if (isGrowing) return "seems to leak";
  if (oldestSeconds !== null && oldestSeconds < YOUNG_SECONDS) return "closes";
  return stayed >= STANDING_SOCKETS ? "seems to leak" : "may leak";
}

/** Whether a process leaks sockets, by their number, their age, and what becomes of them. */
export function judge(course: Course): Judgement {
  const { group, stayed, staySeconds } = course;
  if (group.sockets < SOME_SOCKETS) return "closes";
  if (staySeconds !== null && staySeconds < OLD_SECONDS) return "closes";
  if (isOldLeak(group)) return "leaks";
  if (stayed !== null) return judgeCourse(course, stayed);
  return group.oldestSeconds === null ? "cannot tell" : "may leak";
}
