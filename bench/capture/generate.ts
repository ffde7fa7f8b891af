import { closeSync, openSync, writeSync } from "node:fs";

/**
 * `bin/bun bench/capture/generate.ts FILE PACKETS FLOWS [SNAP]`: a pcap of TCP flows side by side, as a busy host sees
 * them: handshake with options, requests and full segments with an acknowledgment for every second one, time stamps, one
 * segment in 200 lost and sent again after three duplicate acknowledgments with SACK, FIN of both sides. The same
 * arguments give the same bytes.
 */
const [file, packetsText = "2000000", flowsText = "2000", snapText = "128"] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: generate.ts FILE [PACKETS [FLOWS [SNAP]]]");
const PACKETS = Number(packetsText);
const FLOWS = Number(flowsText);
const SNAP = Number(snapText);
const MSS = 1448;
const SYN = 2;
const ACK = 16;
const PSH_ACK = 24;
const FIN_ACK = 17;
/** Bytes that a client asks with, and segments that one answer takes at least. */
const REQUEST = 180;
const ANSWER = 20;
/** MSS 1460, SACK permitted, time stamps, window scale 7: what Linux offers. */
const OFFER = [2, 4, 0x05, 0xb4, 4, 2, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 3, 7];
const STAMPS = [1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0];

interface Flow {
  readonly client: number;
  readonly port: number;
  clientNext: number;
  serverNext: number;
  acknowledged: number;
  /** Segments until the next loss; while one is missing, duplicate acknowledgments that are still to come. */
  untilLoss: number;
  missing: number | null;
  duplicates: number;
  state: "closed" | "open";
  left: number;
}

let random = 0x2545f491;
/** xorshift32: the same numbers on every run. */
function below(limit: number): number {
  random ^= random << 13;
  random ^= random >>> 17;
  random ^= random << 5;
  return (random >>> 0) % limit;
}

const buffer = new Uint8Array(1 << 22);
const view = new DataView(buffer.buffer);
const output = openSync(file, "w");
let filled = 0;
let written = 0;
let microseconds = 0;

function flush(): void {
  for (let at = 0; at < filled;) at += writeSync(output, buffer, at, filled - at);
  filled = 0;
}

function header(): void {
  view.setUint32(0, 0xa1b2c3d4, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, SNAP, true);
  view.setUint32(20, 1, true);
  filled = 24;
}

interface Segment {
  readonly toServer: boolean;
  readonly flags: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly payload: number;
  /** Told by SACK: from where to where. */
  readonly sacked?: readonly [number, number];
}

function optionsOf({ flags, sacked }: Segment): readonly number[] {
  if ((flags & SYN) !== 0) return OFFER;
  if (sacked === undefined) return STAMPS;
  const edges = sacked.flatMap((edge) => [edge >>> 24, edge >>> 16, edge >>> 8, edge]);
  return [...STAMPS, 1, 1, 5, 10, ...edges];
}

/** Ethernet, IPv4, TCP with its options, then the payload as far as SNAP lets it. */
function put(flow: Flow, segment: Segment): void {
  const { toServer, flags, sequence, acknowledgment, payload } = segment;
  const options = optionsOf(segment);
  const length = 54 + options.length + payload;
  const captured = Math.min(length, SNAP);
  if (filled + 16 + captured > buffer.length) flush();
  microseconds += 1 + below(9);
  let at = filled;
  view.setUint32(at, 1_700_000_000 + Math.floor(microseconds / 1e6), true);
  view.setUint32(at + 4, microseconds % 1e6, true);
  view.setUint32(at + 8, captured, true);
  view.setUint32(at + 12, length, true);
  at += 16;
  buffer.fill(0, at, at + captured);
  buffer[at + 5] = toServer ? 2 : 1;
  buffer[at + 11] = toServer ? 1 : 2;
  view.setUint16(at + 12, 0x0800);
  const ip = at + 14;
  buffer[ip] = 0x45;
  view.setUint16(ip + 2, length - 14);
  view.setUint16(ip + 4, written & 0xffff);
  view.setUint16(ip + 6, 0x4000);
  buffer[ip + 8] = 64;
  buffer[ip + 9] = 6;
  view.setUint32(ip + 12, toServer ? flow.client : 0x0a00_0001);
  view.setUint32(ip + 16, toServer ? 0x0a00_0001 : flow.client);
  const tcp = ip + 20;
  view.setUint16(tcp, toServer ? flow.port : 443);
  view.setUint16(tcp + 2, toServer ? 443 : flow.port);
  view.setUint32(tcp + 4, sequence);
  view.setUint32(tcp + 8, acknowledgment);
  buffer[tcp + 12] = (20 + options.length) << 2;
  buffer[tcp + 13] = flags;
  view.setUint16(tcp + 14, 0xfaf0);
  buffer.set(options, tcp + 20);
  view.setUint32(tcp + ((flags & SYN) === 0 ? 24 : 28), Math.floor(microseconds / 1000));
  filled += 16 + captured;
  written++;
}

function fresh(index: number): Flow {
  return {
    client: 0x0a01_0000 + (index % 250) + 1,
    port: 1024 + (index % 60_000),
    clientNext: below(0xffff_ffff),
    serverNext: below(0xffff_ffff),
    acknowledged: 0,
    untilLoss: 50 + below(300),
    missing: null,
    duplicates: 0,
    state: "closed",
    left: Math.ceil((PACKETS / FLOWS) * 0.65),
  };
}

function handshake(flow: Flow): void {
  const { clientNext, serverNext } = flow;
  put(flow, { toServer: true, flags: SYN, sequence: clientNext, acknowledgment: 0, payload: 0 });
  flow.clientNext = (clientNext + 1) >>> 0;
  const acknowledgment = flow.clientNext;
  put(flow, {
    toServer: false,
    flags: SYN | ACK,
    sequence: serverNext,
    acknowledgment,
    payload: 0,
  });
  flow.serverNext = (serverNext + 1) >>> 0;
  flow.acknowledged = flow.serverNext;
  acknowledge(flow);
  flow.state = "open";
}

function acknowledge(flow: Flow): void {
  const { clientNext: sequence, acknowledged: acknowledgment } = flow;
  put(flow, { toServer: true, flags: ACK, sequence, acknowledgment, payload: 0 });
}

/** The same acknowledgment again: all behind the missing segment is there. */
function acknowledgeAgain(flow: Flow, missing: number): void {
  const { clientNext: sequence, acknowledged: acknowledgment, serverNext } = flow;
  const sacked = [(missing + MSS) >>> 0, serverNext] as const;
  put(flow, { toServer: true, flags: ACK, sequence, acknowledgment, payload: 0, sacked });
}

function ask(flow: Flow): void {
  const { clientNext: sequence, acknowledged: acknowledgment } = flow;
  put(flow, { toServer: true, flags: PSH_ACK, sequence, acknowledgment, payload: REQUEST });
  flow.clientNext = (sequence + REQUEST) >>> 0;
}

function finish(flow: Flow): void {
  const { clientNext, serverNext } = flow;
  const payload = 0;
  put(flow, {
    toServer: true,
    flags: FIN_ACK,
    sequence: clientNext,
    acknowledgment: serverNext,
    payload,
  });
  const acknowledgment = (clientNext + 1) >>> 0;
  put(flow, { toServer: false, flags: FIN_ACK, sequence: serverNext, acknowledgment, payload });
  const [sequence, last] = [acknowledgment, (serverNext + 1) >>> 0];
  put(flow, { toServer: true, flags: ACK, sequence, acknowledgment: last, payload });
}

function send(flow: Flow, sequence: number): void {
  const { clientNext: acknowledgment } = flow;
  put(flow, { toServer: false, flags: PSH_ACK, sequence, acknowledgment, payload: MSS });
}

/** One turn of a flow: a packet or two. */
function turn(flow: Flow): void {
  if (flow.state === "closed") return handshake(flow);
  if (flow.missing !== null && flow.duplicates === 0) {
    send(flow, flow.missing);
    flow.missing = null;
    flow.acknowledged = flow.serverNext;
    return acknowledge(flow);
  }
  if (--flow.left === 0) return finish(flow);
  if (flow.missing === null && flow.left % ANSWER === 0) ask(flow);
  const sequence = flow.serverNext;
  flow.serverNext = (sequence + MSS) >>> 0;
  if (flow.missing === null && --flow.untilLoss === 0) {
    flow.missing = sequence;
    flow.duplicates = 3;
    flow.untilLoss = 50 + below(300);
    return;
  }
  send(flow, sequence);
  if (flow.missing !== null) {
    flow.duplicates--;
    return acknowledgeAgain(flow, flow.missing);
  }
  if (flow.left % 2 === 0) {
    flow.acknowledged = flow.serverNext;
    acknowledge(flow);
  }
}

header();
const flows = Array.from({ length: FLOWS }, (_, index) => fresh(index));
let index = FLOWS;
for (let packets = 0; packets < PACKETS; packets = written) {
  const place = below(FLOWS);
  const flow = flows[place];
  if (flow === undefined) break;
  turn(flow);
  if (flow.left <= 0) flows[place] = fresh(index++);
}
flush();
closeSync(output);
