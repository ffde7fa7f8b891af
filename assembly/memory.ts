import { BUCKETS, ROWS } from "../src/capture/flows/lane-memory";

/** Two bytes of a packet: big-endian. */
export function u16At(at: i32): i32 {
  return <i32>bswap<u16>(load<u16>(at));
}

/** Four bytes of a packet: big-endian. */
export function i32At(at: i32): i32 {
  return bswap<i32>(load<i32>(at));
}

/** The first row of a bucket; -1 when it is empty. */
export function bucket(index: i32): i32 {
  return load<i32>(BUCKETS + (index << 2));
}

/** A word of the rows. */
export function word(index: i32): i32 {
  return load<i32>(ROWS + (index << 2));
}

export function setWord(index: i32, value: i32): void {
  store<i32>(ROWS + (index << 2), value);
}

/** A double of the rows, at an even word. */
export function double(index: i32): f64 {
  return load<f64>(ROWS + (index << 2));
}

export function setDouble(index: i32, value: f64): void {
  store<f64>(ROWS + (index << 2), value);
}
