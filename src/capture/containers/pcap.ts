import type { CaptureInterface, Container, Stop } from "../ending.ts";
import type { Frame } from "../frame.ts";
import { u32In } from "../integers.ts";
import { LINK_ETHERNET } from "../link-types.ts";
import { type Format, MAX_FRAME, type RecordForm, type TakeRun } from "./format.ts";
import { parsePcapHeader, PCAP_HEADER_BYTES, type PcapHeader } from "./pcap-header.ts";
import { bytesToTellVariant, withVariant } from "./pcap-variant.ts";

/** Time stamp and two lengths. */
const USUAL_RECORD_HEADER = 16;

/** pcap of any variant: one header, then records of a time stamp, two lengths and the bytes of a frame. */
export class Pcap implements Format {
  container: Container | null = null;
  interfaces: readonly CaptureInterface[] = [];
  need = PCAP_HEADER_BYTES;
  skip = 0;
  stop: Stop | null = null;
  private form: RecordForm | null = null;
  private header: PcapHeader | null = null;
  private isFinished = false;

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

  parse(bytes: Uint8Array, at: number, end: number, offset: number): number {
    if (this.header !== null) return this.records(this.header, bytes, { at, end, offset });
    if (end - at < PCAP_HEADER_BYTES) return at;
    const header = parsePcapHeader(bytes, at);
    if ("why" in header) {
      this.stop = { kind: "refused", refusal: header };
      return at;
    }
    this.need = header.bytes;
    if (end - at < header.bytes) return at;
    const window = {
      bytes,
      at: at + header.bytes,
      end,
      little: header.container.byteOrder === "little",
    };
    if (header.isAmbiguous && !this.isFinished) {
      const missing = bytesToTellVariant(window);
      if (missing > end - window.at) {
        this.need = header.bytes + missing;
        return at;
      }
    }
    return this.begin(header.isAmbiguous ? withVariant(header, window) : header, bytes, {
      at: window.at,
      end,
      offset,
    });
  }

  finish(): void {
    this.isFinished = true;
  }

  cut(have: number, offset: number): { stop: Stop; offset: number } {
    if (have === 0 && this.header !== null) return { stop: { kind: "complete" }, offset };
    const inside =
      this.header === null
        ? "file-header"
        : have < this.header.recordHeaderBytes
          ? "record-header"
          : "frame";
    return { stop: { kind: "truncated", inside, have, need: this.need }, offset };
  }

  private begin(
    header: PcapHeader,
    bytes: Uint8Array,
    place: { at: number; end: number; offset: number },
  ): number {
    this.header = header;
    this.container = header.container;
    const { linkType, snapLength, fcsBytes } = header;
    this.form = formOf(header);
    this.interfaces = [{ linkType, snapLength, fcsBytes, name: null }];
    this.frame.linkType = linkType;
    this.frame.isTimed = true;
    return this.records(header, bytes, place);
  }

  private records(
    header: PcapHeader,
    bytes: Uint8Array,
    { at, end, offset }: { at: number; end: number; offset: number },
  ): number {
    const { frame } = this;
    const { recordHeaderBytes, nanosecondsPerTick, mayLengthsBeSwapped } = header;
    const little = header.container.byteOrder === "little";
    let place = at;
    const { takeRun, form } = this;
    while (end - place >= recordHeaderBytes) {
      if (takeRun !== null && form !== null) {
        place = takeRun(form, place);
        if (end - place < recordHeaderBytes) break;
      }
      let captured = u32In(bytes, place + 8, little);
      let length = u32In(bytes, place + 12, little);
      if (mayLengthsBeSwapped && captured > length) [captured, length] = [length, captured];
      if (captured > MAX_FRAME) {
        const damage = { why: "frame-too-long", claimed: captured, limit: MAX_FRAME } as const;
        this.stop = { kind: "damaged", damage };
        return place;
      }
      const total = recordHeaderBytes + captured;
      if (end - place < total) {
        this.need = total;
        return place;
      }
      frame.seconds = u32In(bytes, place, little);
      frame.nanoseconds = u32In(bytes, place + 4, little) * nanosecondsPerTick;
      frame.bytes = bytes;
      frame.at = place + recordHeaderBytes;
      frame.captured = captured;
      frame.length = length;
      frame.offset = offset + place;
      this.deliver();
      place += total;
    }
    this.need = recordHeaderBytes;
    return place;
  }
}

function formOf(header: PcapHeader): RecordForm | null {
  const { container, linkType, recordHeaderBytes, nanosecondsPerTick } = header;
  const isUsual = recordHeaderBytes === USUAL_RECORD_HEADER && !header.mayLengthsBeSwapped;
  return isUsual && container.byteOrder === "little" && linkType === LINK_ETHERNET
    ? { kind: "pcap", nanosecondsPerTick }
    : null;
}
