import type { Express, RecordForm } from "../containers/format.ts";
import type { Frame } from "../frame.ts";
import type { FlowTable } from "./flow-table.ts";
import {
  BUCKETS,
  CUT,
  LATEST,
  MOST_BUCKETS,
  ROWS,
  TAKEN,
  WINDOW,
  WINDOW_BYTES,
} from "./lane-memory.ts";
import { LANE_PROGRAM } from "./lane-program.ts";
import * as row from "./row-layout.ts";
import { widen } from "./sketch.ts";

const PAGE_BYTES = 65_536;
const FEWEST_ROWS = 512;
/** Longest record that the window must hold to its end, before it is moved on. */
const LONGEST_RECORD = WINDOW_BYTES / 2;

/** What `assembly/records.ts` offers. */
interface Program {
  setBuckets(count: number): void;
  setClock(seconds: number, nanoseconds: number): void;
  setPcap(nanosecondsPerTick: number): void;
  setPcapng(ticksPerSecond: number, offsetSeconds: number, interfaces: number): void;
  takeRecords(from: number, end: number, number: number): number;
  takeBlocks(from: number, end: number, number: number): number;
}

let compiled: WebAssembly.Module | null = null;

/**
 * The way for ordinary segments, nearly all of any capture: a program of its own, in another language (`assembly/`), that
 * reads them from the bytes of the capture and moves on the words of their flows' rows. Everything else goes the long way.
 */
export class Lane implements Express {
  /** Of the last run: the frames that were taken, how many of them are cut, and the latest time in seconds since 1970. */
  taken = 0;
  cut = 0;
  latest = -Infinity;
  private readonly table: FlowTable;
  private readonly program: Program;
  private readonly memory: WebAssembly.Memory;
  /** The window, and what a run tells. */
  private bytes = new Uint8Array(0);
  private words = new Int32Array(0);
  private doubles = new Float64Array(0);
  private rows = 0;
  private chunk: Uint8Array = new Uint8Array(0);
  /** The part of the chunk that is in the window. */
  private from = 0;
  private to = 0;
  private form: RecordForm | null = null;

  /** Takes the rows of a table to where the program finds them. @param clock when the capture began. */
  constructor(table: FlowTable, clock: { seconds: number; nanoseconds: number }) {
    this.table = table;
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(ROWS / PAGE_BYTES) });
    this.hold(Math.max(FEWEST_ROWS, table.rows.words.length / row.ROW_WORDS));
    this.program = start(table, this.memory);
    this.program.setClock(clock.seconds, clock.nanoseconds);
  }

  /** Makes room for so many rows. What looked into the memory before sees nothing any more. */
  private hold(rows: number): void {
    const { memory, table } = this;
    const pages = Math.ceil((ROWS + 4 * row.ROW_WORDS * rows) / PAGE_BYTES);
    memory.grow(pages - memory.buffer.byteLength / PAGE_BYTES);
    const { buffer } = memory;
    this.rows = rows;
    this.bytes = new Uint8Array(buffer, WINDOW, WINDOW_BYTES);
    this.words = new Int32Array(buffer, 0, WINDOW >> 2);
    this.doubles = new Float64Array(buffer, 0, WINDOW >> 3);
    table.move(
      new Int32Array(buffer, ROWS, row.ROW_WORDS * rows),
      new Int32Array(buffer, BUCKETS, MOST_BUCKETS),
      () => this.hold(2 * this.rows),
    );
  }

  begin(chunk: Uint8Array): void {
    this.chunk = chunk;
    this.from = this.to = 0;
  }

  take(frame: Frame, form: RecordForm): number {
    this.follow(form);
    this.taken = this.cut = this.words[CUT] = 0;
    this.latest = this.doubles[LATEST >> 1] = -Infinity;
    let place = frame.at;
    if (place < this.from || place >= this.to) this.show(place);
    for (;;) {
      const stopped = this.run(form, place, frame.number);
      const taken = this.words[TAKEN] ?? 0;
      frame.number += taken;
      this.taken += taken;
      place = stopped;
      const isAtEnd = this.to === this.chunk.length || this.to - place > LONGEST_RECORD;
      if (isAtEnd) break;
      this.show(place);
    }
    this.cut = this.words[CUT] ?? 0;
    this.latest = this.doubles[LATEST >> 1] ?? -Infinity;
    return place;
  }

  private run(form: RecordForm, place: number, number: number): number {
    const { program, from, to } = this;
    const at = WINDOW + place - from;
    const end = WINDOW + to - from;
    const stopped =
      form.kind === "pcap"
        ? program.takeRecords(at, end, number)
        : program.takeBlocks(at, end, number);
    return stopped - WINDOW + from;
  }

  /** Moves the window on the chunk. */
  private show(from: number): void {
    const to = Math.min(from + WINDOW_BYTES, this.chunk.length);
    this.bytes.set(this.chunk.subarray(from, to));
    this.from = from;
    this.to = to;
  }

  private follow(form: RecordForm): void {
    const { program, table } = this;
    program.setBuckets(table.width);
    if (form === this.form) return;
    this.form = form;
    if (form.kind === "pcap") program.setPcap(form.nanosecondsPerTick);
    else program.setPcapng(form.ticksPerSecond, form.offsetSeconds, form.interfaces);
  }
}

function start(table: FlowTable, memory: WebAssembly.Memory): Program {
  compiled ??= new WebAssembly.Module(Buffer.from(LANE_PROGRAM, "base64"));
  const instance = new WebAssembly.Instance(compiled, {
    env: { memory },
    host: {
      widen: (direction: number, time: number): void => widen(table.rows, direction, time),
      deliverOdd: (at: number, isForward: number, acknowledgment: number, time: number): void => {
        const flow = table.at(at);
        if (flow === null) return;
        const way = isForward === 1 ? flow.forward : flow.backward;
        way.outstanding.acknowledge(acknowledgment >>> 0, time, way);
      },
    },
  });
  const offered: unknown = instance.exports;
  return offered as Program;
}
