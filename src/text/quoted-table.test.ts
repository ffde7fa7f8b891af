import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { printQuotedTable, quotedRows } from "./quoted-table.ts";

test("any host text survives printing and reading", () => {
  const cell = fc.oneof(fc.string({ unit: "binary" }), fc.nat(), fc.constant(null));
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell)), (rows) => {
      const notes: unknown[] = [];
      const text = printQuotedTable(["a", "b"], rows);
      const read = [...quotedRows(text, ["a", "b"], (note) => notes.push(note))];
      expect(notes).toEqual([]);
      expect(read.map(({ row }) => [row.get("a"), row.get("b")])).toEqual(
        rows.map((row) => row.map((one) => (typeof one === "number" ? one.toString() : one))),
      );
    }),
  );
});
