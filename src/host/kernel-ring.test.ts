import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderHost } from "./folder.ts";
import { isKernelRing, readKernelRing } from "./kernel-ring.ts";

test("only the running kernel's own ring is read as one", () => {
  expect(isKernelRing("/dev/kmsg")).toBe(true);
  expect(isKernelRing("/dev/null")).toBe(false);
  expect(isKernelRing("/somewhere/else/dev/kmsg")).toBe(false);
});

test("a file of that name in a snapshot is a file", async () => {
  const root = mkdtempSync(join(tmpdir(), "kernel-ring-"));
  try {
    mkdirSync(join(root, "dev"));
    writeFileSync(join(root, "dev/kmsg"), "6,0,0,-;Linux version 6.1\n");
    const fetched = await folderHost([root]).fetch({
      source: { kind: "file", path: "/dev/kmsg" },
      scope: "host",
      sample: "first",
      limitSeconds: 3,
    });
    expect(fetched).toMatchObject({
      status: "read",
      entries: [{ text: "6,0,0,-;Linux version 6.1\n" }],
    });
  } finally {
    rmSync(root, { recursive: true });
  }
});

test("another device in its place is refused", () => {
  expect(readKernelRing("/dev/null", "CAP_SYSLOG")).toMatchObject({ status: "denied" });
  expect(readKernelRing("/dev/no-such-device", "CAP_SYSLOG")).toEqual({ status: "absent" });
});
