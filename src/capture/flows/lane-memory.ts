/**
 * Where things lie in the memory of the lane, in bytes, for both who use it: `lane.ts` and `assembly/`. First what a run
 * has to tell, then the bytes of the capture that are read at the moment, the buckets of the table of flows, and the
 * rows to the end.
 */

/** Words of what a run tells: frames that were taken, and those of them that the snap length has cut. */
export const TAKEN = 0;
export const CUT = 1;
/** A double: the latest time of a frame that was taken, in seconds since 1970. */
export const LATEST = 2;

export const WINDOW = 64;
/** Room for the longest record that is believed, and for as much again. */
export const WINDOW_BYTES = 1 << 19;
export const BUCKETS = WINDOW + WINDOW_BYTES;
/** A power of two, as the number of buckets always is. */
export const MOST_BUCKETS = 1 << 16;
export const ROWS = BUCKETS + 4 * MOST_BUCKETS;
