import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { beginsTls, TlsStage } from "./tls.ts";

const record = (type: number, body: Uint8Array): number[] => [
  type,
  3,
  3,
  body.length >>> 8,
  body.length & 255,
  ...body,
];
const message = (type: number, length: number): number[] => [
  type,
  0,
  length >>> 8,
  length & 255,
  ...new Uint8Array(length).fill(0x16),
];

/** ServerHello, a Certificate of several kilobytes, ServerHelloDone; then ChangeCipherSpec and what is encrypted. */
const messages = Uint8Array.from([...message(2, 70), ...message(11, 3000), ...message(14, 0)]);
function stream(recordBytes: number): Uint8Array {
  const flight: number[] = [];
  for (let at = 0; at < messages.length; at += recordBytes)
    flight.push(...record(22, messages.subarray(at, at + recordBytes)));
  return Uint8Array.from([
    ...flight,
    ...record(20, Uint8Array.of(1)),
    ...record(22, new Uint8Array(40).fill(9)),
    ...record(23, new Uint8Array(900)),
  ]);
}

const ALL = (1 << 2) | (1 << 11) | (1 << 14);
const START = 2 ** 32 - 1500;

function follow(bytes: Uint8Array, sizes: readonly number[]): TlsStage {
  const stage = new TlsStage(START);
  let at = 0;
  for (let frame = 1; at < bytes.length; frame++) {
    const length = Math.min(sizes[frame % sizes.length] ?? 1460, bytes.length - at);
    stage.add(bytes, { sequence: (START + at) >>> 0, length, captured: length, at, frame });
    at += length;
  }
  return stage;
}

test("the stage does not depend on how the stream was cut into records and segments", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.integer({ min: 1, max: 4000 }), fc.constantFrom(75, 77, 770, 1540, 3079)),
      fc.array(fc.integer({ min: 1, max: 1500 }), { minLength: 1, maxLength: 20 }),
      (recordBytes, sizes) => {
        expect(follow(stream(recordBytes), sizes)).toMatchObject({
          messages: ALL,
          hasChangedCipher: true,
          hasEncryptedHandshake: true,
          hasApplicationData: true,
          alert: -1,
          isLost: false,
        });
      },
    ),
  );
});

test("a stream that stops half-way has come as far as it has come", () => {
  const bytes = stream(4000).subarray(0, 1400);
  expect(follow(bytes, [1400])).toMatchObject({
    messages: (1 << 2) | (1 << 11),
    hasChangedCipher: false,
    isLost: false,
  });
});

test("segments in the wrong order wait for the one that is missing", () => {
  const bytes = stream(4000);
  const stage = new TlsStage(START);
  const give = (at: number, length: number): void =>
    stage.add(bytes, { sequence: (START + at) >>> 0, length, captured: length, at, frame: 1 });
  give(0, 60);
  give(1460, 1460);
  expect(stage.messages).toBe(1 << 2);
  give(60, 1400);
  expect(stage.messages).toBe((1 << 2) | (1 << 11));
});

test("a snap length that hides the next header ends it", () => {
  const stage = new TlsStage(START);
  const segment = { sequence: START, length: 1460, captured: 14, at: 0, frame: 1 };
  stage.add(stream(4000), segment);
  expect(stage).toMatchObject({ messages: 1 << 2, isLost: true });
});

test("a fatal alert is read", () => {
  const bytes = Uint8Array.from(record(21, Uint8Array.of(2, 42)));
  expect(beginsTls(bytes, 0, bytes.length)).toBe(true);
  expect(follow(bytes, [100]).alert).toBe(42);
});

test("what is no TLS does not begin like it", () => {
  for (const text of [
    "GET / HTTP/1.1\r\n",
    "SSH-2.0-OpenSSH",
    "\u0016\u0003\u0001\u0000\u0004\u0001",
  ])
    expect(beginsTls(new TextEncoder().encode(text), 0, text.length)).toBe(false);
});

test("any bytes leave it lost or waiting", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.integer({ min: 1, max: 50 }),
      (bytes, size) => {
        expect(follow(bytes, [size]).lastFrame).toBeLessThanOrEqual(bytes.length);
      },
    ),
  );
});
