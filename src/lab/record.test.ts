import { afterEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fetched, Host, Order } from "#contract/host.ts";
import { recordingHost } from "./record.ts";

const directories: string[] = [];
function makeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "casebook-record-"));
  directories.push(directory);
  return directory;
}
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

const at = "2026-01-01T00:00:00.000Z";
const host: Host = {
  identify: async () => ({ name: "t", kernel: null, cpus: null, source: "live", at }),
  fetch: async ({ source }: Order): Promise<Fetched> => {
    const path = source.kind === "file" ? source.path : source.kind;
    return { status: "read", entries: [{ path, text: "text\n", match: [] }], refused: [], at };
  },
  namespaces: async () => ({ namespaces: [], unseen: [], refused: [] }),
  nextSample: async () => null,
};
const order = (path: string): Order => ({
  source: { kind: "file", path },
  scope: "host",
  sample: "first",
  limitSeconds: 1,
});

test("what is read is kept as it was read", async () => {
  const directory = makeDirectory();
  const recording = recordingHost(host, directory);
  await recording.identify();
  await recording.fetch(order("/proc/uptime"));
  expect(readFileSync(join(directory, "proc/uptime"), "utf8")).toBe("text\n");
  expect(existsSync(join(directory, "casebook.json"))).toBe(true);
});

test("what cannot be written is left out and told once, and the host is read all the same", async () => {
  const directory = makeDirectory();
  for (const name of ["stat", "uptime"])
    mkdirSync(join(directory, "proc", name), { recursive: true });
  const told: string[] = [];
  const recording = recordingHost(host, directory, (code) => told.push(code));
  await recording.identify();
  const read = await Promise.all(
    ["/proc/stat", "/proc/uptime", "/proc/meminfo"].map((path) => recording.fetch(order(path))),
  );
  expect(read.map(({ status }) => status)).toEqual(["read", "read", "read"]);
  expect(told).toEqual(["EISDIR"]);
  expect(readdirSync(join(directory, "proc")).toSorted()).toEqual(["meminfo", "stat", "uptime"]);
});
