import { type Fact, walkFact, type Note } from "#contract/fact.ts";
import { count, expected, fields } from "#text/fields.ts";

/** What one reading holds: the unit and range of each number, and who wraps. */
export interface WalkZzz {
  readonly count: number;
}

/** Finds columns by their header's name: kernels rename and insert columns. */
function parse(text: string, note: Note): WalkZzz {
  for (const [index, row] of text.split("\n").entries()) {
    const [name, value] = fields(row);
    if (name === undefined) continue;
    const parsed = count(value);
    if (parsed !== null) return { count: parsed };
    note({ line: index + 1, text: row.slice(0, 80) });
  }
  throw expected("a row with a count", text);
}

/** `the walk zzz`: what it tells. Since which kernel it is there, and what its absence means. */
const walkZzz: Fact<WalkZzz> = walkFact({
  id: "walk/zzz",
  walk: "zzz",
  scope: "host",
  // Where the format is defined: a manual page, a file of the kernel's sources.
  spec: [""],
  parse,
});

export default walkZzz;
