import { availableParallelism } from "node:os";
import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Says } from "#contract/message.ts";
import type { Report, ReportVerdict } from "#contract/report.ts";
import { selfCommand } from "#host/self.ts";
import { Bench } from "./bench.ts";
import { cleanLab } from "./clean.ts";
import type { LabVariant, Requirement, Stage } from "./lab.ts";
import { labWords } from "./messages.ts";
import { LAB_MARK, makeLabDirectory } from "./place.ts";
import { startTime } from "./processes.ts";
import { labNamespaces, remainingNamespaces, traces } from "./traces.ts";

export type Outcome =
  | { readonly kind: "passed"; readonly seconds: number }
  | {
      readonly kind: "failed";
      readonly seconds: number;
      readonly problems: readonly Says[];
      readonly report: Report | null;
    }
  | { readonly kind: "skipped"; readonly why: Says };

const SEARCH_PATH = `${process.env["PATH"] ?? ""}:/usr/local/sbin:/usr/sbin:/sbin`;

function lacking(requirement: Requirement): Says | null {
  switch (requirement.kind) {
    case "root":
      return process.getuid?.() === 0 ? null : labWords.needsRoot();
    case "program":
      return Bun.which(requirement.name, { PATH: SEARCH_PATH })
        ? null
        : labWords.needsProgram({ name: requirement.name });
    case "file":
      return existsSync(requirement.path) ? null : labWords.needsFile({ path: requirement.path });
    case "cpus":
      return availableParallelism() >= requirement.atLeast
        ? null
        : labWords.needsCpus({ count: requirement.atLeast });
  }
}

/** Why a variant cannot run here, or null. */
export function whyNot(variant: LabVariant): Says | null {
  return variant.requires.map(lacking).find((says) => says !== null) ?? null;
}

export interface CheckOptions {
  readonly caseId: string;
  /** Keeps the readings as a snapshot, or the capture as `capture.pcap`. */
  readonly capture: string | undefined;
}

const ANSWER = ["--format", "json", "--all", "--lang", "en"];

/** The words that ask about a host, a capture or a path. */
function wordsOf(
  { flags = [], capture, probe }: Stage,
  { caseId, capture: place }: CheckOptions,
): string[] {
  if (probe !== undefined) return ["probe", "mtu", probe, ...ANSWER, ...flags];
  if (capture !== undefined) return ["pcap", capture, ...ANSWER, ...flags];
  const keep = place === undefined ? [] : ["--record", place];
  return ["check", caseId, ...ANSWER, ...flags, ...keep];
}

/** The judge's case comes first: a capture is judged by all cases that know captures. */
function caseFirst(report: Report, caseId: string): Report {
  const isOwn = (verdict: ReportVerdict): boolean => verdict.case === caseId;
  const others = report.verdicts.filter((verdict) => !isOwn(verdict));
  return { ...report, verdicts: [...report.verdicts.filter(isOwn), ...others] };
}

function keepCapture(capture: string, place: string): void {
  mkdirSync(place, { recursive: true });
  copyFileSync(capture, join(place, "capture.pcap"));
}

/** Asks as an operator would: the program itself, in a process of its own. */
async function ask(bench: Bench, stage: Stage, options: CheckOptions): Promise<Report> {
  const argv = [...(stage.command ?? selfCommand()), ...wordsOf(stage, options)];
  if (stage.capture !== undefined && options.capture !== undefined)
    keepCapture(stage.capture, options.capture);
  const child = Bun.spawn(stage.room ? stage.room.enter(argv) : argv, {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    cwd: bench.directory,
    env: { ...process.env, [LAB_MARK]: bench.id },
  });
  const [text, complaint] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  if (!text.startsWith("{")) throw new Error(complaint.trim() || text.slice(0, 200));
  return caseFirst(JSON.parse(text) as Report, options.caseId);
}

let labs = 0;

/** Runs something in a lab of its own and takes the lab down, whatever happens. */
export async function inLab<T>(
  act: (bench: Bench) => Promise<T>,
): Promise<{ value: T; left: readonly string[] }> {
  labs++;
  const id = `${process.pid}-${startTime(process.pid) ?? ""}-${labs}`;
  const before = traces(id);
  const stop = (): void => {
    void cleanLab(id).finally(() => process.exit(130));
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    const value = await act(new Bench(id, makeLabDirectory(id)));
    const held = labNamespaces(id);
    const stuck = await cleanLab(id);
    return { value, left: [...stuck, ...(await remains(id, before, held))] };
  } finally {
    await cleanLab(id);
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

/** What the lab left; given a moment, because the kernel takes namespaces and mounts down after the last process. */
async function remains(
  id: string,
  before: ReadonlySet<string>,
  held: ReadonlySet<string>,
): Promise<readonly string[]> {
  let left: readonly string[] = [];
  for (let tries = 0; tries < 100; tries++) {
    left = [...traces(id).difference(before), ...remainingNamespaces(held)];
    if (left.length === 0) return left;
    await Bun.sleep(50);
  }
  return left;
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** up → provoke → check → down, and nothing is left. */
export async function prove(variant: LabVariant, options: CheckOptions): Promise<Outcome> {
  const why = whyNot(variant);
  if (why) return { kind: "skipped", why };
  const began = performance.now();
  let report: Report | null = null;
  if (options.capture !== undefined) rmSync(options.capture, { recursive: true, force: true });
  const { value: problems, left } = await inLab(async (bench): Promise<Says[]> => {
    let stage: Stage;
    try {
      stage = await variant.up(bench);
    } catch (error) {
      return [labWords.upFailed({ text: textOf(error) })];
    }
    try {
      const problems: string[] = [];
      for (let asked: Stage | undefined = stage; asked; asked = await asked.next?.()) {
        report = await ask(bench, asked, options);
        problems.push(...asked.judge(report));
        if (problems.length > 0) break;
      }
      return problems.map(plainSays);
    } catch (error) {
      return [labWords.checkFailed({ text: textOf(error) })];
    }
  });
  const all = [...problems, ...left.map((what) => labWords.leftBehind({ what }))];
  const seconds = (performance.now() - began) / 1000;
  return all.length === 0
    ? { kind: "passed", seconds }
    : { kind: "failed", seconds, problems: all, report };
}

/** A judge's own words: for the people who build labs, in one language. */
function plainSays(text: string): Says {
  return { key: "lab/problem", slots: { text }, words: { en: "{text}", zh: "{text}" } };
}
