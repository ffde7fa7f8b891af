import { describe, expect, test } from "bun:test";
import type { Origin, Read } from "#contract/reading.ts";
import type { FilesystemRoom } from "#facts/walk/filesystem-room.ts";
import { describeCase } from "#testing/describe-case.ts";
import spaceExhaustion from "./case.ts";
import { filesystemSuspects } from "./filesystems.ts";
import { FULL_RATIO, NEAR_RATIO } from "./suspect.ts";

describeCase(spaceExhaustion, import.meta.path);

const origin: Origin = { source: "x", at: "2026-11-23T00:00:00.000Z" };
const GIB = 2 ** 30;

function judge(more: Partial<FilesystemRoom>): string {
  const room: FilesystemRoom = {
    device: "8:1",
    type: "ext4",
    source: "/dev/sda1",
    point: "/",
    process: null,
    total: 100 * GIB,
    free: 50 * GIB,
    available: 45 * GIB,
    inodes: 100,
    inodesFree: 50,
    hasQuotas: false,
    line: 1,
    ...more,
  };
  const read: Read<readonly FilesystemRoom[]> = {
    status: "read",
    value: [room],
    oddities: [],
    refused: [],
    origin,
  };
  const [suspect] = filesystemSuspects(read);
  const fill = suspect?.fill ?? 0;
  return fill >= FULL_RATIO ? (suspect?.cause ?? "") : fill >= NEAR_RATIO ? "near" : "room";
}

describe("a filesystem", () => {
  test("with room is not told of", () => {
    expect(judge({})).toBe("room");
    expect(judge({ free: 2 * GIB, available: 2 * GIB })).toBe("room");
  });
  test("with less than a hundredth is near", () => {
    expect(judge({ free: 0.9 * GIB, available: 0.9 * GIB })).toBe("near");
  });
  test("with nothing left is full, for root too", () => {
    expect(judge({ free: 1000, available: 0 })).toBe("filesystem-full");
    expect(judge({ type: "xfs", free: 0, available: 0 })).toBe("filesystem-full");
  });
  test("with a reserve left is full for others", () => {
    expect(judge({ free: 5 * GIB, available: 0 })).toBe("reserved-blocks-left");
  });
  test("that keeps a little for itself has no reserve for root", () => {
    expect(judge({ free: 16 * 2 ** 20, available: 0 })).toBe("filesystem-full");
  });
  test("of btrfs may be full for metadata alone", () => {
    expect(judge({ type: "btrfs", available: 0 })).toBe("btrfs-metadata-full");
    expect(judge({ type: "btrfs", free: GIB, available: 0 })).toBe("filesystem-full");
  });
});
