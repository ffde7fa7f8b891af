/**
 * What one segment is in the course of its flow, in Wireshark's words (User's Guide, "TCP Analysis"), as bits: a
 * segment may be several at once.
 */

/** Sequence numbers that were seen before, long enough ago to have been sent again. The two below are kinds of it. */
export const RETRANSMISSION = 1 << 0;
/** The third equal acknowledgment asked for it, less than 20 ms ago. */
export const FAST_RETRANSMISSION = 1 << 1;
/** The peer had acknowledged all of it already. */
export const SPURIOUS_RETRANSMISSION = 1 << 2;
/** Sequence numbers below the highest seen, too soon after it to have been sent again: overtaken on the way. */
export const OUT_OF_ORDER = 1 << 3;
/** Sequence numbers between the last segment and this one were not captured: lost on the way here, or by the capture. */
export const LOST_SEGMENT = 1 << 4;
/** The peer acknowledges what was never seen, so it did arrive: the capture missed it, not the network. */
export const ACKED_UNSEEN_SEGMENT = 1 << 5;
export const DUPLICATE_ACK = 1 << 6;
export const ZERO_WINDOW = 1 << 7;
/** One byte beyond a window of 0, to see whether it is still shut. */
export const ZERO_WINDOW_PROBE = 1 << 8;
export const ZERO_WINDOW_PROBE_ACK = 1 << 9;
/** Reaches the end of the window that the peer advertised: the sender can go no further. */
export const WINDOW_FULL = 1 << 10;
export const WINDOW_UPDATE = 1 << 11;
export const KEEP_ALIVE = 1 << 12;
export const KEEP_ALIVE_ACK = 1 << 13;
/** A SYN for addresses and ports that an earlier connection of this capture had. */
export const PORTS_REUSED = 1 << 14;
/**
 * The same packet as an earlier frame: captured at two interfaces, before and behind a tag or tunnel, or at both ends of
 * a mirror. Such a frame is called a retransmission, a duplicate acknowledgment and so on as well, as Wireshark does,
 * and is none: nothing was lost.
 */
export const SEEN_TWICE = 1 << 15;
