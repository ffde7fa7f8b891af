import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { decode } from "../decode.ts";
import { ACK, FIN, Packet, RST, SYN } from "../packet.ts";
import { CaptureReader } from "../reader.ts";
import { flowSummary } from "../summary/flow-summary.ts";
import { FlowAnalysis } from "./flow-analysis.ts";
import type { Flow } from "./flow.ts";
import { WINDOW_BYTES } from "./lane-memory.ts";
import { BACKWARD, CHAIN, FORWARD, SKETCH_UNTIL } from "./row-layout.ts";

const SAMPLES = join(import.meta.dir, "../samples");

/**
 * All that is known of a flow at its end: what the summary says, and each word of its row but its place in the table and
 * when it is drawn next, for the lane draws later.
 */
function known(flow: Flow) {
  flow.detach();
  const words = [...flow.forward.rows.words];
  words[CHAIN] = 0;
  for (const way of [FORWARD, BACKWARD]) words.fill(0, way + SKETCH_UNTIL, way + SKETCH_UNTIL + 2);
  return { summary: flowSummary(flow), words };
}

/** Follows the flows of a capture. @param mayTake whether ordinary segments may go by the lane. */
function follow(capture: Uint8Array, mayTake: boolean, chunk = capture.length) {
  const flows: ReturnType<typeof known>[] = [];
  const packet = new Packet();
  const analysis = new FlowAnalysis((flow) => flows.push(known(flow)), { isSketched: true });
  const terms: number[] = [];
  let taken = 0;
  const reader = new CaptureReader(
    (frame) => {
      decode(frame, packet);
      terms.push(analysis.add(frame, packet));
    },
    {
      open: () => (mayTake ? analysis.openLane() : null),
      onRun(run) {
        taken += run.taken;
        for (let frame = 0; frame < run.taken; frame++) terms.push(0);
      },
    },
  );
  for (let at = 0; at < capture.length; at += chunk) reader.feed(capture.subarray(at, at + chunk));
  const ending = reader.end();
  analysis.end();
  return { flows, terms, taken, ending };
}

function expectSame(capture: Uint8Array, chunk?: number): number {
  const { taken, ...fast } = follow(capture, true, chunk);
  const { taken: none, ...slow } = follow(capture, false);
  expect(fast).toEqual(slow);
  expect(none).toBe(0);
  return taken;
}

test("the lane and the long way come to the same with every sample", () => {
  const files = readdirSync(SAMPLES, { recursive: true, encoding: "utf8" })
    .map((name) => join(SAMPLES, name))
    .filter((path) => statSync(path).isFile());
  const taken = files.map((path) => expectSame(new Uint8Array(readFileSync(path))));
  expect(Math.max(...taken)).toBeGreaterThan(0);
});

/** One segment of a conversation, told relative to where its sender and its peer are. */
interface Step {
  readonly isClient: boolean;
  readonly flags: number;
  readonly back: number;
  readonly ackBack: number;
  readonly payload: number;
  readonly window: number;
  readonly head: readonly number[];
  readonly isSameIdentification: boolean;
  readonly microseconds: number;
  readonly options: "none" | "timestamps" | "sack";
  readonly hops: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  isClient: fc.boolean(),
  flags: fc.oneof(
    { weight: 20, arbitrary: fc.constant(ACK) },
    { weight: 1, arbitrary: fc.constantFrom(SYN, SYN | ACK, FIN | ACK, RST, RST | ACK, 0) },
  ),
  back: fc.oneof(
    { weight: 12, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(1, 100, -100, 200, -1, 2 ** 31) },
  ),
  ackBack: fc.oneof(
    { weight: 12, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.constantFrom(100, 200, -1, 1) },
  ),
  payload: fc.constantFrom(0, 0, 0, 1, 100, 100, 100, 200, 1400),
  window: fc.oneof(
    { weight: 12, arbitrary: fc.constant(500) },
    { weight: 1, arbitrary: fc.constantFrom(0, 100, 50, 65_535) },
  ),
  head: fc.constantFrom(
    [],
    [],
    [22, 3, 1, 0, 40, 1, 0, 0, 36],
    [23, 3, 3, 0, 95],
    [20, 3, 3, 0, 1],
    [21, 3, 3, 0, 2, 2, 40],
  ),
  isSameIdentification: fc.boolean(),
  microseconds: fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(10, 1000, 50_000, 250_000) },
    { weight: 1, arbitrary: fc.constantFrom(-1_000_000, 7_000_000_000) },
  ),
  options: fc.constantFrom("none", "timestamps", "timestamps", "sack"),
  hops: fc.oneof(
    { weight: 12, arbitrary: fc.constant(64) },
    { weight: 1, arbitrary: fc.constant(63) },
  ),
});

const OPTIONS: Readonly<Record<Step["options"], readonly number[]>> = {
  none: [],
  timestamps: [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 1],
  sack: [1, 1, 5, 10, 255, 255, 255, 0, 0, 0, 1, 0],
};

/** A conversation as it would go, but for what the steps say, as a pcap of Ethernet frames cut at 90 bytes. */
function captureOf(steps: readonly Step[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(24 + steps.length * (16 + 90)));
  view.setUint32(0, 0xa1b2c3d4, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, 90, true);
  view.setUint32(20, 1, true);
  const next = { client: 2 ** 32 - 250, server: 5000 };
  let [at, microseconds, identification] = [24, 0, 7];
  for (const each of steps) {
    const [own, peer] = each.isClient
      ? (["client", "server"] as const)
      : (["server", "client"] as const);
    const options = OPTIONS[each.options];
    const length = 54 + options.length + each.payload;
    const captured = Math.min(length, 90);
    microseconds += each.microseconds;
    if (!each.isSameIdentification) identification++;
    view.setUint32(at, 1_700_000_000 + Math.floor(microseconds / 1e6), true);
    view.setUint32(at + 4, microseconds - Math.floor(microseconds / 1e6) * 1e6, true);
    view.setUint32(at + 8, captured, true);
    view.setUint32(at + 12, length, true);
    const ip = at + 16 + 14;
    view.setUint16(ip - 2, 0x0800);
    view.setUint16(ip, 0x4500);
    view.setUint16(ip + 2, length - 14);
    view.setUint16(ip + 4, identification);
    view.setUint16(ip + 6, 0x4000);
    view.setUint16(ip + 8, (each.hops << 8) | 6);
    view.setUint32(ip + 12, each.isClient ? 0x0a000001 : 0x0a000002);
    view.setUint32(ip + 16, each.isClient ? 0x0a000002 : 0x0a000001);
    const tcp = ip + 20;
    view.setUint16(tcp, each.isClient ? 40_000 : 443);
    view.setUint16(tcp + 2, each.isClient ? 443 : 40_000);
    view.setUint32(tcp + 4, (next[own] - each.back) >>> 0);
    view.setUint32(tcp + 8, (each.flags & ACK) === 0 ? 0 : (next[peer] - each.ackBack) >>> 0);
    view.setUint16(tcp + 12, ((20 + options.length) << 10) | each.flags);
    view.setUint16(tcp + 14, each.window);
    const payload = [...options, ...each.head].slice(0, captured - 54);
    new Uint8Array(view.buffer).set(payload, tcp + 20);
    at += 16 + captured;
    const counted = (each.flags & (SYN | FIN)) === 0 ? 0 : 1;
    if (each.back === 0) next[own] = (next[own] + each.payload + counted) >>> 0;
  }
  return new Uint8Array(view.buffer, 0, at);
}

/**
 * The same frames as a pcapng, all of the first interface.
 * @param resolutions of the time stamps of each interface: powers of ten.
 */
function asPcapng(pcap: Uint8Array, ...resolutions: readonly [number, ...number[]]): Uint8Array {
  const [resolution] = resolutions;
  const from = new DataView(pcap.buffer, pcap.byteOffset, pcap.length);
  const section = [0x0a0d0d0a, 28, 0x1a2b3c4d, 1, 0xffffffff, 0xffffffff, 28];
  const described = resolutions.flatMap((one) => [1, 32, 1, 0, 0x0001_0009, one, 0, 32]);
  const parts = [Uint32Array.from(section), Uint32Array.from(described)];
  for (let at = 24; at < pcap.length;) {
    const captured = from.getUint32(at + 8, true);
    const microseconds = BigInt(from.getUint32(at, true) * 1e6 + from.getUint32(at + 4, true));
    const ticks = microseconds * 10n ** BigInt(resolution - 6);
    const padded = Math.ceil(captured / 4) * 4;
    const block = new Uint32Array((32 + padded) / 4);
    const [high, low] = [Number(ticks >> 32n), Number(ticks & 0xffffffffn)];
    block.set([6, 32 + padded, 0, high, low, captured, from.getUint32(at + 12, true)]);
    block[block.length - 1] = 32 + padded;
    new Uint8Array(block.buffer).set(pcap.subarray(at + 16, at + 16 + captured), 28);
    parts.push(block);
    at += 16 + captured;
  }
  return new Uint8Array(Buffer.concat(parts.map(({ buffer }) => new Uint8Array(buffer))));
}

const plain = {
  back: 0,
  ackBack: 0,
  payload: 0,
  window: 500,
  head: [],
  microseconds: 1000,
  hops: 64,
} as const;
const opening: readonly Step[] = [
  { ...plain, isClient: true, flags: SYN, isSameIdentification: false, options: "none" },
  { ...plain, isClient: false, flags: SYN | ACK, isSameIdentification: false, options: "none" },
  { ...plain, isClient: true, flags: ACK, isSameIdentification: false, options: "timestamps" },
];

test("the lane and the long way come to the same, however a conversation goes", () => {
  let taken = 0;
  fc.assert(
    fc.property(fc.boolean(), fc.array(step, { maxLength: 60 }), (isWhole, steps) => {
      const pcap = captureOf(isWhole ? [...opening, ...steps] : steps);
      const ofThis = expectSame(pcap);
      for (const resolution of [6, 9]) expect(expectSame(asPcapng(pcap, resolution))).toBe(ofThis);
      taken += ofThis;
    }),
    { numRuns: Number(process.env["PROPERTY_RUNS"] ?? 300) },
  );
  expect(taken).toBeGreaterThan(0);
});

const answered: readonly Step[] = [
  ...opening,
  ...[100, 1400, 0, 200, 1400, 100].map((payload, index): Step => ({
    ...plain,
    payload,
    isClient: index % 2 === 0,
    flags: ACK,
    isSameIdentification: false,
    options: "timestamps",
  })),
];

/** So many connections side by side, from as many ports of the client: the first segments of all, then the second. */
function sideBySide(connections: number): Uint8Array {
  const one = captureOf(answered);
  const view = new DataView(one.buffer, one.byteOffset, one.length);
  const parts = [one.subarray(0, 24)];
  for (let at = 24; at < one.length;) {
    const end = at + 16 + view.getUint32(at + 8, true);
    for (let port = 1; port <= connections; port++) {
      const record = new DataView(one.slice(at, end).buffer);
      const isClient = record.getUint16(50) === 40_000;
      record.setUint16(isClient ? 50 : 52, port);
      parts.push(new Uint8Array(record.buffer));
    }
    at = end;
  }
  return Buffer.concat(parts);
}

test("the lane has room for more connections than it began with, and reads chunks of any size", () => {
  const capture = sideBySide(1500);
  expect(capture.length).toBeGreaterThan(2 * WINDOW_BYTES);
  const taken = expectSame(capture);
  expect(taken).toBeGreaterThan(1500);
  for (const chunk of [1000, 100_000]) expect(expectSame(capture, chunk)).toBe(taken);
});

test("the lane takes from a section of several interfaces only if all count the same time", () => {
  const pcap = captureOf(answered);
  const taken = expectSame(pcap);
  expect(taken).toBeGreaterThan(0);
  expect(expectSame(asPcapng(pcap, 6, 6, 6))).toBe(taken);
  expect(expectSame(asPcapng(pcap, 6, 9))).toBe(0);
  expect(expectSame(asPcapng(pcap, 6, 9, 6))).toBe(0);
});
