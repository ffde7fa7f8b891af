import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ANCHOR_EXPRESSION } from "#text/kernel-log/patterns.ts";
import type { Bench } from "./bench.ts";
import { CASEBOOK, compare } from "./measure.ts";

const BYTES = 100_000_000;
const SAMPLE = join(
  import.meta.dir,
  "../src/text/kernel-log/samples/rcu-stall.x86-4.19-starved.txt",
);
/** Lines between two reports. */
const QUIET_LINES = 20_000;

function writeLog(path: string): void {
  const report = readFileSync(SAMPLE, "utf8").trimEnd().split("\n");
  const prefix = "Nov 23 12:00:00 node-7 ";
  const quiet = Array.from(
    { length: QUIET_LINES },
    (_, n) =>
      `${prefix}${n % 3 === 0 ? `kernel: [${n}.000000] IN=eth0 SRC=192.0.2.${n % 256} LEN=60` : `kubelet[913]: I1123 reconciler.go:224] volume "kube-api-access-${n}" is ready`}\n`,
  ).join("");
  const spell = quiet + report.map((line) => `${prefix}kernel: ${line}\n`).join("");
  const fd = openSync(path, "w");
  for (let written = 0; written < BYTES;) written += writeSync(fd, spell);
  closeSync(fd);
}

/** Every report of the kernel in a large log of a daemon, joined and judged, beside a search for their first lines. */
const kernelLog: Bench = {
  name: "kernel-log",
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), "casebook-bench-"));
    try {
      mkdirSync(join(folder, "var/log"), { recursive: true });
      const log = join(folder, "var/log/messages");
      writeLog(log);
      const { ours, grep } = await compare(
        {
          ours: [CASEBOOK, "check", "cpu-soft-lockup", "--from", folder],
          grep: [
            "sh",
            "-c",
            `LC_ALL=C grep -cE "${ANCHOR_EXPRESSION.replaceAll('"', '\\"')}" ${log}`,
          ],
        },
        5,
      );
      const what = `cpu-soft-lockup of ${BYTES / 1e6} MB`;
      return {
        rows: [
          {
            what: `${what}: wall time`,
            ours: ours.wallSeconds,
            theirs: grep.wallSeconds,
            unit: "s",
            aim: 3,
          },
          { what: `${what}: wall time`, ours: ours.wallSeconds, theirs: null, unit: "s", aim: 3 },
          {
            what: `${what}: peak memory`,
            ours: ours.peakMebibytes,
            theirs: null,
            unit: "MiB",
            aim: 256,
          },
        ],
      };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

export default kernelLog;
