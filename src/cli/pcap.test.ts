import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Report } from "#contract/report.ts";
import { schemaErrors } from "#testing/schema.ts";

const main = join(import.meta.dir, "main.ts");
const sample = join(import.meta.dir, "../capture/samples/zeek/Traces__tcp__ssh-dups.pcap");
const bytes = readFileSync(sample);

function pcap(arguments_: readonly string[], input?: Uint8Array) {
  return spawnSync(process.execPath, [main, "pcap", ...arguments_], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C.UTF-8" },
    ...(input && { input }),
  });
}

function reportOf(arguments_: readonly string[], input?: Uint8Array): Report {
  const { stdout, stderr } = pcap([...arguments_, "--format", "json"], input);
  expect(stderr).toBe("");
  const report = JSON.parse(stdout) as Report;
  expect(schemaErrors(report)).toEqual([]);
  return report;
}

test("a capture is read from a file, from stdin and packed, with the same result", () => {
  const { capture, host } = reportOf([sample, "--flows"]);
  expect(host).toMatchObject({ source: "capture", name: sample, intervalSeconds: null });
  expect(capture).toMatchObject({ complete: true, stopped: null, format: "pcap" });
  expect(capture?.frames).toBeGreaterThan(0);
  expect(capture?.flows).toHaveLength(capture?.tcp.streams ?? -1);
  for (const input of [bytes, gzipSync(bytes)]) {
    const piped = reportOf(["-", "--flows"], input);
    expect(piped.capture).toEqual({ ...capture, file: "-" } as NonNullable<Report["capture"]>);
  }
});

test("a capture that ends inside a frame tells where", () => {
  const { capture } = reportOf(["-"], bytes.subarray(0, bytes.length - 3));
  expect(capture).toMatchObject({ complete: false, stopped: { key: "capture/cutFrame" } });
  expect(capture?.stopped?.byte).toBeLessThan(bytes.length - 3);
  const { stdout } = pcap(["-", "--lang", "zh"], bytes.subarray(0, bytes.length - 3));
  expect(stdout).toContain("文件在一帧中间结束");
});

test("a packed stream that ends too early is told as such", () => {
  const { capture } = reportOf(["-"], gzipSync(bytes).subarray(0, -20));
  expect(capture?.complete).toBe(false);
});

test("filters narrow the counts down", () => {
  expect(reportOf([sample, "--port", "1"]).capture?.tcp.frames).toBe(0);
  expect(reportOf([sample, "--port", "22"]).capture?.tcp.frames).toBeGreaterThan(0);
  expect(reportOf([sample, "--host", "203.0.113.1"]).capture?.tcp.frames).toBe(0);
});

test.each([
  [["/etc/hostname"], "is no capture"],
  [["/nowhere.pcap"], "ENOENT"],
  [["/"], "EISDIR"],
  [[sample, "--port", "65536"], "--port"],
  [[sample, "--port", "-1"], "--port"],
  [[sample, "--host", "nowhere"], "--host"],
  [[sample, "--format", "xml"], "--format"],
])("%j exits with 2 and says why", (arguments_, said) => {
  const { status, stdout, stderr } = pcap(arguments_);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain(said);
});

test("nothing at all on stdin is no capture", () => {
  const { status, stderr } = pcap(["-"], new Uint8Array(0));
  expect(status).toBe(2);
  expect(stderr).toContain("it is empty");
});
