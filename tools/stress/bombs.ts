import { gzipSync, zstdCompressSync } from "node:zlib";

/** Captures that ask for much with few bytes. Each is made whole, of the size that is asked for. */
type Bomb = (bytes: number) => Uint8Array;

function u16(value: number): number[] {
  return [(value >>> 8) & 255, value & 255];
}
const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value)];

const little = (value: number): number[] => u32(value).toReversed();

/** A little-endian pcap of frames of a link type, as many as fit. */
function pcap(linkType: number, frameOf: (index: number) => readonly number[]): Bomb {
  return (bytes) => {
    const out = new Uint8Array(bytes);
    out.set([
      ...little(0xa1b2c3d4),
      2,
      0,
      4,
      0,
      ...zeros(8),
      ...little(262_144),
      ...little(linkType),
    ]);
    let at = 24;
    for (let index = 0; ; index++) {
      const frame = frameOf(index);
      if (at + 16 + frame.length > bytes) return out.subarray(0, at);
      const length = little(frame.length);
      out.set([...little(index), ...zeros(4), ...length, ...length], at);
      out.set(frame, at + 16);
      at += 16 + frame.length;
    }
  };
}

/** A pcapng in the other byte order, of blocks that hold nothing but words of 32 bits. */
function swapped(bomb: Bomb): Bomb {
  return (bytes) => {
    const capture = Buffer.from(bomb(bytes)).swap32();
    // Version 1.0 of the section: two words of 16 bits.
    capture.set([1, 0, 0, 0], 12);
    return new Uint8Array(capture);
  };
}

/** A big-endian pcapng of blocks behind a section header, as many as fit. */
function pcapng(blockOf: (index: number) => readonly number[]): Bomb {
  return (bytes) => {
    const out = new Uint8Array(bytes);
    out.set([...u32(0x0a0d0d0a), ...u32(28), ...u32(0x1a2b3c4d), ...u32(0x10000)]);
    out.set([...u32(0xffffffff), ...u32(0xffffffff), ...u32(28)], 16);
    let at = 28;
    for (let index = 0; ; index++) {
      const block = blockOf(index);
      if (at + block.length > bytes) return out.subarray(0, at);
      out.set(block, at);
      at += block.length;
    }
  };
}

function block(type: number, body: readonly number[]): number[] {
  const total = body.length + 12;
  return [...u32(type), ...u32(total), ...body, ...u32(total)];
}

interface Ip {
  readonly id: number;
  readonly fragment: number;
  readonly protocol: number;
  readonly payload: readonly number[];
  readonly source?: number;
}

function ipv4({ id, fragment, protocol, payload, source = 1 }: Ip): number[] {
  const head = [
    0x45,
    0,
    ...u16(20 + payload.length),
    ...u16(id),
    ...u16(fragment),
    64,
    protocol,
    0,
    0,
  ];
  return [...head, ...u32(0x0a000000 + source), ...u32(0x0b000001), ...payload];
}

interface Tcp {
  readonly port: number;
  readonly sequence: number;
  readonly flags: number;
  readonly payload: number;
}

const tcp = ({ port, sequence, flags, payload }: Tcp): number[] => [
  ...u16(port),
  ...u16(443),
  ...u32(sequence),
  ...u32(1),
  ...u16(0x5000 | flags),
  ...u16(256),
  ...u32(0),
  ...Array<number>(payload).fill(22),
];

const RAW = 101;
const ETHERNET = 1;
const zeros = (count: number): number[] => Array<number>(count).fill(0);
const ethernet = (type: number, payload: readonly number[]): number[] => [
  ...zeros(12),
  ...u16(type),
  ...payload,
];
const repeat = (times: number, bytes: readonly number[]): number[] =>
  Array.from({ length: times }, () => bytes).flat();

const VLANS = ethernet(0x8100, repeat(4000, [0, 1, 0x81, 0]));
const LABELS = ethernet(0x8847, repeat(4000, [0, 0, 0, 64]));
const PAYLOAD_IP: Ip = { id: 1, fragment: 0, protocol: 4, payload: [] };
const TUNNELS = Array.from({ length: 200 }).reduce<number[]>(
  (inner) => ipv4({ ...PAYLOAD_IP, payload: inner }),
  [],
);
const EXTENSIONS = [
  ...u32(0x60000000),
  ...u16(8000),
  ...u16(64),
  ...zeros(32),
  ...repeat(1000, [60, 0, 0, 0, 0, 0, 0, 0]),
];
const OPTIONS = repeat(250, [0, 9, 0, 1, 6, 0, 0, 0]);

export const BOMBS: Readonly<Record<string, Bomb>> = {
  "first fragments": pcap(RAW, (id) =>
    ipv4({
      id,
      fragment: 0x2000,
      protocol: 6,
      payload: tcp({ port: id, sequence: 1, flags: 16, payload: 4 }),
    }),
  ),
  "fragments in eights": pcap(RAW, (index) =>
    ipv4({
      id: index >>> 6,
      fragment: 0x2000 | (63 - (index & 63)),
      protocol: 17,
      payload: zeros(8),
    }),
  ),
  "overlapping fragments": pcap(RAW, (index) =>
    ipv4({
      id: index % 200,
      fragment: 0x2000 | ((index * 7) % 50),
      protocol: 17,
      payload: zeros(64),
    }),
  ),
  "a SYN a flow": pcap(RAW, (index) =>
    ipv4({
      id: index,
      fragment: 0,
      protocol: 6,
      source: index >>> 16,
      payload: tcp({ port: index & 0xffff, sequence: 1, flags: 2, payload: 0 }),
    }),
  ),
  "one flow that jumps": pcap(RAW, (index) =>
    ipv4({
      id: index,
      fragment: 0,
      protocol: 6,
      payload: tcp({
        port: 9,
        sequence: Math.imul(index, 0x9e3779b1) >>> 0,
        flags: 16,
        payload: 9,
      }),
    }),
  ),
  "one flow, every second byte": pcap(RAW, (index) =>
    ipv4({
      id: index,
      fragment: 0,
      protocol: 6,
      payload: tcp({ port: 9, sequence: 2 * ((index * 5) % 100_000), flags: 16, payload: 1 }),
    }),
  ),
  "frames of nothing": pcap(ETHERNET, () => []),
  "VLAN tags": pcap(ETHERNET, () => VLANS),
  "MPLS labels": pcap(ETHERNET, () => LABELS),
  "IP in IP": pcap(RAW, () => TUNNELS),
  "extension headers": pcap(RAW, () => EXTENSIONS),
  interfaces: pcapng(() => block(1, [...u16(1), 0, 0, ...zeros(4)])),
  "interfaces, little-endian": swapped(pcapng(() => block(1, [0, 0, ...u16(1), ...zeros(4)]))),
  "interfaces with options": pcapng(() => block(1, [...u16(1), 0, 0, ...zeros(4), ...OPTIONS])),
  "long options": pcapng((index) =>
    index === 0
      ? block(1, [...u16(1), 0, 0, ...zeros(4)])
      : block(6, [...zeros(20), ...u16(1), ...u16(65_535), ...zeros(60)]),
  ),
  sections: pcapng(() => [
    ...u32(0x0a0d0d0a),
    ...u32(28),
    ...u32(0x1a2b3c4d),
    ...u32(0x10000),
    ...u32(0xffffffff),
    ...u32(0xffffffff),
    ...u32(28),
  ]),
  "unknown blocks": pcapng(() => block(0x7777, [])),
};

/** Packed: how little becomes how much. */
export function packedBombs(bytes: number): Readonly<Record<string, Uint8Array>> {
  const empty = BOMBS["frames of nothing"]?.(bytes) ?? new Uint8Array(0);
  const flood = BOMBS["a SYN a flow"]?.(Math.min(bytes, 1 << 24)) ?? new Uint8Array(0);
  return {
    "gzip, frames of nothing": gzipSync(empty),
    "zstd, frames of nothing": zstdCompressSync(empty),
    "gzip in gzip": gzipSync(gzipSync(empty)),
    "gzip, a SYN a flow": gzipSync(flood),
    "gzip, cut": gzipSync(empty).subarray(0, 5000),
    "zstd, cut": zstdCompressSync(empty).subarray(0, 500),
    "gzip, zeros": gzipSync(new Uint8Array(bytes)),
  };
}
