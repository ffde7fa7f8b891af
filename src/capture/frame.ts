/**
 * One captured frame: where its bytes are, how long it was on the wire, when it was seen.
 *
 * There is one such record for a whole capture. It and the bytes that it points into belong to the reader and change
 * with the next frame: whoever wants to keep something copies it.
 */
export class Frame {
  /** From 1, over all sections and interfaces of the capture: the number that Wireshark shows. */
  number = 0;
  bytes: Uint8Array = new Uint8Array(0);
  /** Where the frame begins in `bytes`. */
  at = 0;
  /** Bytes that the capture holds. */
  captured = 0;
  /** Bytes on the wire, as the capture claims; more than `captured` when a snap length cut the frame. */
  length = 0;
  /** LINKTYPE_ number, see `link-types.ts`. */
  linkType = 0;
  /** Counted over the whole capture: interfaces of a later section go on where those of the earlier one ended. */
  interfaceIndex = 0;
  /** False for a pcapng Simple Packet Block, which has no time; `seconds` is 0 then. */
  isTimed = false;
  /** Whole seconds since 1970, UTC. May be any number in a damaged capture. */
  seconds = 0;
  nanoseconds = 0;
  /** Where the frame's record begins in the (unpacked) stream. */
  offset = 0;
}

export type OnFrame = (frame: Frame) => void;
