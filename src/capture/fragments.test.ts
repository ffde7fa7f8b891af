import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { Census } from "./census.ts";
import { FlowAnalysis } from "./flows/flow-analysis.ts";
import { Fragments } from "./fragments.ts";
import { Frame } from "./frame.ts";
import { ACK, Packet, SYN, TRANSPORT_NONE, TRANSPORT_TCP, TRANSPORT_UDP } from "./packet.ts";

interface Fragment {
  readonly from: number;
  readonly bytes: readonly number[];
  readonly isLast: boolean;
  readonly identification?: number;
  readonly protocol?: number;
  readonly seconds?: number;
  /** Bytes that the capture holds of the fragment's part of the payload; all unless said. */
  readonly captured?: number;
}

function ipv4({ from, bytes, isLast, identification = 7, protocol = 6 }: Fragment): number[] {
  const total = 20 + bytes.length;
  const word = (isLast ? 0 : 0x2000) | (from / 8);
  return [
    [0x45, 0, total >> 8, total & 255, identification >> 8, identification & 255],
    [word >> 8, word & 255, 64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2],
    bytes,
  ].flat();
}

function ipv6({ from, bytes, isLast, identification = 7, protocol = 6 }: Fragment): number[] {
  const length = 8 + bytes.length;
  const address = (last: number): number[] => [0xfd, ...Array<number>(14).fill(0), last];
  const word = from | (isLast ? 0 : 1);
  return [
    [0x60, 0, 0, 0, length >> 8, length & 255, 44, 64, ...address(1), ...address(2)],
    [protocol, 0, word >> 8, word & 255, 0, 0, identification >> 8, identification & 255],
    bytes,
  ].flat();
}

/** What each frame is decoded to, raw IP without a link header. */
function read(fragments: readonly Fragment[], build = ipv4) {
  const [joined, packet, frame, census] = [
    new Fragments(),
    new Packet(),
    new Frame(),
    new Census(),
  ];
  const analysis = new FlowAnalysis(() => undefined);
  const seen = fragments.map((fragment) => {
    const bytes = build(fragment);
    frame.number++;
    frame.bytes = new Uint8Array(bytes);
    frame.length = bytes.length;
    frame.captured =
      bytes.length - fragment.bytes.length + (fragment.captured ?? fragment.bytes.length);
    frame.linkType = 101;
    frame.seconds = fragment.seconds ?? 100;
    joined.decode(frame, packet);
    census.add(frame, packet);
    analysis.add(frame, packet);
    const { transport, isReassembled, payloadLength, payloadCaptured, flags } = packet;
    return { transport, isReassembled, payloadLength, payloadCaptured, flags };
  });
  return { seen, census, analysis, packet };
}

/** A TCP segment from port 40000 to 443 with so many bytes of payload. */
const segment = (payload: number, flags = ACK): number[] =>
  [0x9c, 0x40, 1, 187, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, flags, 1, 0, 0, 0, 0, 0].concat(
    Array<number>(payload).fill(120),
  );

/** Pieces of a payload that begin at these places. */
function cut(bytes: readonly number[], ...places: number[]): Fragment[] {
  const starts = [0, ...places];
  return starts.map((from, index) => ({
    from,
    bytes: bytes.slice(from, starts[index + 1] ?? bytes.length),
    isLast: index === starts.length - 1,
  }));
}

describe("a packet in fragments", () => {
  test.each([
    ["IPv4", ipv4],
    ["IPv6", ipv6],
  ])("is read when its last piece came, over %s", (_, build) => {
    const { seen, census, analysis } = read(cut(segment(100), 40, 80), build);
    expect(seen.map(({ isReassembled }) => isReassembled)).toEqual([false, false, true]);
    expect(seen[2]).toMatchObject({ transport: TRANSPORT_TCP, payloadLength: 100, flags: ACK });
    expect(census).toMatchObject({ frames: 3, fragments: 3, tcp: 1 });
    expect(analysis.flows).toBe(1);
  });

  test("shows a header that lies across pieces", () => {
    const { seen, census, analysis } = read(cut(segment(0, SYN), 8, 16));
    expect(seen.map(({ transport }) => transport)).toEqual([
      TRANSPORT_NONE,
      TRANSPORT_NONE,
      TRANSPORT_TCP,
    ]);
    expect(census).toMatchObject({ tcp: 1, syn: 1 });
    expect(analysis.flows).toBe(1);
  });

  test("comes in any order, and some pieces twice", () => {
    const [first, second, third] = cut(segment(64), 24, 48) as [Fragment, Fragment, Fragment];
    const { seen, census } = read([third, third, second, second, first]);
    expect(seen[4]).toMatchObject({ isReassembled: true, payloadLength: 64 });
    expect(census.tcp).toBe(1);
  });

  test("tells its size by the largest fragment, for the path carries that", () => {
    const { packet } = read(cut(segment(3000), 1480, 2960));
    expect(packet).toMatchObject({ totalLength: 1500, payloadLength: 3000, isDontFragment: false });
  });

  test("is not mixed with another one of the same hosts", () => {
    const [first, last] = cut(segment(64), 40) as [Fragment, Fragment];
    expect(read([first, { ...last, identification: 8 }]).seen[1]?.isReassembled).toBe(false);
    const udp = read([first, { ...last, protocol: 17 }]).seen[1];
    expect(udp?.isReassembled).toBe(false);
    expect(read([first, { ...last, seconds: 200 }]).seen[1]?.isReassembled).toBe(false);
  });

  test("is given up when pieces overlap, as by Linux", () => {
    const [first, last] = cut(segment(64), 40) as [Fragment, Fragment];
    const over = { from: 32, bytes: Array<number>(16).fill(1), isLast: false };
    expect(read([first, over, last]).seen.some(({ isReassembled }) => isReassembled)).toBe(false);
    const second = { ...last, bytes: last.bytes.slice(8) };
    expect(read([last, second, first]).seen.some(({ isReassembled }) => isReassembled)).toBe(false);
  });

  test("holds what was captured of it, and no more than its head", () => {
    const [first, last] = cut(segment(100), 40) as [Fragment, Fragment];
    const cutShort = read([first, { ...last, captured: 30 }]).seen[1];
    expect(cutShort).toMatchObject({ payloadLength: 100, payloadCaptured: 50 });
    const long = read(cut(segment(8000), 4000)).seen[1];
    expect(long).toMatchObject({ payloadLength: 8000, payloadCaptured: 4096 - 20 });
  });

  test("may be UDP", () => {
    const bytes = [0, 53, 0x9c, 0x40, 0, 208, 0, 0, ...Array<number>(200).fill(0)];
    const fragments = cut(bytes, 104).map((one) => ({ ...one, protocol: 17 }));
    const { seen, census } = read(fragments);
    expect(seen[1]).toMatchObject({ transport: TRANSPORT_UDP, payloadLength: 200 });
    expect(census.udp).toBe(1);
  });
});

test("a flood of first fragments takes no more memory than a few packets", () => {
  const fragments = new Fragments();
  const [frame, packet] = [new Frame(), new Packet()];
  frame.linkType = 101;
  const bytes = new Uint8Array(ipv4({ from: 0, bytes: segment(4), isLast: false }));
  frame.bytes = bytes;
  frame.captured = frame.length = bytes.length;
  for (let identification = 0; identification < 20_000; identification++) {
    bytes[4] = (identification >> 8) & 255;
    bytes[5] = identification & 255;
    fragments.decode(frame, packet);
  }
  expect(fragments.waiting).toBe(256);
});

test("whatever the pieces are, no packet is longer than what came of it", () => {
  const piece = fc.record({
    from: fc.integer({ min: 0, max: 20 }).map((words) => words * 8),
    bytes: fc.array(fc.constant(65), { maxLength: 64 }),
    isLast: fc.boolean(),
    captured: fc.integer({ min: 0, max: 64 }),
  });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.boolean(), (pieces, isVersion6) => {
      const given = pieces.map((one) => ({
        ...one,
        captured: Math.min(one.captured, one.bytes.length),
      }));
      const total = pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
      for (const { isReassembled, payloadLength } of read(given, isVersion6 ? ipv6 : ipv4).seen)
        if (isReassembled) expect(payloadLength).toBeLessThanOrEqual(total);
    }),
  );
});
