import { expect } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** Compares a text with a file; `UPDATE_GOLDEN=1` writes it, so that the difference shows in the diff. */
export function expectGolden(path: string, text: string): void {
  if (process.env["UPDATE_GOLDEN"] === "1" || !existsSync(path)) {
    if (process.env["CI"] === "true")
      throw new Error(`${path} is missing or may not be updated in CI`);
    writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, "utf8"));
}
