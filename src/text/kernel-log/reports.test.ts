import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { mutated } from "#testing/mutate.ts";
import { parseKernelLines } from "./lines.ts";
import { findReports, type Report } from "./reports.ts";
import { meaningful, stuckIn, waitsIn } from "./stack.ts";

const SAMPLES = join(import.meta.dir, "samples");
const reportsOf = (text: string): readonly Report[] => findReports(parseKernelLines(text).records);
const PROPERTY_RUNS = Number(process.env["PROPERTY_RUNS"] ?? 300);
const names = readdirSync(SAMPLES).filter((name) => name.endsWith(".txt"));
const textOf = (name: string): string => readFileSync(join(SAMPLES, name), "utf8");

/** `soft-lockup.x86-4.17.txt`: what it is up to the first point. */
const labelOf = (name: string): string => name.split(".", 1)[0] ?? "";

describe("reports", () => {
  test.each(names)("%s begins with what its name says", (name) => {
    expect(reportsOf(textOf(name))[0]?.kind ?? "none").toBe(labelOf(name));
  });

  test("tells of a hung task who, how long and where", () => {
    const [report] = reportsOf(textOf("hung-task.x86-3.16-docker.txt"));
    expect(report).toMatchObject({
      comm: "docker",
      pid: 20744,
      seconds: 120,
      release: "3.16.0-4-amd64",
      taint: "C",
    });
    expect(meaningful(waitsIn(report?.stacks[0]?.frames ?? []))?.name).toBe("copy_net_ns");
  });

  test("tells of a soft lockup which CPU, who, how long and where", () => {
    const [report] = reportsOf(textOf("soft-lockup.x86-4.17.txt"));
    expect(report).toMatchObject({ comm: "syz-executor0", pid: 4569, seconds: 134 });
    expect([...(report?.cpus ?? [])]).toEqual([1]);
    expect(meaningful(stuckIn(report?.stacks[0]?.frames ?? []))?.name).toBe("d_walk");
  });
});

describe("two CPUs that report at once", () => {
  const first = textOf("soft-lockup.x86-4.17.txt").trimEnd().split("\n");
  const second = first.map((line) =>
    line
      .replaceAll("CPU#1", "CPU#3")
      .replaceAll("CPU: 1 ", "CPU: 3 ")
      .replaceAll("4569", "777")
      .replaceAll("syz-executor0", "java")
      .replaceAll("d_walk", "walk_slowly"),
  );
  const tagged = (lines: readonly string[], caller: string): string[] =>
    lines.map((line) => line.replace(/^(\[ *[\d.]+\])/, `$1[${caller.padStart(6)}]`));
  const shuffled = (a: readonly string[], b: readonly string[]): string =>
    a.flatMap((line, index) => [line, b[index] ?? ""]).join("\n");
  const placesOf = (text: string): unknown =>
    reportsOf(text).map(({ cpus, pid, stacks }) => [
      [...cpus],
      pid,
      meaningful(stuckIn(stacks[0]?.frames ?? []))?.name,
    ]);
  const both = [
    [[1], 4569, "d_walk"],
    [[3], 777, "walk_slowly"],
  ];

  test("are told apart by who printed each line", () => {
    expect(placesOf(shuffled(tagged(first, "C1"), tagged(second, "C3")))).toEqual(both);
  });

  test("are told apart one after the other", () => {
    expect(placesOf([...first, ...second].join("\n"))).toEqual(both);
  });

  test("are both named when nobody can tell whose line is whose", () => {
    const named = reportsOf(shuffled(first, second)).map(({ kind, cpus, pid }) => [
      kind,
      [...cpus],
      pid,
    ]);
    expect(named).toEqual([
      ["soft-lockup", [1], 4569],
      ["soft-lockup", [3], 777],
    ]);
  });
});

describe("any kernel log", () => {
  test(
    "is read in any state without an exception",
    () => {
      fc.assert(
        fc.property(mutated(names.map(textOf)), (text) => {
          for (const { stacks } of reportsOf(text))
            for (const { frames } of stacks) stuckIn(frames);
        }),
        { numRuns: PROPERTY_RUNS },
      );
    },
    20_000 + PROPERTY_RUNS * 20,
  );
});
