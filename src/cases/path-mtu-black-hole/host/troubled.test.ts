import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { findNaN } from "#testing/json.ts";
import type { TcpSocket } from "#text/tcp-socket.ts";
import type { Connection } from "./connections.ts";
import { type Sign, signOf } from "./judge-connection.ts";
import { troubledIn } from "./troubled.ts";

/** What ss shows of a flight of 1448, 1448 and 404 bytes, of which the last was told by SACK. */
const STUCK: TcpSocket = {
  state: "ESTAB",
  local: "10.0.0.1",
  localPort: 40_000,
  remote: "10.0.0.2",
  remotePort: 443,
  receiveQueue: 0,
  sendQueue: 3300,
  timer: "on",
  receiveMemory: 0,
  backoff: 4,
  mss: 1448,
  pmtu: 1500,
  receiveMss: 536,
  advertisedMss: 1448,
  hasTimestamps: true,
  hasSack: true,
  unacked: 3,
  sacked: 1,
  lost: 2,
  retransmitted: 6,
  bytesAcked: 1,
  bytesReceived: 0,
  dataSegmentsSent: 9,
  notSent: 0,
  outOfOrder: 0,
  lastSentSeconds: 1.3,
  lastReceivedSeconds: 4.4,
  lastAckSeconds: 4.4,
  rtoSeconds: 3.264,
  sendWindow: 65_536,
  inode: 1,
  line: 1,
};

const FRESH: Partial<TcpSocket> = {
  sendQueue: 78_192,
  notSent: 62_264,
  unacked: 11,
  sacked: 0,
  lost: 11,
};

function connection(
  change: Partial<TcpSocket>,
  before: Partial<TcpSocket> | null = {},
): Connection {
  const socket = { ...STUCK, ...change };
  const earlier = before === null ? null : { ...socket, ...before };
  return { namespace: 1, isOwn: true, socket, before: earlier, origin: { source: "x", at: "" } };
}

const kindOf = (change: Partial<TcpSocket>, probing = 0): Sign["kind"] | undefined =>
  signOf(connection(change), probing)?.kind;

const troubled = (connections: readonly Connection[], total = connections.length) =>
  troubledIn([{ namespace: 1, total, connections }], () => 0);

describe("a connection", () => {
  test("whose short end was told by SACK shows the bracket", () => {
    expect(signOf(connection({}), 0)).toMatchObject({
      kind: "told",
      size: 1500,
      through: 456,
      tries: 5,
      isFrozen: true,
    });
  });
  test("of full segments only tells less", () => {
    expect(kindOf(FRESH)).toBe("fresh");
    expect(kindOf({ sendQueue: 1420, unacked: 1, sacked: 0, lost: 1 })).toBe("fresh");
  });
  const innocent: readonly (readonly [string, Partial<TcpSocket>])[] = [
    ["was tried too few times", { backoff: 2, rtoSeconds: 0.8 }],
    ["waits for a window", { timer: "persist", sendWindow: 0 }],
    ["has a peer whose window is shut", { sendWindow: 0 }],
    ["is not established", { state: "SYN-SENT" }],
    ["goes to this host itself", { remote: "127.0.0.1" }],
  ];
  test.each(innocent)("that %s says nothing", (_, change) => {
    expect(kindOf(change)).toBeUndefined();
  });
  test("that lost its short end as well has a peer that is gone", () => {
    expect(kindOf({ sacked: 0, lost: 3 })).toBe("dead");
    expect(kindOf({ unacked: 1, sacked: 0, sendQueue: 300 })).toBe("dead");
  });
  test("of which full segments were told by SACK is not stuck on a size", () => {
    expect(kindOf({ ...FRESH, sacked: 6, lost: 5 })).toBe("delivered");
  });
  test("that delivered much in full segments before is not either", () => {
    const before = { bytesAcked: 1_000_000, dataSegmentsSent: 720, retransmitted: 8 };
    expect(kindOf({ ...FRESH, ...before })).toBe("delivered");
  });
  test("that typed much in small segments before may well be", () => {
    expect(kindOf({ ...FRESH, bytesAcked: 50_000, dataSegmentsSent: 1100 })).toBe("fresh");
  });
  test("is given time where the kernel probes the MTU by itself", () => {
    expect(kindOf({}, 1)).toBeUndefined();
    expect(kindOf({ backoff: 6, rtoSeconds: 13 }, 1)).toBe("told");
  });
  test("with a long timer needs fewer tries", () => {
    expect(kindOf({ backoff: 1, rtoSeconds: 6.04, lastSentSeconds: 0.2 })).toBe("told");
  });
  test("of an old kernel, which counts less, is judged by what there is", () => {
    const old = { bytesAcked: null, notSent: null, dataSegmentsSent: null, sendWindow: null };
    expect(kindOf(old)).toBe("told");
  });
  test("that holds data from behind a gap is awaited", () => {
    const waits = { timer: null, backoff: 0, unacked: 0, sacked: 0, sendQueue: 0, outOfOrder: 1 };
    expect(kindOf({ ...waits, receiveMemory: 1236 })).toBe("awaited");
    expect(kindOf({ ...waits, receiveMemory: 1236, receiveMss: 1448 })).toBeUndefined();
    expect(kindOf({ ...waits, receiveMemory: 0 })).toBeUndefined();
  });
});

describe("an address", () => {
  test("is certain to lie behind a hole only when two samples agree", () => {
    expect(troubled([connection({})])[0]?.isConfirmed).toBe(true);
    expect(troubled([connection({}, null)])[0]?.isConfirmed).toBe(false);
    expect(troubled([connection({}, { bytesAcked: 0 })])[0]?.isConfirmed).toBe(false);
  });
  test("shows the narrowest bracket of its connections", () => {
    const single = connection({ sendQueue: 1420, unacked: 1, sacked: 0, localPort: 40_001 });
    expect(troubled([connection({}), single])).toMatchObject([{ never: 1472, through: 456 }]);
  });
  test("that took full segments in another connection lies behind none", () => {
    const other = connection({
      timer: null,
      backoff: 0,
      unacked: 0,
      sacked: 0,
      sendQueue: 0,
      bytesAcked: 500_000,
      dataSegmentsSent: 346,
      retransmitted: 0,
    });
    expect(troubled([connection({}), other])).toEqual([]);
  });
  test("that leaves small data unanswered is gone, unless SACK tells of it", () => {
    const dead = connection({ unacked: 1, sacked: 0, sendQueue: 300, localPort: 40_001 });
    expect(troubled([connection(FRESH), dead])).toEqual([]);
    expect(troubled([connection({}), dead])).toHaveLength(1);
  });
  test("of a client that vanished is an everyday event on a busy server", () => {
    const gone = connection({ ...FRESH, localPort: 443, remotePort: 50_000 });
    expect(troubled([gone], 5000)).toEqual([]);
    expect(troubled([gone], 5)).toHaveLength(1);
    expect(troubled([gone, gone], 5000)).toHaveLength(1);
  });
});

test("both ends of a connection on one host are told of once", () => {
  const waits = { timer: null, backoff: 0, unacked: 0, sacked: 0, sendQueue: 0, outOfOrder: 1 };
  const peer = connection({
    ...waits,
    receiveMemory: 1236,
    local: STUCK.remote,
    remote: STUCK.local,
  });
  const seen = [
    { namespace: 1, total: 1, connections: [connection({})] },
    { namespace: 2, total: 1, connections: [{ ...peer, namespace: 2 }] },
  ];
  expect(troubledIn(seen, () => 0).map(({ namespace }) => namespace)).toEqual([1]);
});

test("absurd numbers give no NaN and no error", () => {
  const number = fc.oneof(
    fc.nat(),
    fc.nat(5),
    fc.constantFrom(0, 2 ** 32 - 1, Number.MAX_SAFE_INTEGER),
  );
  const socket = fc.record({
    sendQueue: number,
    backoff: number,
    mss: number,
    unacked: number,
    sacked: number,
    retransmitted: number,
    bytesAcked: fc.option(number),
    dataSegmentsSent: fc.option(number),
    notSent: fc.option(number),
    rtoSeconds: fc.option(number),
    lastSentSeconds: fc.option(number),
    receiveMemory: fc.option(number),
    advertisedMss: fc.option(number),
    timer: fc.constantFrom("on", "persist", null),
  });
  fc.assert(
    fc.property(socket, (change) => {
      const found = troubled([connection(change)]);
      expect(findNaN(found)).toBeNull();
    }),
    { numRuns: 2000 },
  );
});
