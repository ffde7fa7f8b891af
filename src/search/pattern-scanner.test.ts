import { expect, test } from "bun:test";
import fc from "fast-check";
import { PatternScanner } from "./pattern-scanner.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What the scanner must find, looked for the slow way. */
function occurrences(text: string, pattern: string): number {
  let count = 0;
  for (let at = 0; at + pattern.length <= text.length; at += 1)
    if (text.slice(at, at + pattern.length) === pattern) count += 1;
  return count;
}

test("finds every occurrence of every pattern, wherever the text is cut", () => {
  const letters = fc.stringMatching(/^[ab c\n]{0,40}$/);
  const patterns = fc.uniqueArray(fc.stringMatching(/^[abc ]{1,4}$/), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(letters, patterns, fc.nat(40), (text, wanted, cut) => {
      const scanner = new PatternScanner(wanted);
      const bytes = bytesOf(text);
      scanner.feed(bytes.subarray(0, cut));
      scanner.feed(bytes.subarray(cut));
      scanner.finish();
      const found = new Map(scanner.hits.map(({ pattern, count }) => [pattern, count]));
      for (const pattern of wanted)
        expect(found.get(pattern) ?? 0).toBe(occurrences(text, pattern));
      for (const { pattern, firstLine } of scanner.hits)
        expect(firstLine).toBe(1 + text.split("\n").findIndex((line) => line.includes(pattern)));
    }),
  );
});

test("letters match in either case, Chinese as it stands, and the line is quoted without its end", () => {
  const scanner = new PatternScanner(["no SPACE left", "空间不足"]);
  scanner.feed(bytesOf("fine\r\nmkdir: No space left on device\r\n磁盘空间不足\n"));
  scanner.finish();
  expect(scanner.hits).toEqual([
    { pattern: "no SPACE left", count: 1, firstLine: 2, sample: "mkdir: No space left on device" },
    { pattern: "空间不足", count: 1, firstLine: 3, sample: "磁盘空间不足" },
  ]);
  expect(scanner.lines).toBe(3);
});

test("of complaints, only lines without a known message are strange, each told once", () => {
  const told: [string, number][] = [];
  const scanner = new PatternScanner(["table full"], ["error", "fail"], (line, number) =>
    told.push([line, number]),
  );
  const log = "ok\nerror: it failed again\nerror: table full\nfailure\nstill fine";
  for (const byte of bytesOf(log)) scanner.feed(Uint8Array.of(byte));
  scanner.finish();
  expect(told).toEqual([
    ["error: it failed again", 2],
    ["failure", 4],
  ]);
  expect(scanner.lines).toBe(5);
});

test("an endless line costs no memory and keeps its beginning", () => {
  const scanner = new PatternScanner(["needle"]);
  for (let piece = 0; piece < 1000; piece += 1) scanner.feed(bytesOf("x".repeat(1000)));
  scanner.feed(bytesOf("needle\n"));
  expect(scanner.hits[0]?.sample).toBe("x".repeat(300));
});

test("patterns that cannot be are refused", () => {
  expect(() => new PatternScanner([""])).toThrow(RangeError);
  expect(() => new PatternScanner(["a\nb"])).toThrow(RangeError);
});
