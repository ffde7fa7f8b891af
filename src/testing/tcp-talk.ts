import { Survey } from "#capture/summary/survey.ts";
import type { CaptureSummary } from "#contract/capture.ts";
import { type MadeFrame, pcapOf } from "./capture-bytes.ts";

/** One segment of a made connection. Numbers count from the initial ones; what is not said is as usual. */
export interface TalkSegment {
  readonly from: "client" | "server";
  /** Seconds. */
  readonly at: number;
  /** Letters of S, A, F, R; `A` if not said. */
  readonly flags?: string;
  readonly sequence?: number;
  readonly acknowledgment?: number;
  readonly payload?: number;
  /** Time to live. */
  readonly hops?: number;
  /** Host numbers in 10.0.0.0/16 and ports. */
  readonly client?: number;
  readonly server?: number;
  readonly clientPort?: number;
  readonly serverPort?: number;
  readonly timestamp?: number;
  /** As in the header; 5000 if not said. */
  readonly window?: number;
  /** IPv4 identification; each packet has its own unless said. */
  readonly identification?: number;
  /** An ICMP "destination unreachable" of this code about this segment, from a router, instead of it. */
  readonly unreachable?: number;
}

const FLAGS = { F: 1, S: 2, R: 4, P: 8, A: 16 } as const;
const INITIAL = { client: 1000, server: 500_000 } as const;
const LINKTYPE_RAW = 101;

function put(bytes: Uint8Array, at: number, ...octets: readonly number[]): void {
  bytes.set(octets, at);
}
const u16 = (value: number): [number, number] => [(value >>> 8) & 255, value & 255];
const u32 = (value: number): [number, number, number, number] => [
  ...u16(value >>> 16),
  ...u16(value & 0xffff),
];

function ipHeader(bytes: Uint8Array, fields: readonly [number, number, number, number, number]) {
  const [protocol, hops, identification, source, destination] = fields;
  put(bytes, 0, 0x45, 0, ...u16(bytes.length), ...u16(identification), 0x40, 0, hops, protocol);
  put(bytes, 12, 10, 0, ...u16(source), 10, 0, ...u16(destination));
}

function flagsOf(letters: string): number {
  return Object.entries(FLAGS).reduce(
    (sum, [letter, bit]) => (letters.includes(letter) ? sum | bit : sum),
    0,
  );
}

/** Hosts and ports of sender and receiver, and where their numbers begin. */
function waysOf({
  from,
  client = 1,
  server = 2,
  clientPort = 40_000,
  serverPort = 80,
}: TalkSegment): readonly [Way, Way] {
  const ways = [
    { host: client, port: clientPort, initial: INITIAL.client },
    { host: server, port: serverPort, initial: INITIAL.server },
  ] as const;
  return from === "client" ? ways : [ways[1], ways[0]];
}

interface Way {
  readonly host: number;
  readonly port: number;
  readonly initial: number;
}

function segmentBytes(segment: TalkSegment, number: number): Uint8Array {
  const { flags = "A", payload = 0, timestamp, hops = 64, identification = number } = segment;
  const [own, peer] = waysOf(segment);
  const options = timestamp === undefined ? 0 : 12;
  const bytes = new Uint8Array(40 + options + payload);
  ipHeader(bytes, [6, hops, identification, own.host, peer.host]);
  const bits = flagsOf(flags);
  const sequence = own.initial + (segment.sequence ?? ((bits & FLAGS.S) === 0 ? 1 : 0));
  const isAcknowledging = (bits & FLAGS.A) !== 0;
  const acknowledgment = isAcknowledging ? peer.initial + (segment.acknowledgment ?? 1) : 0;
  put(bytes, 20, ...u16(own.port), ...u16(peer.port), ...u32(sequence), ...u32(acknowledgment));
  put(bytes, 32, (5 + options / 4) << 4, bits, ...u16(segment.window ?? 5000));
  if (timestamp !== undefined) put(bytes, 40, 1, 1, 8, 10, ...u32(timestamp), ...u32(0));
  return bytes;
}

function unreachableBytes(segment: TalkSegment, number: number): Uint8Array {
  const quoted = segmentBytes(segment, number).subarray(0, 40);
  const bytes = new Uint8Array(28 + quoted.length);
  ipHeader(bytes, [1, 64, number, 99, segment.client ?? 1]);
  put(bytes, 20, 3, segment.unreachable ?? 0);
  bytes.set(quoted, 28);
  return bytes;
}

/** A capture of made connections, as bytes. */
export function talkBytes(segments: readonly TalkSegment[]): Uint8Array {
  const frames = segments.map((segment, index): MadeFrame => {
    const made = segment.unreachable === undefined ? segmentBytes : unreachableBytes;
    const bytes = made(segment, index + 1);
    const seconds = 1_700_000_000 + Math.floor(segment.at);
    const nanoseconds = Math.round((segment.at % 1) * 1e9);
    return { seconds, nanoseconds, length: bytes.length, bytes };
  });
  const shape = {
    little: true,
    isNano: true,
    linkType: LINKTYPE_RAW,
    recordHeaderBytes: 16,
  } as const;
  return pcapOf(frames, shape);
}

/** What a capture of made connections sums up to. */
export function talkSummary(segments: readonly TalkSegment[]): CaptureSummary {
  const survey = new Survey({ filter: null, all: false });
  survey.feed(talkBytes(segments));
  return survey.end("made.pcap").summary;
}

type Ends = Pick<TalkSegment, "client" | "server" | "clientPort" | "serverPort" | "timestamp"> & {
  readonly at?: number;
  readonly serverHops?: number;
};

/** SYN, SYN-ACK and its acknowledgment, a millisecond apart. */
export function handshakeTalk({ at = 0, serverHops = 60, ...ends }: Ends = {}): TalkSegment[] {
  return [
    { from: "client", at, flags: "S", ...ends },
    { from: "server", at: at + 0.001, flags: "SA", hops: serverHops, ...ends },
    { from: "client", at: at + 0.002, ...ends },
  ];
}
