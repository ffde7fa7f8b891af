import { afterAll, beforeAll, expect, test } from "bun:test";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { readPackedFile } from "./packed-file.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "casebook-packed-file-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Bytes that do not pack well, so that half of a packed file holds half of them. */
const content = Uint8Array.from(
  { length: 3_000_000 },
  (_, at) => Math.imul(at, at ^ 0x9e3779b1) >>> 24,
);

async function read(bytes: Uint8Array) {
  const path = join(folder, "capture");
  writeFileSync(path, bytes);
  const got: Uint8Array[] = [];
  const unpacked = await readPackedFile(path, { feed: (chunk) => got.push(chunk.slice()) > 0 });
  return { got: Buffer.concat(got), unpacked };
}

test.each([
  ["none", (bytes: Uint8Array) => bytes],
  ["gzip", (bytes: Uint8Array) => gzipSync(bytes)],
  ["zstd", (bytes: Uint8Array) => zstdCompressSync(bytes)],
] as const)("%s: what was packed comes out", async (packing, pack) => {
  const packed = pack(content);
  const { got, unpacked } = await read(packed);
  expect(got.equals(content)).toBe(true);
  expect(unpacked).toEqual({
    packing,
    packedBytes: packed.length,
    bytes: content.length,
    damage: null,
  });
});

test("several gzip members are one stream", async () => {
  const { got } = await read(
    Buffer.concat([gzipSync(content.subarray(0, 70)), gzipSync(content.subarray(70, 900))]),
  );
  expect(got.equals(content.subarray(0, 900))).toBe(true);
});

test("gzip that ends too early: what is there comes out, and it is said", async () => {
  const packed = gzipSync(content);
  const { got, unpacked } = await read(packed.subarray(0, packed.length / 2));
  expect(got.length).toBeGreaterThan(100_000);
  expect(got.equals(content.subarray(0, got.length))).toBe(true);
  expect(unpacked.damage).not.toBeNull();
});

test("zstd that ends too early: what is there comes out", async () => {
  const packed = zstdCompressSync(content);
  const { got } = await read(packed.subarray(0, packed.length / 2));
  expect(got.length).toBeGreaterThan(100_000);
  expect(got.equals(content.subarray(0, got.length))).toBe(true);
});

test("gzip with a changed byte: it is said", async () => {
  const packed = gzipSync(content);
  packed[packed.length - 6] = (packed[packed.length - 6] ?? 0) ^ 1;
  expect((await read(packed)).unpacked.damage).not.toBeNull();
});

test("an empty file gives nothing", async () => {
  const { got, unpacked } = await read(new Uint8Array(0));
  expect(got.length).toBe(0);
  expect(unpacked).toEqual({ packing: "none", packedBytes: 0, bytes: 0, damage: null });
});

test("a reader that wants no more ends the reading", async () => {
  const path = join(folder, "bomb.gz");
  const member = gzipSync(new Uint8Array(16 << 20));
  const file = openSync(path, "w");
  for (let count = 0; count < 64; count++) writeSync(file, member);
  closeSync(file);
  let bytes = 0;
  await readPackedFile(path, { feed: (chunk) => (bytes += chunk.length) < 1000 });
  expect(bytes).toBeLessThan(1 << 20);
});

test("a bomb takes time, not memory", async () => {
  const before = process.memoryUsage.rss();
  let largest = 0;
  let bytes = 0;
  const feed = (chunk: Uint8Array): boolean => {
    bytes += chunk.length;
    if (bytes % (32 << 20) === 0) largest = Math.max(largest, process.memoryUsage.rss());
    return true;
  };
  await readPackedFile(join(folder, "bomb.gz"), { feed });
  expect(bytes).toBe(1 << 30);
  expect(largest - before).toBeLessThan(150 << 20);
}, 30_000);
