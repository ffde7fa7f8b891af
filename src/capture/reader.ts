import { pcapByteOrder } from "./containers/pcap-header.ts";
import { Pcap } from "./containers/pcap.ts";
import { Pcapng, SECTION_HEADER } from "./containers/pcapng.ts";
import type { Express, Format, RecordForm } from "./containers/format.ts";
import type { Ending, Stop } from "./ending.ts";
import { Frame, type OnFrame } from "./frame.ts";
import { u32 } from "./integers.ts";

const SMALLEST_BUFFER = 4096;

/** What takes frames many at a time. */
export interface ExpressLine {
  /** Asked before each frame until it gives something. */
  open(): Express | null;
  /** A run took frames, which were counted, and nobody saw. */
  onRun(run: Express): void;
}

/**
 * Reads a capture (pcap of any variant, pcapng) from chunks of a stream of any size, in one pass.
 *
 * Frames are given in place: they point into the chunk. Only a record that lies across chunks is put together in a
 * buffer, which grows with the bytes that arrived, never with those that a length claims; it never holds more than one
 * record, about 1 MiB at most.
 *
 * @example
 * const reader = new CaptureReader((frame) => (bytes += frame.length));
 * for await (const chunk of stream) if (!reader.feed(chunk)) break;
 * const { stop, frames } = reader.end();
 */
export class CaptureReader {
  private readonly frame = new Frame();
  private format: Format | null = null;
  private refused: Stop | null = null;
  private cutFrames = 0;
  /** The beginning of a unit whose rest is in chunks to come. */
  private carry = new Uint8Array(SMALLEST_BUFFER);
  private carried = 0;
  /** Bytes to come that are of no interest. */
  private skip = 0;
  /** Place in the stream of the first byte that is neither parsed nor skipped. */
  private offset = 0;
  private readonly deliver: () => void;
  private readonly line: ExpressLine | null;
  /** What is parsed: a chunk, or what was carried from one to the next. */
  private parsed: Uint8Array = new Uint8Array(0);
  private express: Express | null = null;

  /** @param line for frames that `onFrame` need not see. */
  constructor(onFrame: OnFrame, line: ExpressLine | null = null) {
    this.line = line;
    const { frame } = this;
    this.deliver = () => {
      frame.number++;
      if (frame.captured < frame.length) this.cutFrames++;
      onFrame(frame);
    };
  }

  /** @returns false when reading has stopped for good, and what follows will be ignored. */
  feed(chunk: Uint8Array): boolean {
    let at = 0;
    this.begin(chunk);
    while (at < chunk.length && !this.hasStopped()) {
      if (this.skip > 0) {
        const passed = Math.min(this.skip, chunk.length - at);
        this.skip -= passed;
        this.offset += passed;
        at += passed;
      } else if (this.carried > 0) {
        at = this.complete(chunk, at);
      } else {
        at = this.parse(chunk, at, chunk.length);
        if (this.skip > 0 || this.hasStopped()) continue;
        this.keep(chunk, at, chunk.length);
        at = chunk.length;
      }
    }
    return !this.hasStopped();
  }

  /**
   * No more chunks: what was read, and why it ended. A last frame may still be given, when it took the end of the stream
   * to tell the variant of the file.
   */
  end(): Ending {
    const { format } = this;
    format?.finish();
    if (this.carried > 0 && !this.hasStopped()) this.parseCarried();
    const { stop, offset } = this.judged();
    return {
      stop,
      offset,
      frames: this.frame.number,
      cutFrames: this.cutFrames,
      container: format?.container ?? null,
      interfaces: format?.interfaces ?? [],
    };
  }

  private judged(): { stop: Stop; offset: number } {
    const { format, offset, carried } = this;
    const stop = this.refused ?? format?.stop;
    if (stop !== null && stop !== undefined) return { stop, offset };
    if (format !== null) return format.cut(carried, offset);
    if (carried === 0) return { stop: { kind: "refused", refusal: { why: "empty" } }, offset };
    const cut = { kind: "truncated", inside: "file-header", have: carried, need: 4 } as const;
    return { stop: cut, offset };
  }

  private hasStopped(): boolean {
    return this.refused !== null || (this.format !== null && this.format.stop !== null);
  }

  private begin(bytes: Uint8Array): void {
    this.parsed = bytes;
    this.express?.begin(bytes);
  }

  /** Takes what it can of the records that begin there. */
  private takeRun(form: RecordForm, at: number): number {
    const { frame, line } = this;
    const express = this.express ?? this.openExpress();
    if (express === null) return at;
    frame.bytes = this.parsed;
    frame.at = at;
    const stopped = express.take(frame, form);
    if (express.taken === 0) return stopped;
    this.cutFrames += express.cut;
    line?.onRun(express);
    return stopped;
  }

  private openExpress(): Express | null {
    this.express = this.line?.open() ?? null;
    this.express?.begin(this.parsed);
    return this.express;
  }

  /** Parses whole units in place. @returns the first byte that it could do nothing with. */
  private parse(bytes: Uint8Array, at: number, end: number): number {
    if (this.format === null && end - at >= 4) this.recognise(bytes, at);
    if (this.format === null) return at;
    const stopped = this.format.parse(bytes, at, end, this.offset - at);
    this.offset += stopped - at;
    this.skip = this.format.skip;
    return stopped;
  }

  private recognise(bytes: Uint8Array, at: number): void {
    const takeRun = this.line === null ? null : this.takeRun.bind(this);
    if (u32(bytes, at) === SECTION_HEADER)
      this.format = new Pcapng(this.frame, this.deliver, takeRun);
    else if (pcapByteOrder(bytes, at) !== null)
      this.format = new Pcap(this.frame, this.deliver, takeRun);
    else {
      const magic = u32(bytes, at).toString(16).padStart(8, "0");
      this.refused = { kind: "refused", refusal: { why: "not-a-capture", magic } };
    }
  }

  /** Adds to the carried beginning what it lacks, and no more. @returns where the rest of the chunk begins. */
  private complete(chunk: Uint8Array, at: number): number {
    const missing = Math.max(1, (this.format?.need ?? 4) - this.carried);
    const taken = Math.min(missing, chunk.length - at);
    this.keep(chunk, at, at + taken);
    if (taken === missing) this.parseCarried();
    this.begin(chunk);
    return at + taken;
  }

  private parseCarried(): void {
    this.begin(this.carry.subarray(0, this.carried));
    const parsed = this.parse(this.carry, 0, this.carried);
    const passed = Math.min(this.skip, this.carried - parsed);
    this.skip -= passed;
    this.offset += passed;
    this.carry.copyWithin(0, parsed + passed, this.carried);
    this.carried -= parsed + passed;
  }

  private keep(bytes: Uint8Array, at: number, end: number): void {
    const wanted = this.carried + end - at;
    if (wanted > this.carry.length) {
      const larger = new Uint8Array(Math.max(wanted, this.carry.length * 2));
      larger.set(this.carry.subarray(0, this.carried));
      this.carry = larger;
    }
    this.carry.set(bytes.subarray(at, end), this.carried);
    this.carried = wanted;
  }
}
