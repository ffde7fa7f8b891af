import { expect, test } from "bun:test";
import { type AddressWords, formatAddress, parseAddress } from "./address.ts";

test.each([
  [[0, 0, 0xffff, 0xc0a80001 | 0], "192.168.0.1"],
  [[0, 0, 0xffff, -1], "255.255.255.255"],
  [[0, 0, 0, 1], "::1"],
  [[0, 0, 0, 0], "::"],
  [[0xfe800000 | 0, 0, 0, 1], "fe80::1"],
  [[0x20010db8, 0, 1, 1], "2001:db8::1:0:1"],
  [[0x20010db8, 0, 0x00010000, 0], "2001:db8:0:0:1::"],
  [[0x20010db8, 1, 2, 3], "2001:db8:0:1:0:2:0:3"],
  [[0x20010db8, 0x00010001, 0x00010001, 0x00010001], "2001:db8:1:1:1:1:1:1"],
] as const)("%j is %s", (words, text) => {
  expect(formatAddress(words as AddressWords)).toBe(text);
});

test.each([
  "192.168.0.1",
  "255.255.255.255",
  "::1",
  "::",
  "fe80::1",
  "2001:db8::1:0:1",
  "2001:db8:1:1:1:1:1:1",
])("%s is read as it is written", (text) => {
  const words = parseAddress(text);
  expect(words === null ? null : formatAddress(words)).toBe(text);
});

test("brackets and a mapped IPv4 address are understood", () => {
  expect(parseAddress("[::1]")).toEqual([0, 0, 0, 1]);
  expect(parseAddress("::ffff:10.0.0.1")).toEqual([0, 0, 0xffff, 0x0a000001]);
});

test.each(["", "1.2.3", "1.2.3.256", "1:2", "1::2::3", "1:2:3:4:5:6:7:8:9", "::g", "host"])(
  "%j is no address",
  (text) => expect(parseAddress(text)).toBeNull(),
);
