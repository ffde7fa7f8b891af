import { describe, expect, test } from "bun:test";
import { echoRequest, internetChecksum } from "./echo.ts";

describe("an echo request", () => {
  test("has a checksum with which its sum is zero", () => {
    for (const length of [8, 9, 72, 1472]) {
      const message = echoRequest(4, length, { id: 0xfffe, sequence: 77 });
      expect(message).toHaveLength(length);
      expect(internetChecksum(message)).toBe(0);
    }
  });
  test("of RFC 1071's example", () => {
    const words = Uint8Array.from([0, 1, 0xf2, 3, 0xf4, 0xf5, 0xf6, 0xf7]);
    expect(internetChecksum(words)).toBe(~0xddf2 & 0xffff);
  });
  test("of ICMPv6 is left to the kernel", () => {
    const message = echoRequest(6, 64, { id: 1, sequence: 2 });
    expect([...message.subarray(0, 8)]).toEqual([128, 0, 0, 0, 0, 1, 0, 2]);
  });
});
