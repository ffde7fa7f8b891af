import { count, expected, fields } from "./fields.ts";

type Note = (oddity: { line: number; text: string }) => void;

/**
 * Numbers of a table with a line of names on top, by those names.
 * @returns for each row the columns asked for; a row that lacks one is left out and told.
 * @throws {SyntaxError} if the first line does not name them.
 */
export function columnsOf<const N extends readonly string[]>(
  text: string,
  names: N,
  note: Note,
): { readonly [K in keyof N]: number }[] {
  const [header = "", ...rows] = text.split("\n");
  const titles = fields(header);
  const places = names.map((name) => titles.indexOf(name));
  if (places.includes(-1)) throw expected(`the columns ${names.join(" ")}`, header, 1);
  const found: number[][] = [];
  for (const [index, row] of rows.entries()) {
    if (row.trim() === "") continue;
    const cells = fields(row);
    const values = places.map((place) => count(cells[place]));
    if (values.includes(null)) note({ line: index + 2, text: row.slice(0, 80) });
    else found.push(values.map((value) => value ?? 0));
  }
  return found as { readonly [K in keyof N]: number }[];
}
