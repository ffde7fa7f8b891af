import { parseJson } from "./json.ts";

/** Columns of one record by name; `null` stands for `-`: not known. */
export type QuotedRow = ReadonlyMap<string, string | null>;

/**
 * The text of a walk: a first line of column names, then records, separated by tabs. Host text is quoted as JSON
 * strings, because names of processes and mount points may hold tabs and newlines.
 */
export function printQuotedTable(
  columns: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const cell = (value: string | number | null): string =>
    value === null ? "-" : typeof value === "number" ? value.toString() : JSON.stringify(value);
  return [columns.join("\t"), ...rows.map((row) => row.map(cell).join("\t")), ""].join("\n");
}

function unquote(cell: string): string | null {
  if (cell === "-") return null;
  if (!cell.startsWith('"')) return cell;
  const text = parseJson(cell);
  return typeof text === "string" ? text : cell;
}

/** Records of such a text with their 1-based lines; a record of another number of columns is left out and told. */
export function* quotedRows(
  text: string,
  columns: readonly string[],
  note: (oddity: { line: number; text: string }) => void,
): Generator<{ readonly row: QuotedRow; readonly line: number }> {
  const [heading = "", ...records] = text.split("\n");
  if (heading !== columns.join("\t"))
    throw new SyntaxError(`expected the columns ${columns.join(" ")} in line 1`);
  for (const [index, record] of records.entries()) {
    if (record === "") continue;
    const cells = record.split("\t");
    const line = index + 2;
    if (cells.length === columns.length)
      yield { row: new Map(columns.map((name, at) => [name, unquote(cells[at] ?? "-")])), line };
    else note({ line, text: record.slice(0, 80) });
  }
}
