/** One segment between 10.0.0.1:40000 (client) and 10.0.0.2:443 (server). Numbers count from the initial ones, as Wireshark shows them. */
export interface Told {
  readonly from: "client" | "server";
  /** Seconds. */
  readonly at: number;
  readonly flags?: number;
  readonly sequence: number;
  readonly acknowledgment?: number;
  /** Bytes of payload, or the bytes. */
  readonly payload?: number | readonly number[];
  readonly window?: number;
  /** In a SYN. */
  readonly mss?: number;
  /** Edges of one block. */
  readonly sack?: readonly [number, number];
  readonly port?: number;
}

const INITIAL = { client: 2 ** 32 - 1500, server: 7_000_000 };
const SYN = 2;
const ACK = 16;

const u16 = (value: number): number[] => [(value >>> 8) & 255, value & 255];
const u32 = (value: number): number[] => u16(value >>> 16).concat(u16(value));

function optionsOf({ from, mss, sack, flags = ACK }: Told): number[] {
  const offered = (flags & SYN) === 0 ? [] : [4, 2, 1, 1];
  if (mss !== undefined) return [2, 4].concat(u16(mss), offered);
  if (sack === undefined) return offered;
  const peer = from === "client" ? INITIAL.server : INITIAL.client;
  return [1, 1, 5, 10].concat(...sack.map((edge) => u32((peer + edge) >>> 0)));
}

function frameOf(told: Told, number: number): number[] {
  const { from, flags = ACK, sequence, acknowledgment = 1, payload = 0, window = 500 } = told;
  const isClient = from === "client";
  const [own, peer] = isClient
    ? [INITIAL.client, INITIAL.server]
    : [INITIAL.server, INITIAL.client];
  const bytes = typeof payload === "number" ? Array<number>(payload).fill(120) : payload;
  const options = optionsOf(told);
  const ports = [told.port ?? 40_000, 443];
  const [source = 0, destination = 0] = isClient ? ports : ports.toReversed();
  const tcp = u16(source).concat(
    u16(destination),
    u32((own + sequence) >>> 0),
    u32((flags & ACK) === 0 ? 0 : (peer + acknowledgment) >>> 0),
    u16(((20 + options.length) << 10) | flags),
    u16(window),
    u32(0),
    options,
    bytes,
  );
  const hosts = isClient ? [1, 2] : [2, 1];
  const ip = [0x45, 0].concat(
    u16(20 + tcp.length),
    u16(number),
    u16(0x4000),
    u16(0x4006),
    u16(0),
    hosts.flatMap((host) => [10, 0, 0, host]),
  );
  return Array<number>(12).fill(0).concat(u16(0x0800), ip, tcp);
}

/** A capture of a conversation: big-endian pcap, Ethernet, whole frames. */
export function conversation(told: readonly Told[]): Uint8Array {
  const header = u32(0xa1b2c3d4).concat(u32(0x20004), u32(0), u32(0), u32(262_144), u32(1));
  const records = told.map((each, index) => {
    const frame = frameOf(each, index + 1);
    const microseconds = Math.round(each.at * 1e6);
    return u32(1_700_000_000 + Math.floor(microseconds / 1e6)).concat(
      u32(microseconds % 1e6),
      u32(frame.length),
      u32(frame.length),
      frame,
    );
  });
  return new Uint8Array(header.concat(...records));
}
