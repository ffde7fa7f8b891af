import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BlockDevice } from "./block-device.ts";
import { type Ext4, openExt4 } from "./ext4.ts";

/** Of e2fsprogs, which every distribution has in its base; a user's PATH may lack its directory. */
const MKFS = Bun.which("mkfs.ext4", { PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` });

let top = "";
beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), "ext4-"));
  const tree = join(top, "tree");
  mkdirSync(join(tree, "below"), { recursive: true });
  writeFileSync(join(tree, "data"), Buffer.alloc(100_000, 1));
  linkSync(join(tree, "data"), join(tree, "below/link"));
  writeFileSync(join(tree, "empty"), "");
  writeFileSync(join(tree, "sparse"), "");
  truncateSync(join(tree, "sparse"), 1e8);
  for (let index = 0; index < 300; index++) writeFileSync(join(tree, `small-${index}`), "x");
});
afterAll(() => rmSync(top, { recursive: true }));

function imageOf(...words: readonly string[]): string {
  const image = join(top, "image");
  rmSync(image, { force: true });
  const made = Bun.spawnSync([
    MKFS ?? "",
    "-q",
    "-F",
    "-d",
    join(top, "tree"),
    ...words,
    image,
    "64M",
  ]);
  expect(made.stderr.toString()).toBe("");
  return image;
}

function onFile<T>(path: string, act: (device: BlockDevice) => T): T {
  const fd = openSync(path, "r+");
  const readInto = (bytes: Uint8Array, offset: number): boolean =>
    readSync(fd, bytes, 0, bytes.length, offset) === bytes.length;
  try {
    return act({
      readInto,
      readAt(offset, length) {
        const bytes = new Uint8Array(length);
        return readInto(bytes, offset) ? new DataView(bytes.buffer) : null;
      },
    });
  } finally {
    closeSync(fd);
  }
}

function read<T>(image: string, ask: (ext4: Ext4) => T): T {
  return onFile(image, (device) => {
    const ext4 = openExt4(device);
    if (ext4 === null) throw new Error("no ext4");
    return ask(ext4);
  });
}

const count = (image: string): unknown => {
  const sum = read(image, (ext4) => ext4.count(Number.POSITIVE_INFINITY));
  return sum && { files: sum.files, directories: sum.directories, fileBytes: sum.fileBytes };
};

describe("an ext4 image", () => {
  const roundedUp = (bytes: number, block: number): number => Math.ceil(bytes / block) * block;
  for (const [block, words] of [
    [4096, ["-b", "4096"]],
    [1024, ["-b", "1024"]],
    [4096, ["-b", "4096", "-I", "128"]],
    [4096, ["-b", "4096", "-O", "^metadata_csum,^64bit"]],
    [4096, ["-b", "4096", "-O", "^metadata_csum,^uninit_bg,^flex_bg"]],
    [4096, ["-b", "4096", "-O", "quota,orphan_file,project,mmp"]],
    [4096, ["-b", "4096", "-O", "^resize_inode,^has_journal,inline_data"]],
  ] as const) {
    test(`is counted with ${words.join(" ")}`, () => {
      const inline = words.some((word) => word.includes("inline_data"));
      const small = inline ? 0 : 300 * block;
      expect(count(imageOf(...words))).toEqual({
        files: 303,
        // The top, `below` and lost+found.
        directories: 3,
        fileBytes: roundedUp(100_000, block) + small,
      });
    });
  }

  test("needs a block for the resize inode, and more for quota and orphans", () => {
    const own = (...words: readonly string[]): number | null =>
      read(imageOf("-b", "4096", ...words), (ext4) => ext4.ownBytes());
    const plain = own("-O", "resize_inode,^orphan_file");
    expect(plain).toBe(4096);
    expect(own("-O", "^resize_inode,^orphan_file")).toBe(0);
    expect(own("-O", "^resize_inode,^orphan_file,mmp")).toBe(4096);
    expect(own("-O", "^resize_inode,^orphan_file,quota")).toBeGreaterThan(0);
    expect(own("-O", "^resize_inode,orphan_file")).toBeGreaterThan(0);
  });

  test("whose superblock makes no sense is none, or says nothing", () => {
    const image = imageOf("-b", "4096");
    for (let seed = 1; seed < 300; seed++) {
      const at = 1024 + ((seed * 7919) % 1024);
      const fd = openSync(image, "r+");
      const before = Buffer.alloc(1);
      readSync(fd, before, 0, 1, at);
      writeSync(fd, Buffer.from([(seed * 101) & 0xff]), 0, 1, at);
      const deadline = performance.now() + 2000;
      onFile(image, (device) => {
        const ext4 = openExt4(device);
        ext4?.count(deadline);
        ext4?.ownBytes();
      });
      writeSync(fd, before, 0, 1, at);
      closeSync(fd);
    }
  });
});
