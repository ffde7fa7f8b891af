import { describe, expect, test } from "bun:test";
import type { Read } from "#contract/reading.ts";
import type { Listener, ListenQueues } from "#facts/walk/listen-queues.ts";
import { describeCase } from "#testing/describe-case.ts";
import known from "./case.ts";
import { isFull, isNear, isSlow, type Queue, queuesOf, suspectOf } from "./queue.ts";

describeCase(known, import.meta.path);

const ends = (first: number, count: number): Set<string> =>
  new Set(Array.from({ length: count }, (_, index) => `10.0.0.9:${first + index}`));

const listener = (more: Partial<Listener>): Listener => ({
  netns: 1,
  local: "0.0.0.0:80",
  inode: 7,
  queue: more.waiting?.size ?? 0,
  backlog: 128,
  pid: 42,
  comm: "web",
  processes: 1,
  state: "S",
  oldestSeconds: null,
  waiting: new Set(),
  path: "sock_diag",
  line: null,
  ...more,
});

function queueOf(now: Listener, before?: Listener): Queue {
  const value = (one: Listener): ListenQueues => ({
    namespaces: new Map([[1, 1]]),
    listeners: [one],
  });
  const read: Read<ListenQueues> = {
    status: "read",
    value: value(now),
    ...(before && { earlier: { value: value(before), secondsBefore: 2 } }),
    oddities: [],
    refused: [],
    origin: { source: "walk/listen-queues", at: "" },
  };
  const [queue] = queuesOf(read);
  if (!queue) throw new Error("no queue");
  return queue;
}

describe("the queue of a listener", () => {
  test("is full when it holds one more than the backlog", () => {
    expect(isFull(listener({ queue: 128 }))).toBe(false);
    expect(isFull(listener({ queue: 129 }))).toBe(true);
    expect(isFull(listener({ queue: 1, backlog: 0 }))).toBe(true);
    expect(isFull(listener({ queue: 129, backlog: null }))).toBeNull();
  });
  test("is nearly full from four fifths on, if it is not tiny", () => {
    expect(isNear(listener({ queue: 102 }))).toBe(false);
    expect(isNear(listener({ queue: 103 }))).toBe(true);
    expect(isNear(listener({ queue: 1, backlog: 1 }))).toBe(false);
  });
});

describe("how long a connection waits", () => {
  test("is for ever where none is accepted", () => {
    const queue = queueOf(listener({ waiting: ends(1, 129) }), listener({ waiting: ends(1, 129) }));
    expect(queue).toMatchObject({ stayed: 129, waitSeconds: Infinity });
    expect(isSlow(queue)).toBe(true);
  });
  test("is what the rate of accept says", () => {
    const queue = queueOf(
      listener({ waiting: ends(21, 100) }),
      listener({ waiting: ends(1, 100) }),
    );
    expect(queue).toMatchObject({ stayed: 80, waitSeconds: 10 });
  });
  test("is short where others wait in the second sample", () => {
    const burst = queueOf(
      listener({ waiting: ends(900, 129) }),
      listener({ waiting: ends(1, 400) }),
    );
    expect(burst.waitSeconds).toBe(2);
    const brief = queueOf(listener({ waiting: ends(900, 2) }), listener({ waiting: ends(1, 0) }));
    expect(brief.waitSeconds).toBeNull();
    expect(isSlow(brief)).toBe(false);
  });
  test("is at least the age of the oldest, with one sample", () => {
    expect(isSlow(queueOf(listener({ waiting: ends(1, 9), oldestSeconds: 30 })))).toBe(true);
  });
  test("is not known where the tables do not show who waits, but the queue may stand", () => {
    const table = { queue: 129, backlog: null };
    const standing = queueOf(listener(table), listener(table));
    expect(standing).toMatchObject({ waitSeconds: null, isStanding: true });
    expect(queueOf(listener({ ...table, queue: 3 }), listener(table)).isStanding).toBe(false);
  });
  test("does not matter for a process that is stopped", () => {
    expect(isSlow(queueOf(listener({ queue: 3, state: "T" })))).toBe(true);
  });
});

test("of queues that are not full the fullest is suspected, and of empty ones the shortest", () => {
  const queues = [
    queueOf(listener({ local: "a", backlog: 4096 })),
    queueOf(listener({ local: "b", backlog: 5 })),
  ];
  expect(suspectOf(queues)?.listener.local).toBe("b");
  const busy = queueOf(listener({ local: "c", queue: 100 }));
  expect(suspectOf([...queues, busy])?.listener.local).toBe("c");
  expect(suspectOf([])).toBeNull();
});
