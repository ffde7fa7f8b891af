import { expect, test } from "bun:test";
import type { Read } from "#contract/reading.ts";
import { parseSnmp, type Snmp } from "#text/snmp.ts";
import { riseOf, risen } from "./rise.ts";

const table = (value: string): Snmp =>
  parseSnmp(`TcpExt: ListenOverflows\nTcpExt: ${value}\n`, () => undefined);
const read = (now: string, before?: string): Read<Snmp> => ({
  status: "read",
  value: table(now),
  ...(before !== undefined && { earlier: { value: table(before), secondsBefore: 2 } }),
  oddities: [],
  refused: [],
  origin: { source: "/proc/net/netstat", at: "" },
});

test("a counter's rise is what it went between the samples", () => {
  const rise = riseOf(read("90", "40"), "TcpExt", "ListenOverflows");
  expect(rise).toMatchObject({ total: 90n, delta: 50n, seconds: 2, origin: { line: 2 } });
  expect(risen(rise)).toBe(50);
});
test("one sample gives no rise", () => {
  expect(riseOf(read("90"), "TcpExt", "ListenOverflows")?.delta).toBeNull();
});
test("a counter that the kernel does not have is not zero", () => {
  expect(riseOf(read("90", "40"), "TcpExt", "ListenDrops")).toBeNull();
});
