/** A network interface that frames of the capture came from. */
export interface CaptureInterface {
  readonly linkType: number;
  /** Most bytes that were kept of a frame; 0 when the capture does not limit or does not tell. */
  readonly snapLength: number;
  /** `if_name` of pcapng; null where the capture does not tell. */
  readonly name: string | null;
  /** Bytes of frame check sequence behind each frame; null where the capture does not tell. */
  readonly fcsBytes: number | null;
}

/** How the records are kept. `variant` names what differs from plain pcap. */
export interface Container {
  readonly format: "pcap" | "pcapng";
  readonly variant:
    | "plain"
    | "kuznetzov"
    | "patched-linux"
    | "nokia"
    | "aix"
    | "ixia"
    | "old-lengths";
  readonly byteOrder: "little" | "big";
  /** Resolution of the time stamps in ticks a second: 1e6, 1e9, or what a pcapng interface says; 0 when it varies. */
  readonly ticksPerSecond: number;
}

/** What makes a capture unreadable from some byte on. Numbers are what the file claims; `limit` is what is sane. */
export type Damage =
  | { readonly why: "frame-too-long"; readonly claimed: number; readonly limit: number }
  | { readonly why: "block-too-long"; readonly claimed: number; readonly limit: number }
  | { readonly why: "block-too-short"; readonly claimed: number; readonly limit: number }
  /** pcapng writes a block's length before and behind it, so that it can be read backwards. */
  | { readonly why: "block-lengths-differ"; readonly before: number; readonly behind: number }
  | { readonly why: "frame-beyond-block"; readonly claimed: number; readonly limit: number }
  | { readonly why: "option-beyond-block"; readonly claimed: number; readonly limit: number }
  | { readonly why: "unknown-interface"; readonly claimed: number; readonly limit: number }
  | { readonly why: "too-many-interfaces"; readonly limit: number }
  | { readonly why: "no-byte-order"; readonly found: number }
  | { readonly why: "unsupported-version"; readonly major: number; readonly minor: number }
  | { readonly why: "reserved-link-bits"; readonly found: number };

/** Why a stream is no capture that this reader knows. */
export type Refusal =
  | { readonly why: "empty" }
  | { readonly why: "not-a-capture"; readonly magic: string }
  | Damage;

/**
 * How reading ended.
 *
 * - `complete`: the stream ended where a record or block ends.
 * - `truncated`: the stream ended inside something; all whole frames before it were given.
 * - `damaged`: from here on the records make no sense; all frames before were given.
 * - `refused`: the file header already made no sense; there are no frames.
 */
export type Stop =
  | { readonly kind: "complete" }
  | {
      readonly kind: "truncated";
      readonly inside: "file-header" | "record-header" | "frame" | "block";
      /** Bytes that are there of it, and bytes that it should have. */
      readonly have: number;
      readonly need: number;
    }
  | { readonly kind: "damaged"; readonly damage: Damage }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** What was read of a stream, and why it went no further. */
export interface Ending {
  readonly stop: Stop;
  /** Byte of the (unpacked) stream at which the first record begins that was not read; its length when complete. */
  readonly offset: number;
  readonly frames: number;
  /** Frames that hold fewer bytes than were on the wire. */
  readonly cutFrames: number;
  /** Null when it is no capture at all. */
  readonly container: Container | null;
  readonly interfaces: readonly CaptureInterface[];
}
