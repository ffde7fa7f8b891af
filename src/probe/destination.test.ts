import { expect, test } from "bun:test";
import { parseDestination } from "./destination.ts";

test.each([
  ["server", "server", null],
  ["server:443", "server", 443],
  ["192.0.2.1:80", "192.0.2.1", 80],
  ["2001:db8::1", "2001:db8::1", null],
  ["::1", "::1", null],
  ["[2001:db8::1]", "2001:db8::1", null],
  ["[2001:db8::1]:6443", "2001:db8::1", 6443],
  ["[fe80::1%eth0]:22", "fe80::1%eth0", 22],
])("%s", (text, host, port) => {
  expect(parseDestination(text)).toEqual({ host, port });
});

test.each([
  "",
  "server:",
  "server:0",
  "server:65536",
  "server:http",
  "a b",
  "http://server/",
  "[::1",
  "[x]:1",
])("refuses %p", (text) => {
  expect(parseDestination(text)).toBeNull();
});
