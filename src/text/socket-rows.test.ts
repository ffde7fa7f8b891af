import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { socketRows } from "./socket-rows.ts";

const HEADING =
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";

describe("socketRows", () => {
  test("reads addresses, queues and inode of IPv4", () => {
    const row =
      "   3: 0100007F:1F90 0200A8C0:C350 01 0000000A:00001000 00:00000000 00000000  1000        0 4242 1 0000000000000000 20 4 30 10 -1";
    expect([...socketRows(`${HEADING}\n${row}\n`)]).toEqual([
      {
        local: "127.0.0.1:8080",
        remote: "192.168.0.2:50000",
        state: 1,
        sendQueue: 10,
        receiveQueue: 4096,
        inode: 4242,
        line: 2,
      },
    ]);
  });
  test("reads IPv6, with IPv4-mapped addresses as IPv4 and the longest form shortened", () => {
    const of = (hex: string): string | undefined =>
      [
        ...socketRows(
          `   0: ${hex}:0050 ${"0".repeat(32)}:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0`,
        ),
      ][0]?.local;
    expect(of("0000000000000000FFFF00000100007F")).toBe("127.0.0.1:80");
    expect(of("00000000000000000000000001000000")).toBe("[::1]:80");
    expect(of("00000000000000000000000000000000")).toBe("[::]:80");
    expect(of("B80D0120000000000000000001000000")).toBe("[2001:db8::1]:80");
    expect(of("000080FE00000000FF005450B6AD1DFE")).toBe("[fe80::5054:ff:fe1d:adb6]:80");
  });
  test("passes over torn rows and never throws", () => {
    expect([...socketRows("  1: 0100007F:1F90 0200A8C0:C3")]).toEqual([]);
    fc.assert(fc.property(fc.string(), (text) => [...socketRows(text)].length >= 0));
  });
});
