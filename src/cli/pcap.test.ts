import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Report } from "#contract/report.ts";
import { schemaErrors } from "#testing/schema.ts";

const main = join(import.meta.dir, "main.ts");
const sample = join(import.meta.dir, "../capture/samples/zeek/Traces__tcp__ssh-dups.pcap");
const lossy = join(
  import.meta.dir,
  "../cases/packet-loss/overlays/random-at-the-sender/capture.pcap",
);
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

test("a time narrows the counts down, in seconds since the first frame or by the clock", () => {
  const { capture } = reportOf([sample]);
  const seconds = capture?.seconds ?? 0;
  const all = capture?.tcp.frames ?? 0;
  const framesOf = (...words: readonly string[]): number =>
    reportOf([sample, ...words]).capture?.tcp.frames ?? -1;
  const half = String(seconds / 2);
  const [before, behind] = [framesOf("--to-time", half), framesOf("--from-time", `${half}s`)];
  expect(before).toBeGreaterThan(0);
  expect(behind).toBeGreaterThan(0);
  expect(before + behind).toBe(all);
  const { host } = reportOf([sample]);
  const middle = new Date(Date.parse(host.at) + (seconds / 2) * 1000).toISOString();
  expect(Math.abs(framesOf("--from-time", middle) - behind)).toBeLessThanOrEqual(2);
  expect(framesOf("--from-time", "1970-01-01T00:00", "--to-time", "2100-01-01T00:00+02:00")).toBe(
    all,
  );
  expect(framesOf("--from-time", String(seconds + 1))).toBe(0);
});

test("a filter does not move the times: they count from the capture's first frame", () => {
  const stallOf = (...words: readonly string[]) =>
    reportOf([lossy, "--flows", ...words]).capture?.flows?.[0]?.fromServer.loss?.at;
  expect(stallOf("--port", "8443")).toBe(stallOf() as number);
});

test.each([
  [["/etc/hostname"], "is no capture"],
  [["/nowhere.pcap"], "ENOENT"],
  [["/"], "EISDIR"],
  [[sample, "--port", "65536"], "--port"],
  [[sample, "--port", "-1"], "--port"],
  [[sample, "--host", "nowhere"], "--host"],
  [[sample, "--from-time", "yesterday"], "yesterday"],
  [[sample, "--to-time", "2026-13-45T99:00"], "2026-13-45"],
  [[sample, "--to-time", "-1"], "-1"],
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
