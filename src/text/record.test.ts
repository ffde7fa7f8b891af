import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { formatRecord, parseRecord } from "./record.ts";

test("what is printed is read back, whatever the values hold", () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.stringMatching(/^[a-z]{1,8}$/),
        fc.string({ unit: "binary", maxLength: 20 }),
      ),
      (fields) => {
        const line = formatRecord("file", fields);
        expect(line).not.toInclude("\n");
        expect(parseRecord(line)).toEqual({
          kind: "file",
          fields: new Map(Object.entries(fields)),
        });
      },
    ),
  );
});

test("a field without a value is left out", () => {
  expect(formatRecord("file", { path: "/a b", size: null, bytes: 7n })).toBe(
    "file path=/a\\040b bytes=7",
  );
});

test("what is no record is none", () => {
  for (const line of ["", " ", "File a=1", "file a", "file =1", "file  a=1"])
    expect(parseRecord(line)).toBeNull();
});
