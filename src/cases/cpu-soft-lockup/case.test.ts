import { describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import type { Verdict } from "#contract/verdict.ts";
import { runCases } from "#engine/run.ts";
import { folderHost } from "#host/folder.ts";
import { describeCase } from "#testing/describe-case.ts";
import { mutated } from "#testing/mutate.ts";
import cpuSoftLockup from "./case.ts";

describeCase(cpuSoftLockup, import.meta.path);

const SAMPLES = join(import.meta.dir, "../../text/kernel-log/samples");
const names = readdirSync(SAMPLES).filter((name) => name.endsWith(".txt"));
const textOf = (name: string): string => readFileSync(join(SAMPLES, name), "utf8");

/** What the case says of a host that holds these files. */
async function verdictOf(files: Readonly<Record<string, string>>): Promise<Verdict | undefined> {
  const root = mkdtempSync(join(tmpdir(), "cpu-soft-lockup-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const outcome = await runCases(folderHost([root]), [cpuSoftLockup], { named: new Set() });
    expect(outcome.defects).toEqual([]);
    return outcome.verdicts[0]?.verdict;
  } finally {
    rmSync(root, { recursive: true });
  }
}

const causesOf = (verdict: Verdict | undefined): readonly string[] =>
  verdict?.kind === "present" || verdict?.kind === "latent"
    ? verdict.findings.map(({ cause }) => cause)
    : [];

describe("a log of any source", () => {
  test.each(names)("%s names its stall, and nothing else a stall", async (name) => {
    const label = name.split(".", 1)[0] ?? "";
    const isStall = cpuSoftLockup.causes.includes(label);
    expect(causesOf(await verdictOf({ "cmd/dmesg": textOf(name) }))).toEqual(
      isStall ? [label] : [],
    );
  });

  test.each([
    "dev/kmsg",
    "dmesg",
    "var/log/kern.log",
    "var/log/messages",
    "sos_commands/kernel/dmesg",
    "console.log",
  ])("is found as %s", async (path) => {
    const verdict = await verdictOf({ [path]: textOf("soft-lockup.x86-4.17.txt") });
    expect(causesOf(verdict)).toEqual(["soft-lockup"]);
  });

  test("in any state never costs the verdict", async () => {
    await fc.assert(
      fc.asyncProperty(mutated(names.map(textOf)), async (text) => {
        expect(await verdictOf({ "dev/kmsg": text })).toBeDefined();
      }),
      { numRuns: 60 },
    );
  });
});

test("a file without any time rules nothing out", async () => {
  expect((await verdictOf({ "dev/kmsg": "\0".repeat(1000) }))?.kind).toBe("unknown");
  expect((await verdictOf({ "dev/kmsg": "[ 1.000000] ".repeat(200_000) }))?.kind).toBe("unknown");
});

describe("what came first", () => {
  const soft = textOf("soft-lockup.x86-4.17.txt");
  const at = (seconds: number, text: string): string => `[ ${seconds.toFixed(6)}] ${text}\n`;
  const warning = "WARNING: CPU: 0 PID: 7 at net/core/dev.c:100 foo+0x1/0x2";
  const watchdog = "WARNING: CPU: 0 PID: 0 at net/sched/sch_generic.c:525 dev_watchdog+0x26a/0x280";

  test.each([
    ["an oops hours before", at(10, "general protection fault: 0000 [#1] SMP"), []],
    [
      "what UBSAN found long before",
      at(20, "UBSAN: array-index-out-of-bounds in drivers/net/x.c:7:2"),
      ["soft-lockup"],
    ],
    [
      "corrected memory",
      at(1140, "mce: [Hardware Error]: Machine check events logged"),
      ["soft-lockup"],
    ],
    [
      "an oops of the boot before",
      at(10, "Oops: 0002 [#1] SMP") + at(900, "end") + at(0, "Linux version 5.10"),
      ["soft-lockup"],
    ],
    ["a warning at once before", at(1000, warning), []],
    ["a warning long before", at(10, warning), ["soft-lockup"]],
    ["a warning that stalls bring about", at(1140, watchdog), ["soft-lockup"]],
    [
      "a task killed for memory",
      at(1140, "Out of memory: Killed process 7 (java)"),
      ["soft-lockup"],
    ],
    [
      "a lock that was suspected before",
      at(1144, "BUG: spinlock lockup suspected on CPU#2, x/1"),
      [],
    ],
    [
      "a held device, which blocks tasks only",
      at(1140, "unregister_netdevice: waiting for lo to become free. Usage count = 1"),
      ["soft-lockup"],
    ],
  ])("%s", async (_, before, causes) => {
    expect(causesOf(await verdictOf({ "cmd/dmesg": before + soft }))).toEqual([...causes]);
  });

  test("an oops that comes later explains nothing", async () => {
    const later = soft + at(1300, "Oops: 0002 [#1] SMP");
    expect(causesOf(await verdictOf({ "cmd/dmesg": later }))).toEqual(["soft-lockup"]);
  });
});

describe("stalls after each other", () => {
  const hung = (seconds: number): string =>
    `[ ${seconds}.000000] INFO: task dd:7 blocked for more than 120 seconds.\n`;

  test("soon are one, named by the first", async () => {
    const log = textOf("soft-lockup.x86-4.17.txt") + hung(1500);
    expect(causesOf(await verdictOf({ "cmd/dmesg": log }))).toEqual(["soft-lockup"]);
  });

  test("hours apart are two, the older first; what is over is not told beside what is not", async () => {
    const log = textOf("soft-lockup.x86-4.17.txt") + hung(9000);
    expect(causesOf(await verdictOf({ "cmd/dmesg": log }))).toEqual(["hung-task"]);
    const later = await verdictOf({ "cmd/dmesg": log, "proc/uptime": "20000.0 1.0\n" });
    expect(later?.kind).toBe("latent");
    expect(causesOf(later)).toEqual(["soft-lockup", "hung-task"]);
  });
});

describe("time", () => {
  const soft = textOf("soft-lockup.x86-4.17.txt");
  const kindAt = async (uptime: string): Promise<string | undefined> =>
    (await verdictOf({ "cmd/dmesg": soft, "proc/uptime": uptime }))?.kind;

  test("a stall of minutes ago is present, one of an hour ago may come back", async () => {
    expect(await kindAt("1200.00 1.00\n")).toBe("present");
    expect(await kindAt("4800.00 1.00\n")).toBe("latent");
  });

  test("a log that is newer than the uptime beside it is of another boot, and taken as it is", async () => {
    expect(await kindAt("17.00 1.00\n")).toBe("present");
  });

  test("a stall before the last boot is forgotten after a week", async () => {
    const boot = (day: string): string =>
      `Nov ${day} 09:00:00 db-7 kernel: Linux version 3.10.0\n` +
      [1, 2, 3, 4].map((n) => `Nov ${day} 09:00:0${n} db-7 kernel: line ${n}\n`).join("");
    const log = textOf("soft-lockup.rhel-3.10.txt");
    expect((await verdictOf({ "var/log/messages": log + boot("25") }))?.kind).toBe("latent");
    expect((await verdictOf({ "var/log/messages": log + boot("30") }))?.kind).toBe("absent");
  });
});

describe("a virtual machine", () => {
  test("whose hypervisor takes a fifth of its time was not run", async () => {
    const stat = (user: number, steal: number): string =>
      `cpu  ${user} 0 0 1000 0 0 0 ${steal} 0 0\ncpu0 ${user} 0 0 1000 0 0 0 ${steal} 0 0\n`;
    const manifest = { at: "2026-11-23T10:00:00Z", laterAt: "2026-11-23T10:00:10Z" };
    const verdict = await verdictOf({
      "cmd/dmesg": textOf("soft-lockup.x86-4.17.txt"),
      "casebook.json": JSON.stringify(manifest),
      "proc/stat": stat(1000, 0),
      "later/proc/stat": stat(1800, 200),
    });
    expect(verdict).toMatchObject({
      kind: "present",
      findings: [{ says: { key: "cpu-soft-lockup/paused" } }],
    });
  });
});
