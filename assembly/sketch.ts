import * as row from "../src/capture/flows/row-layout";
import { widen } from "./host";
import { double, setDouble, setWord, word } from "./memory";

/** Draws what a direction has sent so far, and begins another column of its drawing; see `sketch.ts` of the flows. */
export function beginColumn(flow: i32, direction: i32, time: f64): void {
  const begun = double(flow + row.FLOW_FIRST_TIME);
  if ((word(direction + row.MARKS) & row.IS_SKETCH_BEHIND) != 0) {
    const sent = word(direction + row.NEXT) - word(direction + row.INITIAL);
    put(direction, double(direction + row.NEXT_TIME) - begun, sent);
  }
  const width = widthOf(direction);
  setDouble(direction + row.SKETCH_UNTIL, begun + (Math.floor((time - begun) / width) + 1) * width);
}

function widthOf(direction: i32): f64 {
  const width = double(direction + row.SKETCH_WIDTH);
  return width == 0 ? <f64>row.SKETCH_FIRST_WIDTH : width;
}

/** Data that was sent for the first time, which has no mask in the drawing but its own. */
function put(direction: i32, time: f64, bytes: i32): void {
  const width = widthOf(direction);
  setDouble(direction + row.SKETCH_WIDTH, width);
  if (time >= width * <f64>row.SKETCH_COLUMNS) widen(direction, time);
  const column = <i32>Math.floor(time / double(direction + row.SKETCH_WIDTH));
  if (column < 0) return;
  const sent = direction + row.SKETCH + column;
  if (bytes > word(sent)) setWord(sent, bytes);
  const mask = direction + row.SKETCH_MASKS + (column >> 5);
  setWord(mask, word(mask) | (1 << (column & 31)));
}
