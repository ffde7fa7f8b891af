import type { Container } from "../ending.ts";
import { u32In } from "../integers.ts";
import { MAX_FRAME } from "./format.ts";
import type { PcapHeader } from "./pcap-header.ts";

/** Bytes behind the file header that are looked at before a variant is chosen whose records do not begin plainly. */
const LOOK_AHEAD = 65_536;
/** A variant is believed when this many records in a row make sense. */
const CONVINCING = 3;

/**
 * Writers that kept the plain magic number and made the record header longer: SuSE 6.3's libpcap (24 bytes, or 28 with
 * two more fields), Nokia's IPSO (20 bytes).
 */
const VARIANTS: readonly { variant: Container["variant"]; recordHeaderBytes: number }[] = [
  { variant: "patched-linux", recordHeaderBytes: 24 },
  { variant: "patched-linux", recordHeaderBytes: 28 },
  { variant: "nokia", recordHeaderBytes: 20 },
];

const YEAR_SECONDS = 366 * 86_400;

interface Window {
  readonly bytes: Uint8Array;
  /** First record. */
  readonly at: number;
  readonly end: number;
  readonly little: boolean;
}

/** No reader would go on behind a record that is not even possible. */
function isPossible({ bytes, at, little }: Window, place: number): boolean {
  const microseconds = u32In(bytes, at + place + 4, little);
  return u32In(bytes, at + place + 8, little) <= MAX_FRAME && microseconds < 1e6;
}

/** Frames of no bytes and years of silence are possible, but runs of zeros inside a frame look like them. */
function isLikely(window: Window, place: number): boolean {
  const { bytes, at, little } = window;
  const since = u32In(bytes, at + place, little) - u32In(bytes, at, little);
  const captured = u32In(bytes, at + place + 8, little);
  const length = u32In(bytes, at + place + 12, little);
  return (
    isPossible(window, place) &&
    captured > 0 &&
    captured <= length &&
    Math.abs(since) < YEAR_SECONDS
  );
}

/** Likely records in a row, at most {@link CONVINCING}; an end of the data just behind one convinces. */
function likelyRecords(window: Window, recordHeaderBytes: number): number {
  const room = window.end - window.at;
  let place = 0;
  for (let records = 0; records < CONVINCING; records++) {
    if (place === room && records > 0) return CONVINCING;
    if (room - place < recordHeaderBytes || !isLikely(window, place)) return records;
    place += recordHeaderBytes + u32In(window.bytes, window.at + place + 8, window.little);
    if (place > room) return records + 1;
  }
  return CONVINCING;
}

/** Where the second record begins, if this is plain pcap. */
function secondRecord({ bytes, at, little }: Window): number {
  return 16 + u32In(bytes, at + 8, little);
}

/**
 * How many bytes of records must be there before {@link withVariant} is asked: so many that its answer never depends
 * on how the stream was cut into chunks.
 */
export function bytesToTellVariant(window: Window): number {
  const room = window.end - window.at;
  if (room < 16) return 16;
  // The first header is the same in all variants.
  if (!isPossible(window, 0)) return 0;
  const second = secondRecord(window);
  if (room < second + 16) return second + 16;
  return isPossible(window, second) ? 0 : LOOK_AHEAD;
}

/** The header, corrected to the variant that its first records fit best; plain pcap when none fits better. */
export function withVariant(header: PcapHeader, window: Window): PcapHeader {
  const room = window.end - window.at;
  const second = room < 16 ? 0 : secondRecord(window);
  if (room < second + 16 || isPossible(window, second)) return header;
  const looked = { ...window, end: Math.min(window.end, window.at + LOOK_AHEAD) };
  let best = header;
  let most = likelyRecords(looked, header.recordHeaderBytes);
  for (const { variant, recordHeaderBytes } of VARIANTS) {
    const records = likelyRecords(looked, recordHeaderBytes);
    if (records <= most || records < 2) continue;
    most = records;
    best = { ...header, recordHeaderBytes, container: { ...header.container, variant } };
  }
  return best;
}
