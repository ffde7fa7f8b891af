import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { Frame } from "../frame.ts";
import { ACK, FIN, Packet, RST, SYN, TRANSPORT_ICMP, TRANSPORT_TCP } from "../packet.ts";
import { FlowAnalysis } from "./flow-analysis.ts";
import type { Flow } from "./flow.ts";
import { advance, distance } from "./sequence.ts";
import * as terms from "./terms.ts";

/** One segment between two hosts, in the order of the capture. Sequence numbers count from the initial ones. */
interface Told {
  readonly from: "client" | "server";
  readonly at?: number;
  readonly flags?: number;
  readonly sequence: number;
  readonly acknowledgment?: number;
  readonly payload?: number;
  readonly window?: number;
  readonly port?: number;
  readonly shift?: number;
  /** Of the IP header. Each packet has its own unless said. */
  readonly identification?: number;
  readonly mss?: number;
}

/** Close to the wrap, so that every test crosses it. */
const CLIENT_INITIAL = 2 ** 32 - 20;
const SERVER_INITIAL = 2 ** 32 - 3000;

const keep =
  (retired: Flow[]) =>
  (flow: Flow): void => {
    flow.detach();
    retired.push(flow);
  };

function tell(told: readonly Told[], limit?: number) {
  const retired: Flow[] = [];
  const analysis = new FlowAnalysis(keep(retired), limit === undefined ? {} : { limit });
  const frame = new Frame();
  const packet = new Packet();
  packet.version = 4;
  packet.transport = TRANSPORT_TCP;
  const found = told.map((each) => {
    const isClient = each.from === "client";
    frame.number++;
    frame.seconds = 1_700_000_000;
    frame.nanoseconds = Math.round((each.at ?? frame.number * 0.05) * 1e9);
    const ports: [number, number] = [each.port ?? 40_000, 443];
    [packet.sourcePort, packet.destinationPort] = isClient ? ports : [ports[1], ports[0]];
    [packet.source3, packet.destination3] = isClient ? [1, 2] : [2, 1];
    const [own, peer] = isClient
      ? [CLIENT_INITIAL, SERVER_INITIAL]
      : [SERVER_INITIAL, CLIENT_INITIAL];
    packet.flags = each.flags ?? ACK;
    packet.sequence = advance(own, each.sequence);
    packet.acknowledgment =
      (packet.flags & ACK) === 0 ? 0 : advance(peer, each.acknowledgment ?? 1);
    packet.payloadLength = each.payload ?? 0;
    packet.window = each.window ?? 500;
    packet.windowShift = each.shift ?? -1;
    packet.maximumSegmentSize = each.mss ?? -1;
    packet.identification = each.identification ?? frame.number;
    packet.totalLength = 40 + packet.payloadLength;
    packet.isDontFragment = true;
    return analysis.add(frame, packet);
  });
  analysis.end();
  return { found, retired, analysis };
}

const handshake: readonly Told[] = [
  { from: "client", at: 0, flags: SYN, sequence: 0 },
  { from: "server", at: 0.03, flags: SYN | ACK, sequence: 0 },
  { from: "client", at: 0.031, sequence: 1 },
];
const data = (sequence: number, at?: number): Told => ({
  from: "server",
  sequence,
  payload: 1000,
  ...(at === undefined ? {} : { at }),
});
const acknowledge = (acknowledgment: number, at?: number): Told => ({
  from: "client",
  sequence: 1,
  acknowledgment,
  ...(at === undefined ? {} : { at }),
});

/** What the segments behind the handshake are. */
const behind = (told: readonly Told[]): number[] => tell([...handshake, ...told]).found.slice(3);

describe("a segment is", () => {
  test("nothing special when it is new", () => {
    expect(behind([data(1), acknowledge(1001), data(1001), acknowledge(2001)])).toEqual([
      0, 0, 0, 0,
    ]);
  });

  test("a retransmission when it comes late and again", () => {
    expect(behind([data(1, 0.1), data(1001, 0.1), data(1, 0.4)])).toEqual([
      0,
      0,
      terms.RETRANSMISSION,
    ]);
  });

  test("a spurious retransmission when it was acknowledged", () => {
    expect(behind([data(1, 0.1), acknowledge(1001, 0.2), data(1, 0.4)]).at(-1)).toBe(
      terms.RETRANSMISSION | terms.SPURIOUS_RETRANSMISSION,
    );
  });

  test("a fast retransmission right behind duplicate acknowledgments", () => {
    const found = behind([
      data(1, 0.1),
      acknowledge(1001, 0.13),
      data(2001, 0.131),
      acknowledge(1001, 0.161),
      data(3001, 0.162),
      acknowledge(1001, 0.192),
      data(1001, 0.2),
    ]);
    expect(found).toEqual([
      0,
      0,
      terms.LOST_SEGMENT,
      terms.DUPLICATE_ACK,
      0,
      terms.DUPLICATE_ACK,
      terms.RETRANSMISSION | terms.FAST_RETRANSMISSION,
    ]);
  });

  test("out of order when it was overtaken within a round trip", () => {
    expect(behind([data(1, 0.1), data(2001, 0.11), data(1001, 0.12)])).toEqual([
      0,
      terms.LOST_SEGMENT,
      terms.OUT_OF_ORDER,
    ]);
  });

  test("an acknowledgment of what the capture missed, said once", () => {
    expect(behind([acknowledge(1001), acknowledge(2001)])).toEqual([terms.ACKED_UNSEEN_SEGMENT, 0]);
  });

  test("a SYN sent again, not a new connection, when its number is the same", () => {
    const { found, retired } = tell([
      { from: "client", at: 0, flags: SYN, sequence: 0 },
      { from: "client", at: 1, flags: SYN, sequence: 0 },
      { from: "client", at: 3, flags: SYN, sequence: 0 },
    ]);
    expect(found).toEqual([0, terms.RETRANSMISSION, terms.RETRANSMISSION]);
    expect(retired).toHaveLength(1);
  });

  test("a SYN of a new connection on old ports", () => {
    const { found, retired } = tell([
      ...handshake,
      { from: "client", flags: RST, sequence: 1 },
      { from: "client", flags: SYN, sequence: 90_000 },
    ]);
    expect(found.at(-1)).toBe(terms.PORTS_REUSED);
    expect(retired.map(({ isReset, isPortReused }) => [isReset, isPortReused])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  test("a keep-alive, and its answer", () => {
    expect(
      behind([
        data(1, 0.1),
        acknowledge(1001, 0.2),
        { from: "server", sequence: 1000, at: 60 },
        acknowledge(1001, 60.03),
      ]),
    ).toEqual([0, 0, terms.KEEP_ALIVE, terms.KEEP_ALIVE_ACK]);
  });

  test("a shut window: full, zero, probe, answer, update", () => {
    const scaled = [
      { from: "client", at: 0, flags: SYN, sequence: 0, shift: 1 },
      { from: "server", at: 0.03, flags: SYN | ACK, sequence: 0, shift: 7 },
      { from: "client", at: 0.031, sequence: 1, window: 500 },
    ] as const;
    const { found } = tell([
      ...scaled,
      data(1, 0.1),
      { ...acknowledge(1001, 0.13), window: 0 },
      { from: "server", sequence: 1001, payload: 1, at: 1 },
      { ...acknowledge(1001, 1.03), window: 0 },
      { ...acknowledge(1001, 2), window: 600 },
    ]);
    expect(found.slice(3)).toEqual([
      terms.WINDOW_FULL,
      terms.ZERO_WINDOW,
      terms.ZERO_WINDOW_PROBE,
      terms.ZERO_WINDOW | terms.ZERO_WINDOW_PROBE_ACK,
      terms.WINDOW_UPDATE,
    ]);
  });
});

describe("a packet that was captured twice", () => {
  test("is told from one that was sent again by its identification", () => {
    const twice = behind([
      { ...data(1, 0.1), identification: 7 },
      { ...data(1, 0.2), identification: 7 },
      { ...data(1, 0.4), identification: 8 },
      { ...data(1, 0.9), identification: 8 },
    ]);
    expect(twice).toEqual([
      0,
      terms.RETRANSMISSION | terms.SEEN_TWICE,
      terms.RETRANSMISSION,
      terms.RETRANSMISSION,
    ]);
  });

  test("counts as sent once", () => {
    const { retired } = tell([
      ...handshake,
      { ...data(1, 0.1), identification: 7 },
      { ...data(1, 0.1001), identification: 7 },
      { ...acknowledge(1001, 0.13), identification: 9 },
      { ...acknowledge(1001, 0.1301), identification: 9 },
    ]);
    expect(retired[0]).toMatchObject({
      forward: { seenTwice: 1, duplicateAckCount: 1 },
      backward: { seenTwice: 1, retransmissions: 1, mostTimesSent: 0 },
    });
  });
});

describe("what is outstanding", () => {
  test("at the end is what never got through, with its size and how often it was sent", () => {
    const { retired } = tell([
      ...handshake,
      { ...data(1, 0.1), payload: 300 },
      acknowledge(301, 0.13),
      { ...data(301, 0.2), payload: 1448 },
      { ...data(1749, 0.2), payload: 500 },
      { ...data(301, 0.5), payload: 1448 },
      { ...data(301, 1.1), payload: 1448 },
    ]);
    const { backward } = retired[0] ?? {};
    expect(backward).toMatchObject({ largestDelivered: 340, largestDeliveredFrame: 4 });
    expect(backward?.mostTimesSent).toBe(3);
    expect(
      backward?.outstanding
        .segments()
        .map(({ totalLength, times, firstFrame, lastFrame, isDontFragment }) => ({
          totalLength,
          times,
          firstFrame,
          lastFrame,
          isDontFragment,
        })),
    ).toEqual([
      { totalLength: 1488, times: 3, firstFrame: 6, lastFrame: 9, isDontFragment: true },
      { totalLength: 540, times: 1, firstFrame: 7, lastFrame: 7, isDontFragment: true },
    ]);
  });

  test("leaves with its acknowledgment, and tells the round trip", () => {
    const { retired } = tell([
      ...handshake,
      data(1, 0.1),
      acknowledge(1001, 0.14),
      data(1001, 0.2),
      acknowledge(2001, 0.21),
      data(2001, 0.3),
      data(2001, 0.6),
      acknowledge(3001, 0.65),
    ]);
    expect(retired[0]?.backward.outstanding.oldest).toBeNull();
    expect(retired[0]?.backward).toMatchObject({
      shortestRoundTrip: 10_000_000,
      longestRoundTrip: 40_000_000,
      longestWait: 350_000_000,
      longestWaitFrame: 8,
    });
  });

  test("is bounded, and keeps the oldest", () => {
    const many = Array.from({ length: 100 }, (_, index) => data(1 + index * 1000));
    const { retired } = tell([...handshake, ...many]);
    const kept = retired[0]?.backward.outstanding.segments() ?? [];
    expect(kept.map(({ firstFrame }) => firstFrame)).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test("a segment larger than the peer's MSS was not on the wire like this", () => {
    const { retired } = tell([
      { from: "client", flags: SYN, sequence: 0, mss: 1460 },
      { from: "server", flags: SYN | ACK, sequence: 0, mss: 1460 },
      { ...acknowledge(1), payload: 0 },
      { ...data(1), payload: 14_600 },
      { ...data(14_601), payload: 1460 },
    ]);
    expect(retired[0]?.backward.superSegments).toBe(1);
  });
});

test("an ICMP error is kept with the flow and the direction that it is about", () => {
  const retired: Flow[] = [];
  const analysis = new FlowAnalysis(keep(retired));
  const frame = Object.assign(new Frame(), { number: 1 });
  const packet = Object.assign(new Packet(), { version: 4, flags: ACK, payloadLength: 1460 });
  const ends = { source3: 1, destination3: 2, sourcePort: 40_000, destinationPort: 443 };
  Object.assign(packet, ends, { transport: TRANSPORT_TCP, totalLength: 1500 });
  analysis.add(frame, packet);
  for (const [number, mtu] of [
    [2, 1450],
    [3, 1400],
  ] as const) {
    const error = Object.assign(new Packet(), { version: 4, source3: 9, icmpType: 3, icmpCode: 4 });
    Object.assign(error, { transport: TRANSPORT_ICMP, nextHopMtu: mtu });
    Object.assign(error.quoted, ends, { version: 4, hasPorts: true, protocol: TRANSPORT_TCP });
    error.quoted.totalLength = 1500;
    analysis.add(Object.assign(new Frame(), { number }), error);
    expect(analysis.flow?.sourcePort).toBe(40_000);
  }
  analysis.end();
  expect(retired).toHaveLength(1);
  expect(retired[0]?.backward.pathErrors).toBeNull();
  expect(retired[0]?.forward.pathErrors).toMatchObject({
    tooBigs: 2,
    smallestMtu: 1400,
    tooBigLength: 1500,
    firstTooBigFrame: 2,
    tooBigSender: { source3: 9 },
  });
});

test("the stages of a connection and its counts", () => {
  const { retired } = tell([
    ...handshake,
    data(1, 0.1),
    data(1, 0.5),
    acknowledge(1001, 0.53),
    { from: "server", at: 0.6, flags: FIN | ACK, sequence: 1001 },
  ]);
  expect(retired[0]).toMatchObject({
    isEstablished: true,
    isFinished: true,
    isReset: false,
    handshakeTime: 31_000_000,
    forward: { segments: 3, bytes: 0 },
    backward: {
      segments: 4,
      bytes: 2000,
      retransmissions: 1,
      retransmittedBytes: 1000,
      largestPayload: 1000,
      finFrame: 7,
    },
  });
});

test("a capture that starts in mid-stream claims nothing of what was before", () => {
  expect(tell([data(5001), acknowledge(6001), data(6001)]).found).toEqual([0, 0, 0]);
});

test("sequence numbers are compared modulo 2^32", () => {
  const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  fc.assert(
    fc.property(u32, fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 }), (from, by) => {
      expect(distance(from, advance(from, by))).toBe(by);
    }),
  );
});

test("what a segment is does not depend on where the sequence numbers begin", () => {
  const segment = fc.record({
    from: fc.constantFrom("client" as const, "server" as const),
    flags: fc.constantFrom(ACK, ACK, ACK, SYN, SYN | ACK, FIN | ACK, RST),
    sequence: fc.integer({ min: 0, max: 5000 }),
    acknowledgment: fc.integer({ min: 0, max: 5000 }),
    payload: fc.constantFrom(0, 0, 1, 1000, 1448),
    window: fc.constantFrom(0, 500, 501),
  });
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 30 }), fc.nat({ max: 2 ** 30 }), (told, by) => {
      const moved = told.map((each) => ({
        ...each,
        sequence: each.sequence + by,
        acknowledgment: each.acknowledgment + by,
      }));
      expect(tell(moved).found).toEqual(tell(told).found);
    }),
  );
});

test("no more flows are held than the limit, and none is lost", () => {
  const told = Array.from({ length: 5000 }, (_, port): Told => ({
    from: "client",
    flags: SYN,
    sequence: port,
    port,
    at: port / 1000,
  }));
  const { retired, analysis } = tell(told, 100);
  expect(analysis.flows).toBe(5000);
  expect(new Set(retired.map(({ number }) => number)).size).toBe(5000);
});
