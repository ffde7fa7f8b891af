import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decode } from "./decode.ts";
import type { Ending } from "./ending.ts";
import { Frame } from "./frame.ts";
import { Packet } from "./packet.ts";
import { CaptureReader } from "./reader.ts";

const RUNS = Number(process.env["PROPERTY_RUNS"] ?? 2000);
const LIMIT_MILLISECONDS = 5000 + RUNS;
const SAMPLES = join(import.meta.dir, "samples");
const samples = readdirSync(SAMPLES, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(pcap|pcapng|cap|dmp)$/.test(name))
  .map((name) => new Uint8Array(readFileSync(join(SAMPLES, name))));
const small = samples.filter(({ length }) => length < 4000);

/** Numbers of a packet that must stay inside the frame, whatever the bytes are. */
function check(packet: Packet, frameEnd: number): void {
  const { at, end, claimedEnd, payloadAt, payloadCaptured, payloadLength } = packet;
  if (!(at <= frameEnd && end <= frameEnd && claimedEnd >= 0)) throw new RangeError("place");
  if (packet.transport === 0) return;
  const isInside = payloadCaptured >= 0 && payloadCaptured <= Math.max(0, payloadLength);
  const isCounted = payloadCaptured === 0 || payloadAt + payloadCaptured <= frameEnd;
  if (!isInside || !isCounted)
    throw new RangeError(JSON.stringify({ payloadAt, payloadLength, payloadCaptured }));
}

const packet = new Packet();

function read(bytes: Uint8Array, chunkBytes = bytes.length): Ending {
  const reader = new CaptureReader((frame) => {
    decode(frame, packet);
    check(packet, frame.at + frame.captured);
  });
  for (let at = 0; at < bytes.length; at += chunkBytes)
    if (!reader.feed(bytes.subarray(at, at + chunkBytes))) break;
  return reader.end();
}

test("every prefix of a capture reads, and is called truncated unless it ends with a record", () => {
  let prefixes = 0;
  for (const bytes of small) {
    const whole = read(bytes);
    if (whole.stop.kind !== "complete") continue;
    let frames = 0;
    for (let length = 1; length < bytes.length; length++) {
      const { stop, offset, frames: given } = read(bytes.subarray(0, length));
      const isRight =
        (stop.kind === "complete" && offset === length) ||
        (stop.kind === "truncated" && offset < length);
      if (!isRight || given < frames) expect({ length, stop, offset, given }).toEqual({} as never);
      frames = given;
      prefixes++;
    }
    expect(frames).toBeLessThanOrEqual(whole.frames);
  }
  expect(prefixes).toBeGreaterThan(50_000);
}, 60_000);

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  how: fc.constantFrom("byte", "word", "cut", "drop", "double" as const),
  value: fc.constantFrom(0, 1, 2, 4, 0x28, 0x7f, 0x80, 0xff, 0xffff, 2 ** 31, 2 ** 32 - 1),
  span: fc.integer({ min: 1, max: 64 }),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function edited(bytes: Uint8Array, { at, how, value, span }: Edit): Uint8Array {
  const place = Math.floor(at * bytes.length);
  if (how === "cut") return bytes.slice(0, place);
  if (how === "drop")
    return Uint8Array.from([...bytes.subarray(0, place), ...bytes.subarray(place + span)]);
  if (how === "double")
    return Uint8Array.from([...bytes.subarray(0, place + span), ...bytes.subarray(place)]);
  const copy = bytes.slice();
  const width = how === "byte" ? 1 : 4;
  for (let index = 0; index < width; index++)
    if (place + index < copy.length) copy[place + index] = Math.floor(value / 256 ** index) & 255;
  return copy;
}

test(
  "mutated captures end with a statement, the same for any chunks",
  () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...small),
        fc.array(edit, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 500 }),
        (sample, edits, chunkBytes) => {
          const bytes = edits.reduce(edited, sample);
          const whole = read(bytes);
          expect(read(bytes, chunkBytes)).toEqual(whole);
          expect(whole.offset).toBeLessThanOrEqual(bytes.length);
          expect(whole.frames).toBeLessThanOrEqual(bytes.length / 16);
        },
      ),
      { numRuns: RUNS },
    );
  },
  LIMIT_MILLISECONDS,
);

test("any bytes end with a statement", () => {
  const magics = ["", "d4c3b2a1", "a1b2c3d4", "4d3cb2a1", "34cdb2a1", "0a0d0d0a1c0000004d3c2b1a"];
  fc.assert(
    fc.property(fc.constantFrom(...magics), fc.uint8Array({ maxLength: 400 }), (magic, rest) => {
      const bytes = Uint8Array.from([...Buffer.from(magic, "hex"), ...rest]);
      expect(read(bytes).offset).toBeLessThanOrEqual(bytes.length);
    }),
  );
});

test(
  "any frame of any link type is decoded inside its bounds",
  () => {
    const linkTypes = fc.constantFrom(
      0,
      1,
      9,
      12,
      50,
      51,
      101,
      104,
      108,
      113,
      204,
      228,
      229,
      239,
      276,
    );
    fc.assert(
      fc.property(linkTypes, fc.uint8Array({ maxLength: 200 }), (linkType, bytes) => {
        const frame = Object.assign(new Frame(), { bytes, linkType, length: 1500 });
        frame.captured = bytes.length;
        decode(frame, packet);
        check(packet, bytes.length);
      }),
      { numRuns: RUNS },
    );
  },
  LIMIT_MILLISECONDS,
);
