import { describe, expect, test } from "bun:test";
import { clientHello, httpRequest, requestBytes } from "./request.ts";

const u16 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

/** Types of the extensions, by walking every length of the hello. @throws if they do not add up. */
function extensionsIn(hello: Uint8Array): number[] {
  expect(u16(hello, 3)).toBe(hello.length - 5);
  expect(((hello[6] ?? 0) << 16) | u16(hello, 7)).toBe(hello.length - 9);
  let at = 9 + 2 + 32;
  at += 1 + (hello[at] ?? 0);
  at += 2 + u16(hello, at);
  at += 1 + (hello[at] ?? 0);
  expect(u16(hello, at)).toBe(hello.length - at - 2);
  at += 2;
  const types: number[] = [];
  while (at < hello.length) {
    types.push(u16(hello, at));
    at += 4 + u16(hello, at + 2);
  }
  expect(at).toBe(hello.length);
  return types;
}

describe("a ClientHello", () => {
  test("is as long as wanted, with padding", () => {
    for (const length of [600, 2936, 16_389 - 5]) {
      const hello = clientHello("server.example", length);
      expect(hello).toHaveLength(length);
      expect(extensionsIn(hello)).toContain(21);
    }
  });
  test("is as short as can be, with a server name only for a name", () => {
    expect(extensionsIn(clientHello("server.example", 0))).not.toContain(21);
    expect(extensionsIn(clientHello("server.example", 0))).toContain(0);
    expect(extensionsIn(clientHello("192.0.2.1", 0))).not.toContain(0);
    expect(extensionsIn(clientHello("2001:db8::a", 0))).not.toContain(0);
    expect(clientHello("x", 0).length).toBeLessThan(400);
  });
});

test("an HTTP request is as long as wanted, and ends", () => {
  const text = new TextDecoder().decode(httpRequest("2001:db8::1", 2000));
  expect(text).toHaveLength(2000);
  expect(text).toContain("Host: [2001:db8::1]\r\n");
  expect(text.endsWith("a\r\n\r\n")).toBe(true);
});

test("more than a record of TLS may hold is filled up", () => {
  expect(requestBytes("tls", "server.example", 20_000)).toHaveLength(20_000);
});
