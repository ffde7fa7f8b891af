import { expect, test } from "bun:test";
import { parseTxtar } from "./txtar.ts";

test("parseTxtar() separates the comment and the files", () => {
  const { comment, files } = parseTxtar("why\n\n-- a/b.ts --\none\n-- two --\ntwo\n-- empty --\n");
  expect(comment).toBe("why\n\n");
  expect([...files]).toEqual([
    ["a/b.ts", "one\n"],
    ["two", "two\n"],
    ["empty", ""],
  ]);
});
