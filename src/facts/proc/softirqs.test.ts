import { expect, test } from "bun:test";
import { describeFact } from "#testing/describe-fact.ts";
import softirqs from "./softirqs.ts";

describeFact(softirqs, import.meta.path);

test("a table that was cut off before NET_RX, or within it, is no table", () => {
  const parse = (text: string): unknown =>
    softirqs.parse([{ path: "/proc/softirqs", text, match: [] }], () => undefined);
  const table = "      CPU0  CPU1\n  HI:  1  2\n  NET_TX:  3  4\n  NET_RX:  5";
  expect(() => parse(table)).toThrow(SyntaxError);
  expect(() => parse(table.slice(0, table.indexOf("NET_RX")))).toThrow(SyntaxError);
  expect(parse(`${table}  6\n`)).toMatchObject({ cpus: [0, 1] });
});
