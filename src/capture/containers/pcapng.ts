import type { CaptureInterface, Container, Damage, Stop } from "../ending.ts";
import type { Frame } from "../frame.ts";
import { u16In, u32In } from "../integers.ts";
import { LINK_ETHERNET } from "../link-types.ts";
import { type Format, MAX_FRAME, type RecordForm, type TakeRun } from "./format.ts";
import { parseInterface } from "./pcapng-interface.ts";
import { eachOption } from "./pcapng-options.ts";
import type { TickClock } from "./pcapng-time.ts";

/** Block types. All others (names, statistics, secrets, custom, unknown) are passed over by their length. */
const INTERFACE_DESCRIPTION = 1;
const PACKET_OBSOLETE = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
/** Reads the same in both byte orders, so that the order can be told from what follows. */
export const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;

const SHORTEST_BLOCK = 12;
/** Longest block of a kind that is read as a whole: a frame and far more options than anybody writes. */
const LONGEST_READ_BLOCK = 4 * MAX_FRAME;
/** Whole capture, so that a file of interface blocks takes no memory in proportion to it. */
const MOST_INTERFACES = 65_536;

/** Ticks a second of which so many are exact in 64 bits, see `TickClock`. */
const MOST_TICKS = 2 ** 37;

interface Block {
  readonly bytes: Uint8Array;
  readonly at: number;
  /** Where the length behind the body begins. */
  readonly end: number;
  readonly total: number;
}

/**
 * pcapng: blocks of type, length, body, length. A section begins with its header, which tells the byte order of all
 * that follows up to the next one, and starts the numbering of interfaces anew.
 *
 * @see draft-ietf-opsawg-pcapng
 */
export class Pcapng implements Format {
  readonly interfaces: CaptureInterface[] = [];
  need = SHORTEST_BLOCK;
  skip = 0;
  stop: Stop | null = null;
  /** Null while not all interfaces of the section are alike. */
  private form: RecordForm | null = null;
  private readonly clocks: TickClock[] = [];
  /** Number of the current section's first interface. */
  private firstInterface = 0;
  private little: boolean | null = null;
  private firstOrder: "little" | "big" = "little";
  /** Of a block that is passed over: its length, to be compared with the one behind it; 0 when in none. */
  private passing = 0;
  private passingFrom = 0;

  private readonly frame: Frame;
  private readonly deliver: () => void;
  private readonly takeRun: TakeRun | null;

  /**
   * @param deliver called when `frame` was filled in.
   * @param takeRun takes frames that need not be given one by one.
   */
  constructor(frame: Frame, deliver: () => void, takeRun: TakeRun | null = null) {
    this.frame = frame;
    this.deliver = deliver;
    this.takeRun = takeRun;
  }

  get container(): Container | null {
    if (this.little === null) return null;
    const rates = new Set(this.clocks.map(({ ticksPerSecond }) => ticksPerSecond));
    const [rate = 0] = rates;
    return {
      format: "pcapng",
      variant: "plain",
      byteOrder: this.firstOrder,
      ticksPerSecond: rates.size === 1 ? rate : 0,
    };
  }

  parse(bytes: Uint8Array, at: number, end: number, offset: number): number {
    this.skip = 0;
    let place = at;
    if (this.passing > 0) {
      this.need = 4;
      if (end - place < 4) return place;
      if (!this.endsAs(bytes, place, this.passing)) return place;
      this.passing = 0;
      place += 4;
    }
    while (end - place >= SHORTEST_BLOCK) {
      if (this.takeRun !== null && this.form !== null) {
        place = this.takeRun(this.form, place);
        if (end - place < SHORTEST_BLOCK) break;
      }
      const next = this.block(bytes, place, end, offset);
      if (this.stop !== null || next === place) return place;
      place = next;
      if (this.passing > 0) return place;
    }
    this.need = SHORTEST_BLOCK;
    return place;
  }

  finish(): void {
    // A block is whole or it is not; an end of the stream settles nothing here.
  }

  cut(have: number, offset: number): { stop: Stop; offset: number } {
    if (this.passing > 0) {
      const there = offset + have - this.passingFrom;
      const stop = { kind: "truncated", inside: "block", have: there, need: this.passing } as const;
      return { stop, offset: this.passingFrom };
    }
    if (have === 0 && this.little !== null) return { stop: { kind: "complete" }, offset };
    const inside = this.little === null ? "file-header" : "block";
    return { stop: { kind: "truncated", inside, have, need: this.need }, offset };
  }

  /** @returns where the next block begins, or `at` when more bytes are needed or reading has stopped. */
  // oxlint-disable-next-line max-params -- called for each frame: a record of the four would be made for each
  private block(bytes: Uint8Array, at: number, end: number, offset: number): number {
    const type = u32In(bytes, at, this.little ?? true);
    if (type === SECTION_HEADER && !this.tellOrder(bytes, at)) return at;
    const little = this.little ?? true;
    const total = u32In(bytes, at + 4, little);
    if (total < SHORTEST_BLOCK)
      return this.damaged(at, { why: "block-too-short", claimed: total, limit: SHORTEST_BLOCK });
    const padded = total + (-total & 3);
    if (!isRead(type) && end - at >= padded && u32In(bytes, at + padded - 4, little) === total)
      return at + padded;
    if (!isRead(type)) {
      this.passing = total;
      this.passingFrom = offset + at;
      this.need = 4;
      this.skip = padded - 4 - 8;
      return at + 8;
    }
    if (total > LONGEST_READ_BLOCK)
      return this.damaged(at, { why: "block-too-long", claimed: total, limit: LONGEST_READ_BLOCK });
    if (end - at < padded) {
      this.need = padded;
      return at;
    }
    if (!this.endsAs(bytes, at + padded - 4, total)) return at;
    this.frame.offset = offset + at;
    const damage = this.read(type, { bytes, at, end: at + padded - 4, total });
    return damage === null ? at + padded : this.damaged(at, damage);
  }

  private endsAs(bytes: Uint8Array, at: number, before: number): boolean {
    const behind = u32In(bytes, at, this.little ?? true);
    if (behind === before) return true;
    this.damaged(at, { why: "block-lengths-differ", before, behind });
    return false;
  }

  private read(type: number, block: Block): Damage | null {
    if (type === ENHANCED_PACKET || type === PACKET_OBSOLETE) return this.packet(type, block);
    if (type === SIMPLE_PACKET) return this.simplePacket(block);
    return type === SECTION_HEADER ? this.section(block) : this.interface(block);
  }

  private packet(type: number, { bytes, at, end, total }: Block): Damage | null {
    const little = this.little ?? true;
    if (total < 32) return { why: "block-too-short", claimed: total, limit: 32 };
    const captured = u32In(bytes, at + 20, little);
    if (captured > MAX_FRAME) return { why: "frame-too-long", claimed: captured, limit: MAX_FRAME };
    if (captured > end - at - 28)
      return { why: "frame-beyond-block", claimed: captured, limit: end - at - 28 };
    // The obsolete block has a count of drops in the upper half of the word.
    const number =
      type === ENHANCED_PACKET ? u32In(bytes, at + 8, little) : u16In(bytes, at + 8, little);
    const damage = this.choose(number);
    if (damage !== null) return damage;
    const { frame } = this;
    const high = u32In(bytes, at + 12, little);
    const low = u32In(bytes, at + 16, little);
    this.clocks[frame.interfaceIndex]?.set(frame, high, low);
    frame.bytes = bytes;
    frame.at = at + 28;
    frame.captured = captured;
    frame.length = u32In(bytes, at + 24, little);
    this.deliver();
    return null;
  }

  /** Only the length on the wire is told: what was captured follows from the interface's snap length. */
  private simplePacket({ bytes, at, end, total }: Block): Damage | null {
    if (total < 16) return { why: "block-too-short", claimed: total, limit: 16 };
    const damage = this.choose(0);
    if (damage !== null) return damage;
    const { frame } = this;
    const snapLength = this.interfaces[frame.interfaceIndex]?.snapLength ?? 0;
    const length = u32In(bytes, at + 8, this.little ?? true);
    const captured = Math.min(length, end - at - 12, snapLength === 0 ? MAX_FRAME : snapLength);
    if (captured > MAX_FRAME) return { why: "frame-too-long", claimed: captured, limit: MAX_FRAME };
    frame.isTimed = false;
    frame.seconds = 0;
    frame.nanoseconds = 0;
    frame.bytes = bytes;
    frame.at = at + 12;
    frame.captured = captured;
    frame.length = length;
    this.deliver();
    return null;
  }

  private choose(number: number): Damage | null {
    const index = this.firstInterface + number;
    const chosen = this.interfaces[index];
    if (chosen === undefined) {
      const limit = this.interfaces.length - this.firstInterface;
      return { why: "unknown-interface", claimed: number, limit };
    }
    this.frame.interfaceIndex = index;
    this.frame.linkType = chosen.linkType;
    return null;
  }

  private interface({ bytes, at, end }: Block): Damage | null {
    if (this.interfaces.length >= MOST_INTERFACES)
      return { why: "too-many-interfaces", limit: MOST_INTERFACES };
    const parsed = parseInterface(bytes, { at: at + 8, end, little: this.little ?? true });
    if ("why" in parsed) return parsed;
    this.interfaces.push(parsed.described);
    this.clocks.push(parsed.clock);
    this.form = this.formWith(parsed.described.linkType, parsed.clock);
    return null;
  }

  /** The form of the section with one more interface: the last of them. */
  private formWith(linkType: number, clock: TickClock): RecordForm | null {
    const { ticksPerSecond, offsetSeconds } = clock;
    const isUsual = this.little === true && ticksPerSecond <= MOST_TICKS;
    if (!isUsual || linkType !== LINK_ETHERNET) return null;
    const interfaces = this.interfaces.length - this.firstInterface;
    const form: RecordForm = { kind: "pcapng", ticksPerSecond, offsetSeconds, interfaces };
    if (interfaces === 1) return form;
    const before = this.form;
    if (before?.kind !== "pcapng") return null;
    const isAlike =
      before.ticksPerSecond === ticksPerSecond && before.offsetSeconds === offsetSeconds;
    return isAlike ? form : null;
  }

  private section({ bytes, at, end, total }: Block): Damage | null {
    const little = this.little ?? true;
    if (total < 28) return { why: "block-too-short", claimed: total, limit: 28 };
    const major = u16In(bytes, at + 12, little);
    const minor = u16In(bytes, at + 14, little);
    // 1.2 was written by mistake and means 1.0.
    if (major !== 1 || (minor !== 0 && minor !== 2))
      return { why: "unsupported-version", major, minor };
    this.firstInterface = this.interfaces.length;
    this.form = null;
    return eachOption(bytes, { at: at + 24, end, little }, () => undefined);
  }

  private tellOrder(bytes: Uint8Array, at: number): boolean {
    const little = u32In(bytes, at + 8, true) === BYTE_ORDER;
    const found = u32In(bytes, at + 8, false);
    if (!little && found !== BYTE_ORDER) {
      this.damaged(at, { why: "no-byte-order", found });
      return false;
    }
    if (this.little === null) this.firstOrder = little ? "little" : "big";
    this.little = little;
    return true;
  }

  /** Nothing was given yet when the first section is the damaged one: then the file as a whole is refused. */
  private damaged(at: number, damage: Damage): number {
    const isFirst = this.interfaces.length === 0 && this.frame.number === 0;
    this.stop = isFirst ? { kind: "refused", refusal: damage } : { kind: "damaged", damage };
    return at;
  }
}

function isRead(type: number): boolean {
  return (
    type === ENHANCED_PACKET ||
    type === PACKET_OBSOLETE ||
    type === SIMPLE_PACKET ||
    type === INTERFACE_DESCRIPTION ||
    type === SECTION_HEADER
  );
}
