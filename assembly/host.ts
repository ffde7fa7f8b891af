/** Makes the columns of a direction's drawing so wide that a time is inside. */
export declare function widen(direction: i32, time: f64): void;

/** Takes out what a direction's peer acknowledges, the oldest of which has a history. */
export declare function deliverOdd(
  flow: i32,
  isForward: bool,
  acknowledgment: i32,
  time: f64,
): void;
