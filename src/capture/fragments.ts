import { decode, decodeWhole } from "./decode.ts";
import type { Frame } from "./frame.ts";
import { type Packet, TRANSPORT_NONE } from "./packet.ts";

/** Packets of which fragments are missing. The oldest gives way. */
const MOST_PACKETS = 256;
/** No honest sender cuts finer: 64 KiB in pieces of 1280 bytes. Linux has no limit of this kind, but one of memory. */
const MOST_PIECES = 64;
/** Kept of each: headers, and what tells a TLS handshake. */
const HEAD_BYTES = 4096;
const LONGEST = 65_535;
/** `net.ipv4.ipfrag_time`: what has not come by then belongs to another packet with the same identification. */
const PATIENCE_SECONDS = 30;

interface Piece {
  readonly from: number;
  readonly to: number;
}

/** A packet's payload, as far as its fragments have come. */
interface Gathered {
  readonly since: number;
  readonly pieces: Piece[];
  readonly head: Uint8Array;
  /** Bytes of all pieces, and where the last one ends; -1 before it came. */
  bytes: number;
  end: number;
  /** First byte that a snap length cut off. */
  cutAt: number;
  /** Of the first fragment, which may have shown the transport's header by itself. */
  protocol: number;
  wasShown: boolean;
  largestFragment: number;
  /** Pieces overlap or contradict each other: as in Linux, nothing will come of it (RFC 5722). */
  isRefused: boolean;
}

/** Puts IP fragments together, so that what is in them can be read: TCP, UDP, ICMP. Bounded: about 1 MiB. */
export class Fragments {
  private readonly packets = new Map<string, Gathered>();

  /** Packets of which something is missing. */
  get waiting(): number {
    return this.packets.size;
  }

  /**
   * Decodes a frame. When it brings the last missing fragment of a packet, `packet` becomes the whole: transport and
   * payload are decoded anew, from bytes of which at most 4 KiB are there. Its `totalLength` is that of the largest
   * fragment, since that is what a path has to carry, and `isDontFragment` is false.
   */
  decode(frame: Frame, packet: Packet): void {
    decode(frame, packet);
    if (packet.isFragment) this.add(frame, packet);
  }

  private add(frame: Frame, packet: Packet): void {
    const key = keyOf(packet);
    const gathered = this.find(key, frame.seconds);
    const { fragmentOffset: from, fragmentAt: at } = packet;
    if (from === 0) {
      gathered.protocol = packet.fragmentProtocol;
      gathered.wasShown = packet.transport !== TRANSPORT_NONE;
    }
    take(gathered, packet, { from, to: from + Math.max(0, packet.claimedEnd - at), at });
    if (gathered.isRefused || gathered.bytes !== gathered.end) return;
    this.packets.delete(key);
    decodeWhole(packet, {
      bytes: gathered.head,
      captured: Math.min(gathered.cutAt, HEAD_BYTES, gathered.end),
      length: gathered.end,
      protocol: gathered.protocol,
      wasShown: from > 0 && gathered.wasShown,
      largestFragment: gathered.largestFragment,
    });
  }

  private find(key: string, seconds: number): Gathered {
    const known = this.packets.get(key);
    if (known !== undefined && Math.abs(seconds - known.since) <= PATIENCE_SECONDS) return known;
    this.packets.delete(key);
    const [oldest] = this.packets.keys();
    if (oldest !== undefined && this.packets.size === MOST_PACKETS) this.packets.delete(oldest);
    const fresh = {
      since: seconds,
      pieces: [],
      head: new Uint8Array(HEAD_BYTES),
      bytes: 0,
      end: -1,
      cutAt: LONGEST,
      protocol: 0,
      wasShown: false,
      largestFragment: 0,
      isRefused: false,
    };
    this.packets.set(key, fresh);
    return fresh;
  }
}

/** RFC 791, RFC 8200 4.5: addresses, identification, and the protocol in IPv4. */
function keyOf(packet: Packet): string {
  const { source0, source1, source2, source3, version, identification, tunnelId } = packet;
  const protocol = version === 4 ? packet.fragmentProtocol : 0;
  const { destination0, destination1, destination2, destination3 } = packet;
  const source = `${source0} ${source1} ${source2} ${source3}`;
  const destination = `${destination0} ${destination1} ${destination2} ${destination3}`;
  return `${source} ${destination} ${identification} ${protocol} ${tunnelId}`;
}

function take(gathered: Gathered, packet: Packet, piece: Piece & { at: number }): void {
  const { from, to, at } = piece;
  const { pieces } = gathered;
  if (gathered.isRefused || pieces.some((one) => one.from === from && one.to === to)) return;
  const isLast = !packet.isMoreFragments;
  if (!fits(gathered, { from, to }, isLast)) {
    gathered.isRefused = true;
    return;
  }
  pieces.push({ from, to });
  gathered.bytes += to - from;
  if (isLast) gathered.end = to;
  gathered.largestFragment = Math.max(gathered.largestFragment, packet.totalLength);
  const captured = Math.min(packet.end - at, to - from);
  if (captured < to - from) gathered.cutAt = Math.min(gathered.cutAt, from + Math.max(0, captured));
  if (from < HEAD_BYTES && captured > 0)
    gathered.head.set(packet.bytes.subarray(at, at + Math.min(captured, HEAD_BYTES - from)), from);
}

/** Whether a piece overlaps none, ends on eight bytes unless it is the last, and the last one ends behind all others. */
function fits({ pieces, end }: Gathered, { from, to }: Piece, isLast: boolean): boolean {
  if (to <= from || to > LONGEST || pieces.length === MOST_PIECES) return false;
  if (pieces.some((one) => one.from < to && from < one.to)) return false;
  if (isLast) return end < 0 && pieces.every((one) => one.to <= to);
  return (to - from) % 8 === 0 && (end < 0 || to <= end);
}
