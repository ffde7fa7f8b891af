import type { Language } from "#contract/message.ts";
import type { Report } from "#contract/report.ts";
import { runCases } from "#engine/run.ts";
import { buildReport } from "#report/build.ts";
import { renderJson } from "#report/json.ts";
import { colourPaint, plainPaint } from "#report/paint.ts";
import { renderText } from "#report/text.ts";
import { loadCases } from "./cases.ts";
import { type HostFlags, openHost } from "./host-options.ts";
import { cliWords } from "./messages.ts";
import { print } from "./out.ts";
import { withProgress } from "./progress.ts";
import { UsageError } from "./usage-error.ts";
import { version } from "./version.ts";

export interface CheckFlags extends HostFlags {
  readonly format: string;
  readonly all?: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  readonly strict?: boolean;
  readonly color: boolean;
  readonly output?: string;
}

/** Runs the named cases, or all, on the host that the flags name. */
export async function checkHost(
  ids: readonly string[],
  flags: HostFlags,
  language: Language,
): Promise<Report> {
  const cases = await loadCases(ids);
  const outcome = await runCases(withProgress(await openHost(flags), language), cases, {
    named: new Set(ids),
  });
  return buildReport(outcome, version, language);
}

function exitStatus({ verdicts }: Report, strict: boolean): number {
  if (verdicts.some(({ kind }) => kind === "present")) return 1;
  return strict && verdicts.some(({ kind }) => kind === "unknown") ? 3 : 0;
}

function wantsColour(flags: CheckFlags): boolean {
  return (
    flags.color && flags.output === undefined && process.stdout.isTTY && !process.env["NO_COLOR"]
  );
}

/** `casebook check`. @returns the exit status. */
export async function check(
  ids: readonly string[],
  flags: CheckFlags,
  language: Language,
): Promise<number> {
  if (flags.format !== "text" && flags.format !== "json")
    throw new UsageError(cliWords.notAFormat({ text: flags.format }));
  const report = await checkHost(ids, flags, language);
  if (!flags.quiet) {
    const text =
      flags.format === "json"
        ? renderJson(report)
        : renderText(report, {
            language,
            paint: wantsColour(flags) ? colourPaint : plainPaint,
            all: flags.all ?? false,
            verbose: flags.verbose ?? false,
          });
    print(text, flags.output);
  }
  return exitStatus(report, flags.strict ?? false);
}
