import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cases } from "#cases/index.ts";
import { patternsOf } from "#search/suspects.ts";
import type { Bench } from "./bench.ts";
import { CASEBOOK, compare } from "./measure.ts";

const BYTES = 100_000_000;

/** Lines of a node's journal as they are: services, kubelet, the kernel, now and then a complaint. */
const LINES = [
  (n: number) => `systemd[1]: Started Session ${n} of user root.`,
  (n: number) => `CRON[${n}]: (root) CMD (run-parts /etc/cron.hourly)`,
  (n: number) =>
    `kubelet[913]: I1123 12:00:00.${n}     913 reconciler.go:224] operationExecutor.VerifyControllerAttachedVolume started for volume "kube-api-access-${n}"`,
  (n: number) => `kernel: [${n}.000000] eth0: renamed from veth${n.toString(16)}`,
  (n: number) =>
    `containerd[700]: time="2026-11-23T12:00:00Z" level=info msg="StopPodSandbox for ${n.toString(16).padStart(16, "0")}"`,
  (n: number) => `sshd[${n}]: Accepted publickey for deploy from 10.1.${n % 256}.7 port ${n} ssh2`,
  (n: number) =>
    `nginx[88]: 10.0.${n % 256}.9 - - "GET /api/v1/items/${n} HTTP/1.1" 200 ${n} "-" "curl/7.88.1"`,
];
const COMPLAINTS = [
  (n: number) =>
    `dockerd[80]: error creating overlay mount to /var/lib/docker/overlay2/${n}: no space left on device`,
  (n: number) => `app[9]: dial tcp 10.96.0.1:443: i/o timeout, attempt ${n}`,
  (n: number) => `app[9]: worker ${n} failed: flux error`,
];
const COMPLAINT_EVERY = 200;

function writeLog(path: string): void {
  const fd = openSync(path, "w");
  let written = 0;
  for (let n = 0; written < BYTES; n += 1) {
    const lines = Array.from({ length: 1000 }, (_, at) => {
      const number = n * 1000 + at;
      const kinds = number % COMPLAINT_EVERY === 0 ? COMPLAINTS : LINES;
      return `Nov 23 12:00:00 node-7 ${kinds[number % kinds.length]?.(number) ?? ""}\n`;
    });
    written += writeSync(fd, lines.join(""));
  }
  closeSync(fd);
}

/** A log through `casebook why -`, verdicts included, beside grep over the same messages. */
const logSearch: Bench = {
  name: "log-search",
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), "casebook-bench-"));
    try {
      const log = join(folder, "journal.log");
      writeLog(log);
      const loaded = await Promise.all(cases.map(async ({ load }) => (await load()).default));
      const patterns = patternsOf(loaded).map((each) =>
        each.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&"),
      );
      writeFileSync(join(folder, "patterns"), `${patterns.join("\n")}\n`);
      const shell = (text: string): string[] => ["sh", "-c", text];
      const { ours, sampled, grep } = await compare(
        {
          ours: shell(`${CASEBOOK} why - --interval 0 <${log}`),
          sampled: shell(`${CASEBOOK} why - <${log}`),
          grep: shell(`LC_ALL=C grep -Ei -f ${join(folder, "patterns")} ${log}`),
        },
        5,
      );
      const what = `why: ${BYTES / 1e6} MB of log, ${patterns.length} messages`;
      return {
        rows: [
          {
            what: `${what} / grep -Ei`,
            ours: ours.wallSeconds,
            theirs: grep.wallSeconds,
            unit: "s",
            aim: 3,
          },
          {
            what: `${what}, two samples of the host`,
            ours: sampled.wallSeconds,
            theirs: null,
            unit: "s",
            aim: 3,
          },
          {
            what: `${what}: peak memory`,
            ours: ours.peakMebibytes,
            theirs: null,
            unit: "MiB",
            aim: 128,
          },
        ],
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

export default logSearch;
