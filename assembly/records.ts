import { CUT, LATEST, TAKEN } from "../src/capture/flows/lane-memory";
import { take } from "./lane";

export { setBuckets } from "./lane";

/** Longest frame that is believed, see `containers/format.ts`. */
const MAX_FRAME: u32 = 262144;
const RECORD_BYTES: i32 = 16;
const ENHANCED_PACKET: u32 = 6;
/** An Enhanced Packet Block without options around an empty frame. */
const BLOCK_BYTES: u32 = 32;
/** What comes before the frame. */
const BLOCK_HEADER_BYTES: i32 = 28;
/** 2^53 - 1: as many ticks are divided exactly as doubles. */
const MOST_EXACT_TICKS: u64 = 9007199254740991;

/** When the clock of the capture began. */
let firstSeconds: f64 = 0;
let firstNanoseconds: f64 = 0;
/** Of a pcap: what a tick of the second word is. Of a pcapng: ticks a second, and seconds to be added. */
let nanosecondsPerTick: f64 = 0;
let ticksPerSecond: u64 = 0;
let offsetSeconds: f64 = 0;
/** Of a pcapng: interfaces of this section, which all count so. */
let interfaces: u32 = 0;

let seconds: f64 = 0;
let nanoseconds: f64 = 0;

export function setClock(wholeSeconds: f64, rest: f64): void {
  firstSeconds = wholeSeconds;
  firstNanoseconds = rest;
}

export function setPcap(tick: f64): void {
  nanosecondsPerTick = tick;
}

export function setPcapng(rate: f64, offset: f64, count: i32): void {
  ticksPerSecond = <u64>rate;
  nanosecondsPerTick = 1e9 / rate;
  offsetSeconds = offset;
  interfaces = <u32>count;
}

/** @returns whether the frame was taken. */
function frame(at: i32, captured: i32, length: i32, number: i32): bool {
  const time = (seconds - firstSeconds) * 1e9 + (nanoseconds - firstNanoseconds);
  if (!take(at, captured, length, number, time)) return false;
  const seen = seconds + nanoseconds / 1e9;
  if (seen > load<f64>(4 * LATEST)) store<f64>(4 * LATEST, seen);
  if (captured < length) store<i32>(4 * CUT, load<i32>(4 * CUT) + 1);
  return true;
}

/**
 * Takes ordinary frames from the records of a pcap.
 * @param number of the frame before the first one.
 * @returns where the first record begins that is none, or not whole.
 */
export function takeRecords(from: i32, end: i32, number: i32): i32 {
  let at = from;
  let taken = 0;
  while (end - at >= RECORD_BYTES) {
    const captured = load<u32>(at + 8);
    if (captured > MAX_FRAME) break;
    const next = at + RECORD_BYTES + <i32>captured;
    if (next > end) break;
    seconds = <f64>load<u32>(at);
    nanoseconds = <f64>load<u32>(at + 4) * nanosecondsPerTick;
    const length = load<i32>(at + 12);
    if (!frame(at + RECORD_BYTES, <i32>captured, length, number + taken + 1)) break;
    taken++;
    at = next;
  }
  store<i32>(4 * TAKEN, taken);
  return at;
}

/** The same from the blocks of a pcapng. */
export function takeBlocks(from: i32, end: i32, number: i32): i32 {
  let at = from;
  let taken = 0;
  while (end - at >= <i32>BLOCK_BYTES) {
    if (load<u32>(at) != ENHANCED_PACKET || load<u32>(at + 8) >= interfaces) break;
    const total = load<u32>(at + 4);
    const captured = load<u32>(at + 20);
    if (total < BLOCK_BYTES || total > 2 * MAX_FRAME || captured > MAX_FRAME) break;
    if (captured > total - BLOCK_BYTES || (total & 3) != 0) break;
    const next = at + <i32>total;
    if (next > end || load<u32>(next - 4) != total) break;
    tell(((<u64>load<u32>(at + 12)) << 32) | <u64>load<u32>(at + 16));
    const length = load<i32>(at + 24);
    if (!frame(at + BLOCK_HEADER_BYTES, <i32>captured, length, number + taken + 1)) break;
    taken++;
    at = next;
  }
  store<i32>(4 * TAKEN, taken);
  return at;
}

/** As `TickClock` does. */
function tell(ticks: u64): void {
  if (ticks <= MOST_EXACT_TICKS) {
    const whole = Math.floor(<f64>ticks / <f64>ticksPerSecond);
    seconds = whole + offsetSeconds;
    nanoseconds = Math.floor((<f64>ticks - whole * <f64>ticksPerSecond) * nanosecondsPerTick);
    return;
  }
  const whole = ticks / ticksPerSecond;
  seconds = <f64>whole + offsetSeconds;
  nanoseconds = Math.floor(<f64>(ticks - whole * ticksPerSecond) * nanosecondsPerTick);
}
