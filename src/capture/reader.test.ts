import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { type MadeFrame, pcapngOf, pcapOf } from "#testing/capture-bytes.ts";
import type { Ending } from "./ending.ts";
import { TickClock } from "./containers/pcapng-time.ts";
import { CaptureReader } from "./reader.ts";

function readIn(bytes: Uint8Array, chunkBytes: number): { frames: MadeFrame[]; ending: Ending } {
  const frames: MadeFrame[] = [];
  const reader = new CaptureReader(({ seconds, nanoseconds, length, bytes, at, captured }) => {
    frames.push({ seconds, nanoseconds, length, bytes: bytes.slice(at, at + captured) });
  });
  for (let at = 0; at < bytes.length; at += chunkBytes)
    if (!reader.feed(bytes.slice(at, at + chunkBytes))) break;
  return { frames, ending: reader.end() };
}

const frame = fc
  .record({
    seconds: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    nanoseconds: fc.integer({ min: 0, max: 999_999 }).map((microseconds) => microseconds * 1000),
    bytes: fc.uint8Array({ maxLength: 80 }),
    beyond: fc.nat({ max: 2000 }),
  })
  .map(({ beyond, ...made }) => ({ ...made, length: made.bytes.length + beyond }));
const frames = fc.array(frame, { maxLength: 12 });
const chunkBytes = fc.integer({ min: 1, max: 300 });
const linkType = fc.constantFrom(0, 1, 101, 113, 276);

test("a pcap that was written is read back, whatever the order, resolution and chunks", () => {
  const shape = fc.record({ little: fc.boolean(), isNano: fc.boolean(), linkType });
  fc.assert(
    fc.property(frames, shape, chunkBytes, (made, shape, chunkBytes) => {
      const bytes = pcapOf(made, { ...shape, recordHeaderBytes: 16 });
      const { frames, ending } = readIn(bytes, chunkBytes);
      expect(frames).toEqual(made);
      expect(ending.stop).toEqual({ kind: "complete" });
      expect(ending.offset).toBe(bytes.length);
      expect(ending.cutFrames).toBe(made.filter((each) => each.bytes.length < each.length).length);
    }),
  );
});

test("a pcapng that was written is read back: sections of both orders, blocks of unknown kinds", () => {
  const section = fc.record({
    little: fc.boolean(),
    isNano: fc.boolean(),
    linkType,
    stranger: fc.constantFrom(4, 5, 10, 0x0bad, 0x40000bad, 0x8000_0001),
    frames,
  });
  fc.assert(
    fc.property(fc.array(section, { minLength: 1, maxLength: 4 }), chunkBytes, (made, chunk) => {
      const bytes = pcapngOf(made);
      const { frames, ending } = readIn(bytes, chunk);
      expect(frames).toEqual(made.flatMap((each) => each.frames));
      expect(ending.stop).toEqual({ kind: "complete" });
      expect(ending.interfaces.map((each) => each.linkType)).toEqual(
        made.map((each) => each.linkType),
      );
    }),
  );
});

describe("variants", () => {
  const made = Array.from({ length: 5 }, (_, index) => ({
    seconds: 1_700_000_000 + index,
    nanoseconds: 5000,
    length: 61,
    bytes: Uint8Array.from({ length: 61 }, (_, at) => at),
  }));
  test.each([
    ["kuznetzov", 24, 0xa1b2cd34],
    ["patched-linux", 24, undefined],
    ["nokia", 20, undefined],
  ] as const)("%s: record headers of %d bytes", (variant, recordHeaderBytes, magic) => {
    for (const little of [true, false]) {
      const shape = { little, isNano: false, linkType: 1, recordHeaderBytes };
      const bytes = pcapOf(made, magic === undefined ? shape : { ...shape, magic });
      for (const chunkBytes of [1, 50, 10_000]) {
        const { frames, ending } = readIn(bytes, chunkBytes);
        expect(frames).toEqual(made);
        expect(ending.container?.variant).toBe(variant);
      }
    }
  });

  test("before 2.4 the smaller of the two lengths is what was captured", () => {
    const bytes = pcapOf(made, { little: true, isNano: false, linkType: 1, recordHeaderBytes: 16 });
    const old = new DataView(bytes.buffer);
    old.setUint16(6, 2, true);
    for (let at = 24; at < bytes.length; at += 16 + 61) old.setUint32(at + 8, 1500, true);
    for (let at = 24; at < bytes.length; at += 16 + 61) old.setUint32(at + 12, 61, true);
    const { frames, ending } = readIn(bytes, 1000);
    expect(frames.map((each) => [each.length, each.bytes.length])).toEqual(
      made.map(() => [1500, 61]),
    );
    expect(ending.container?.variant).toBe("old-lengths");
  });

  test("AIX: nanoseconds, and an ifType for a link type", () => {
    const bytes = pcapOf(made, {
      little: false,
      isNano: false,
      linkType: 6,
      recordHeaderBytes: 16,
    });
    new DataView(bytes.buffer).setUint16(6, 2, false);
    const { frames, ending } = readIn(bytes, 1000);
    expect(ending.container?.variant).toBe("aix");
    expect(ending.interfaces[0]?.linkType).toBe(1);
    expect(frames[0]?.nanoseconds).toBe(5);
  });

  test("the link type word may hold the length of the frame check sequence", () => {
    const linkType = (2 << 28) | (1 << 26) | 1;
    const bytes = pcapOf(made, { little: true, isNano: false, linkType, recordHeaderBytes: 16 });
    expect(readIn(bytes, 1000).ending.interfaces[0]).toMatchObject({ linkType: 1, fcsBytes: 4 });
  });
});

describe("what is wrong is told, with its byte", () => {
  const made = [1, 2, 3].map((seconds) => ({
    seconds,
    nanoseconds: 0,
    length: 100,
    bytes: new Uint8Array(100),
  }));
  const shape = { little: true, isNano: false, linkType: 1, recordHeaderBytes: 16 } as const;
  const pcap = pcapOf(made, shape);
  const pcapng = pcapngOf([{ little: true, isNano: false, linkType: 1, frames: made }]);
  const changed = (bytes: Uint8Array, at: number, value: number): Uint8Array => {
    const copy = bytes.slice();
    new DataView(copy.buffer).setUint32(at, value, true);
    return copy;
  };

  test.each([
    ["nothing", new Uint8Array(0), { kind: "refused", refusal: { why: "empty" } }, 0],
    [
      "text",
      new TextEncoder().encode("#!/bin/sh\n"),
      { kind: "refused", refusal: { why: "not-a-capture", magic: "23212f62" } },
      0,
    ],
    [
      "half a file header",
      pcap.slice(0, 10),
      { kind: "truncated", inside: "file-header", have: 10, need: 24 },
      0,
    ],
    [
      "half a record header",
      pcap.slice(0, 24 + 116 + 7),
      { kind: "truncated", inside: "record-header", have: 7, need: 16 },
      24 + 116,
    ],
    [
      "half a frame",
      pcap.slice(0, 24 + 116 * 2 + 50),
      { kind: "truncated", inside: "frame", have: 50, need: 116 },
      24 + 116 * 2,
    ],
    [
      "a frame of 2 GB",
      changed(pcap, 24 + 116 + 8, 2 ** 31),
      { kind: "damaged", damage: { why: "frame-too-long", claimed: 2 ** 31, limit: 262_144 } },
      24 + 116,
    ],
    [
      "half a block",
      pcapng.slice(0, 100),
      { kind: "truncated", inside: "block", have: 52, need: 132 },
      48,
    ],
    [
      "a block of 4 bytes",
      changed(pcapng, 52, 4),
      { kind: "damaged", damage: { why: "block-too-short", claimed: 4, limit: 12 } },
      48,
    ],
    [
      "an interface that was not described",
      changed(pcapng, 56, 7),
      { kind: "damaged", damage: { why: "unknown-interface", claimed: 7, limit: 1 } },
      48,
    ],
    [
      "a frame longer than its block",
      changed(pcapng, 68, 101 + 4),
      { kind: "damaged", damage: { why: "frame-beyond-block", claimed: 105, limit: 100 } },
      48,
    ],
    [
      "a block that claims 4 GB",
      changed(changed(pcapng, 48, 99), 52, 0xffff_fff0),
      { kind: "truncated", inside: "block", have: 396, need: 0xffff_fff0 },
      48,
    ],
  ] as const)("%s", (_, bytes, stop, offset) => {
    for (const chunkBytes of [1, 13, 100_000]) {
      const { ending } = readIn(bytes, chunkBytes);
      expect(ending.stop).toEqual(stop);
      expect(ending.offset).toBe(offset);
    }
  });

  test("lengths before and behind a block differ", () => {
    const { ending } = readIn(changed(pcapng, 48 + 128, 60), 1000);
    const damage = { why: "block-lengths-differ", before: 132, behind: 60 } as const;
    expect(ending).toMatchObject({ stop: { kind: "damaged", damage }, offset: 48, frames: 0 });
  });
});

test("time stamps of any resolution", () => {
  const resolutions = [0, 3, 6, 9, 12, 0x80 | 10, 0x80 | 30, 0x80 | 50];
  for (const resolution of resolutions) {
    const rate =
      (resolution & 0x80) === 0 ? 10n ** BigInt(resolution) : 1n << BigInt(resolution & 127);
    const seconds = 1_700_000_000n % (2n ** 64n / rate);
    const ticks = seconds * rate + rate / 4n;
    const clock = new TickClock(resolution, 3600);
    const target = { seconds: 0, nanoseconds: 0, isTimed: false };
    clock.set(target, Number(ticks >> 32n), Number(ticks & 0xffff_ffffn));
    expect({ resolution, ...target }).toEqual({
      resolution,
      seconds: Number(seconds) + 3600,
      nanoseconds: Number(((rate / 4n) * 1_000_000_000n) / rate),
      isTimed: true,
    });
  }
});
