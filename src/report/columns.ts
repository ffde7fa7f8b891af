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

const widest = (cells: readonly string[], most: number): number =>
  Math.min(most, Math.max(0, ...cells.map((cell) => width(cell))));

/**
 * Lines of several blocks: labels under each other in all of them, values and notes under each other within a block. A
 * cell that is too wide pushes the rest of its line.
 */
export function layOut(blocks: readonly (readonly Row[])[], paint: Paint): string[] {
  const labels = widest(
    blocks.flat().map(({ label }) => label),
    LABEL_AT_MOST,
  );
  return blocks.flatMap((rows) => {
    const noted = rows.filter(({ note }) => note !== "");
    const values = widest(
      noted.map(({ value }) => value),
      VALUE_AT_MOST,
    );
    return rows.map(({ label, value, note }) =>
      `${pad(label, labels)}  ${note === "" ? value : pad(value, values)}  ${paint.faint(note)}`.trimEnd(),
    );
  });
}
