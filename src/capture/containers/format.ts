import type { CaptureInterface, Container, Stop } from "../ending.ts";
import type { Frame } from "../frame.ts";

/** Longest frame that is believed, as in libpcap and Wireshark; `tcpdump` cuts there when nothing else is said. */
export const MAX_FRAME = 262_144;

/** How records are written, of those whose frames may be taken many at a time: little-endian, in Ethernet. */
export type RecordForm =
  | { readonly kind: "pcap"; readonly nanosecondsPerTick: number }
  | {
      readonly kind: "pcapng";
      readonly ticksPerSecond: number;
      readonly offsetSeconds: number;
      /** Of the section, which all count and are alike. */
      readonly interfaces: number;
    };

/** Takes frames that need not be looked at one by one. */
export interface Express {
  /** Of the last run: frames that were taken, how many of them are cut, the latest time in seconds since 1970. */
  readonly taken: number;
  readonly cut: number;
  readonly latest: number;
  /** What the next runs lie in, to its end. */
  begin(chunk: Uint8Array): void;
  /**
   * Takes as many frames as it may from the records that begin at `frame.at`, and counts `frame.number` on.
   * @returns where the first record begins that it leaves, whatever it is.
   */
  take(frame: Frame, form: RecordForm): number;
}

/** {@link Express.take}, as a format sees it. */
export type TakeRun = (form: RecordForm, at: number) => number;

/**
 * A parser for one file format, which sees the stream as runs of contiguous bytes.
 *
 * `parse` says by `need` how many bytes from the returned place on must be there before it can go on, and by `skip` how
 * many bytes from there on are of no interest at all.
 */
export interface Format {
  /** Null until the file header was read. */
  readonly container: Container | null;
  readonly interfaces: readonly CaptureInterface[];
  readonly need: number;
  readonly skip: number;
  /** Set when nothing more can be read. */
  readonly stop: Stop | null;
  /**
   * Gives all whole frames in `bytes[at…end)`.
   * @param offset of `bytes[0]` in the stream.
   * @returns where it stopped.
   */
  parse(bytes: Uint8Array, at: number, end: number, offset: number): number;
  /** No more bytes will come: what is there must do. Called once, before a last `parse` and `cut`. */
  finish(): void;
  /** How the stream ended, with `have` bytes from `offset` on that no unit could be made of. */
  cut(have: number, offset: number): { readonly stop: Stop; readonly offset: number };
}
