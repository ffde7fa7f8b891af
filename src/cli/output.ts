import type { Report } from "#contract/report.ts";
import { colourPaint, type Paint, plainPaint } from "#report/paint.ts";
import { cliWords } from "./messages.ts";
import { UsageError } from "./usage-error.ts";

/** How a report is to be given. */
export interface OutputFlags {
  readonly format: string;
  readonly all?: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  readonly strict?: boolean;
  readonly color: boolean;
  readonly output?: string;
}

/** @throws {UsageError} when there is no such format: before anything is read. */
export function requireFormat({ format }: OutputFlags): void {
  if (format !== "text" && format !== "json")
    throw new UsageError(cliWords.notAFormat({ text: format }));
}

/** Colours only for a terminal that has not declined them. */
export function paintFor(flags: OutputFlags): Paint {
  const isWanted =
    flags.color && flags.output === undefined && process.stdout.isTTY && !process.env["NO_COLOR"];
  return isWanted ? colourPaint : plainPaint;
}

export function statusOf({ verdicts }: Report, strict: boolean): number {
  if (verdicts.some(({ kind }) => kind === "present")) return 1;
  return strict && verdicts.some(({ kind }) => kind === "unknown") ? 3 : 0;
}
