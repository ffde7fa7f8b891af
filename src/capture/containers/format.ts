import type { CaptureInterface, Container, Stop } from "../ending.ts";

/** Longest frame that is believed, as in libpcap and Wireshark; `tcpdump` cuts there when nothing else is said. */
export const MAX_FRAME = 262_144;

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
