import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { parseKmsg } from "./kmsg.ts";
import { parseKernelLines, parseKernelRows } from "./lines.ts";
import type { KernelLog } from "./record.ts";
import { findReports } from "./reports.ts";
import { KernelSieve } from "./sift.ts";

const SAMPLES = join(import.meta.dir, "samples");
/** Logs as the console printed them: a time, then the text. */
const plain = readdirSync(SAMPLES)
  .filter((name) => name.endsWith(".txt"))
  .map((name) => ({ name, lines: readFileSync(join(SAMPLES, name), "utf8").trimEnd().split("\n") }))
  .filter(({ lines }) => lines.every((line) => /^\[ *\d+\.\d{6}\] /.test(line)));

const two = (value: number): string => String(value).padStart(2, "0");
const clock = (index: number): string =>
  `10:${two(Math.floor(index / 60) % 60)}:${two(index % 60)}`;
const withoutTime = (line: string): string => line.replace(/^\[ *\d+\.\d{6}\] /, "");
const secondsOf = (line: string): number => Number(/^\[ *(\d+\.\d{6})\]/.exec(line)?.[1]);

/** The same log as others write it down. */
const FORMS: Readonly<Record<string, (line: string, index: number) => string>> = {
  "dmesg --raw": (line) => `<4>${line}`,
  "dmesg -x": (line) => `kern  :warn  : ${line}`,
  "dmesg -T": (line, index) => `[Mon Nov 23 ${clock(index)} 2026] ${withoutTime(line)}`,
  "dmesg --time-format iso": (line, index) =>
    `2026-11-23T${clock(index)},123456+01:00 ${withoutTime(line)}`,
  "dmesg -H": (line) => `[  +0.000012] ${withoutTime(line)}`,
  "rsyslog of Debian": (line, index) => `Nov 23 ${clock(index)} web-1 kernel: ${line}`,
  "rsyslog of RHEL": (line, index) =>
    `Nov  3 ${clock(index)} web-1 kernel: ${withoutTime(line).replaceAll("\t", "#011")}`,
  "rsyslog with ISO times": (line, index) =>
    `2026-11-23T${clock(index)}.123456+01:00 web-1 kernel: ${line}`,
  "syslogd of busybox": (line, index) => `Nov 23 ${clock(index)} web-1 kern.warn kernel: ${line}`,
  "journalctl -o short-precise": (line, index) =>
    `Nov 23 ${clock(index)}.123456 web-1 kernel: ${withoutTime(line)}`,
  "journalctl -o short-iso": (line, index) =>
    `2026-11-23T${clock(index)}+0100 web-1 kernel: ${withoutTime(line)}`,
  "journalctl -o short-full": (line, index) =>
    `Mon 2026-11-23 ${clock(index)} CET web-1 kernel: ${withoutTime(line)}`,
  "journalctl -o short-monotonic": (line) =>
    line.replace(/^(\[ *\d+\.\d{6}\]) /, "$1 web-1 kernel: "),
  "journalctl -o short-unix": (line, index) =>
    `${1_763_892_000 + index}.123456 web-1 kernel: ${withoutTime(line)}`,
  "journalctl -o json": (line) =>
    JSON.stringify({
      __REALTIME_TIMESTAMP: String(Math.round(secondsOf(line) * 1e6) + 1.7e15),
      _TRANSPORT: "kernel",
      PRIORITY: "4",
      MESSAGE: withoutTime(line),
    }),
  "a serial console": (line) => `web-1 login: ${line}\r`,
  "/dev/kmsg": (line, index) =>
    `4,${index},${Math.round(secondsOf(line) * 1e6)},-;${withoutTime(line).replaceAll("\\", "\\x5c")}`,
};

const essence = ({ records }: KernelLog): unknown =>
  findReports(records).map(({ kind, cpus, comm, pid, seconds, stacks, release }) => ({
    kind,
    cpus: [...cpus],
    comm,
    pid,
    seconds,
    release,
    frames: stacks.map(({ frames }) => frames),
  }));

const parse = (form: string, text: string): KernelLog =>
  form === "/dev/kmsg" ? parseKmsg(text, () => undefined) : parseKernelLines(text);

describe("a log tells the same however it was written down", () => {
  test("there are such logs", () => expect(plain.length).toBeGreaterThan(8));
  for (const [form, write] of Object.entries(FORMS)) {
    test.each(plain)(`${form}: $name`, ({ lines }) => {
      const same = parse(form, `${lines.map(write).join("\n")}\n`);
      expect(essence(same)).toEqual(essence(parseKernelLines(lines.join("\n"))));
    });
  }
});

describe("lines of others", () => {
  /** What other programs say, and the kernel itself at the time of the line before. */
  const others: readonly ((before: string) => string)[] = [
    () => "Nov 23 10:00:01 web-1 app[77]: INFO: task worker:12 blocked for more than 120 seconds.",
    () => "Nov 23 10:00:01 web-1 sshd[9]: BUG: soft lockup - CPU#9 stuck for 99s! [fake:1]",
    () => "Nov 23 10:00:01 web-1 kernel: usb 1-1: new high-speed USB device number 4",
    (before) => before.replace(/(\]) .*/, "$1 eth0: link up"),
    (before) => before.replace(/(\]) .*/, "$1 audit: type=1400 audit(1.2:3): apparmor=ALLOWED"),
  ];

  test.each(plain)("between them change nothing: $name", ({ lines }) => {
    const write = FORMS["rsyslog of Debian"] ?? String;
    fc.assert(
      fc.property(fc.array(fc.nat(others.length - 1), { maxLength: lines.length }), (which) => {
        const mixed = lines.flatMap((line, index) => {
          const other = others[which[index] ?? -1];
          const ours = write(line, index);
          return other === undefined ? [ours] : [ours, other(ours)];
        });
        expect(essence(parseKernelLines(mixed.join("\n")))).toEqual(
          essence(parseKernelLines(lines.map(write).join("\n"))),
        );
      }),
      { numRuns: 10 },
    );
  });

  test("who writes into /dev/kmsg does not pass for the kernel", () => {
    const forged = "12,7,1000000,-;watchdog: BUG: soft lockup - CPU#9 stuck for 99s! [fake:1]\n";
    expect(parseKmsg(forged, () => undefined).records).toEqual([]);
    expect(
      parseKernelLines("<12>[ 1.000000] BUG: soft lockup - CPU#9 stuck for 99s! [fake:1]").records,
    ).toEqual([]);
  });
});

describe("what a ring lost", () => {
  const record = (sequence: number): string =>
    `6,${sequence},${sequence}000000,-;message ${sequence}\n`;

  test("shows in its sequence numbers", () => {
    expect(parseKmsg([3, 4, 9].map(record).join(""), () => undefined)).toMatchObject({
      lost: 4,
      isWhole: false,
    });
    expect(parseKmsg([0, 1, 2].map(record).join(""), () => undefined)).toMatchObject({
      lost: 0,
      isWhole: true,
    });
  });

  test("continued lines are one record", () => {
    const text = "4,5,1000,c;a line that\n4,6,1001,+; goes on\n";
    expect(parseKmsg(text, () => undefined).records.map(({ text: words }) => words)).toEqual([
      "a line that goes on",
    ]);
  });
});

describe("a sieve", () => {
  const noise =
    "Nov 23 10:00:00 web-1 kubelet[1234]: I1123 syncing pod status=ok latency=12ms\n".repeat(400);
  const whole = plain
    .map(({ lines }) => `${noise}${lines.map(FORMS["rsyslog of Debian"] ?? String).join("\n")}\n`)
    .join("");

  test("keeps every report with its line, wherever the text is cut", () => {
    const expected = findReports(parseKernelLines(whole).records);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 20 }),
        (sizes) => {
          const sieve = new KernelSieve((row) => row);
          for (let at = 0, turn = 0; at < whole.length; turn++) {
            const size = sizes[turn % sizes.length] ?? 1;
            sieve.add(whole.slice(at, at + size));
            at += size;
          }
          const { rows, lines, left } = sieve.end();
          const found = findReports(parseKernelRows(rows).records);
          expect({ lines, left }).toEqual({ lines: whole.split("\n").length - 1, left: 0 });
          expect(found.map(({ kind, record }) => [kind, record.line])).toEqual(
            expected.map(({ kind, record }) => [kind, record.line]),
          );
        },
      ),
      { numRuns: 20 },
    );
  });

  test("holds few lines of a log that is nothing but reports", () => {
    const sieve = new KernelSieve((row) => row);
    const line =
      "Nov 23 10:00:00 web-1 kernel: INFO: task x:1 blocked for more than 120 seconds.\n".repeat(
        1000,
      );
    for (let n = 0; n < 300; n++) sieve.add(line);
    const { rows, lines, left } = sieve.end();
    expect(lines).toBe(300_000);
    expect(rows.length).toBeLessThan(110_000);
    expect(left).toBe(lines - rows.length);
  });
});
