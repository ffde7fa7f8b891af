import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const main = join(import.meta.dir, "main.ts");
const sick = join(import.meta.dir, "../../hosts/debian-12-guest-one-queue-flooded");

function casebook(words: readonly string[], input = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C.UTF-8" },
    input,
  });
  return { status, stdout, stderr };
}

test.each([
  [["check", "--nosuch", "--lang", "zh"], "没有选项 --nosuch"],
  [["--lang", "zh", "check", "--nosuch"], "没有选项 --nosuch"],
  [["why", "--lang=zh"], "缺少参数 text"],
  [["cases", "surplus", "--lang", "zh"], "参数过多"],
  [["why", "-", "--lang", "zh"], "标准输入没有内容"],
  [["--lang", "fr", "cases"], "found fr"],
  [["--lang"], "needs a value"],
  [["check", "--record", "/proc/nowhere", "--lang", "zh"], "无法写入 /proc/nowhere：ENOENT"],
  [["help", "nosuch"], "expected one of the commands above"],
  [["why", "--lang", "en", "--", "--lang", "zh"], ""],
])("%p is answered in the language that it asks for", (words, says) => {
  const { status, stderr } = casebook(words);
  expect(stderr).toContain(says);
  expect(status).toBe(says === "" ? 0 : 2);
});

test("the language may come before the command", () => {
  expect(casebook(["--lang", "zh", "cases"])).toEqual(casebook(["cases", "--lang", "zh"]));
  expect(casebook(["--lang=zh", "cases"]).stdout).toContain("任意用户");
});

test("a directory that holds no host and no snapshot is unreadable input", () => {
  const dir = mkdtempSync(join(tmpdir(), "casebook-usage-"));
  try {
    const folder = join(dir, "报告");
    mkdirSync(folder);
    writeFileSync(join(folder, "日志.txt"), "kernel: nf_conntrack: table full\n");
    for (const [flag, says] of [
      ["--root", `${folder} has no directory proc`],
      ["--from", `${folder} is no snapshot`],
    ] as const)
      expect(casebook(["check", flag, folder])).toEqual({
        status: 2,
        stdout: "",
        stderr: expect.stringContaining(says),
      });
    mkdirSync(join(folder, "proc"));
    expect(casebook(["check", "--from", folder]).status).toBe(0);
    expect(casebook(["check", "softirq-on-one-cpu", "--root", folder]).stderr).toBe("");
    // No kernel answers there: what such a copy does not hold is unknown, not absent.
    expect(casebook(["check", "disk-usage-gap", "--root", folder])).toEqual(
      casebook(["check", "disk-usage-gap", "--from", folder]),
    );
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test("logs alone are a snapshot, and what lies elsewhere is one when it is named", () => {
  const dir = mkdtempSync(join(tmpdir(), "casebook-usage-"));
  try {
    mkdirSync(join(dir, "logs/var/log"), { recursive: true });
    const line = "watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [stress:4711]";
    writeFileSync(join(dir, "logs/var/log/kern.log"), `Nov 23 07:00:00 web-1 kernel: ${line}\n`);
    const { status, stdout } = casebook(["check", "cpu-soft-lockup", "--from", join(dir, "logs")]);
    expect(stdout).toContain("stress[4711]");
    expect(status).toBe(1);
    mkdirSync(join(dir, "disk/docker/overlay2"), { recursive: true });
    const named = ["--from", join(dir, "disk"), "--docker-root", "/docker"];
    expect(casebook(["check", "overlay2-layer-leak", ...named]).stderr).toBe("");
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test("of a long line of a log the message is shown, and of a short log the words", () => {
  const why = (log: string): string =>
    casebook(["why", "-", "--from", sick, "--lang", "en"], log).stdout;
  const message = "nf_conntrack: table full, dropping packet";
  expect(why(`${"x ".repeat(90)}${message}\n`)).toContain(`“…${"x ".repeat(10)}${message}”`);
  expect(why(`${"甲".repeat(90_000)}${message}${"乙".repeat(90_000)}\n`)).toContain(
    `甲${message}乙`,
  );
  expect(why("ksoftirqd eats one cpu\n")).toContain("words: ksoftirqd");
});

test("a failure of the program itself does not say that a case is present", () => {
  const dir = mkdtempSync(join(tmpdir(), "casebook-usage-"));
  try {
    const broken = join(dir, "broken.ts");
    writeFileSync(
      broken,
      'Intl.Segmenter = class { segment() { throw new TypeError("broken on purpose"); } };\n',
    );
    const argv = ["--preload", broken, main, "why", "内存", "--from", sick, "--lang", "zh"];
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toStartWith("casebook: 程序内部出错：broken on purpose\nTypeError");
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test("each step of a plan is a command that a shell takes, and so is its undoing", () => {
  const en = casebook(["fix", "softirq-on-one-cpu/eth0", "--from", sick]).stdout;
  const path = "/sys/class/net/eth0/queues/rx-0/rps_cpus";
  expect(en).toContain(`     echo 7 > ${path}\n     undo, if it still holds 7: echo 0 > ${path}\n`);
  const zh = casebook(["fix", "softirq-on-one-cpu/eth0", "--from", sick, "--lang", "zh"]).stdout;
  expect(zh).toContain("  风险：无，不中断任何业务\n");
  expect(zh).toContain(`     撤销（仅当仍为 7 时）：echo 0 > ${path}\n`);
});
