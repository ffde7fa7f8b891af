import { pad, width } from "#text/width.ts";
import type { Paint } from "./paint.ts";

/** One line of a block: a name, what was seen, and where. */
export interface Row {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

const LABEL_AT_MOST = 32;
const VALUE_AT_MOST = 60;

/** Lines with the values and notes of a block under each other; a cell that is too wide pushes the rest of its line. */
export function layOut(rows: readonly Row[], paint: Paint): string[] {
  const widest = (cells: readonly string[], most: number): number =>
    Math.min(most, Math.max(0, ...cells.map((cell) => width(cell))));
  const labels = widest(
    rows.map(({ label }) => label),
    LABEL_AT_MOST,
  );
  const values = widest(
    rows.filter(({ note }) => note !== "").map(({ value }) => value),
    VALUE_AT_MOST,
  );
  return rows.map(({ label, value, note }) =>
    `${pad(label, labels)}  ${note === "" ? value : pad(value, values)}  ${paint.faint(note)}`.trimEnd(),
  );
}
