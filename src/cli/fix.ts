import type { Language, Says } from "#contract/message.ts";
import type { Report, ReportFinding, ReportRemedy, ReportStep } from "#contract/report.ts";
import { renderSays } from "#text/render-says.ts";
import { shellWord } from "#text/shell-word.ts";
import { visible } from "#text/visible.ts";
import { checkHost } from "./check.ts";
import type { HostFlags } from "./host-options.ts";
import { cliWords } from "./messages.ts";
import { print } from "./out.ts";
import { UsageError } from "./usage-error.ts";

const RISKS: Readonly<Record<ReportRemedy["risk"], () => Says>> = {
  none: cliWords.riskNone,
  degrades: cliWords.riskDegrades,
  interrupts: cliWords.riskInterrupts,
  "loses-data": cliWords.riskLosesData,
};

const LASTS: Readonly<Record<ReportRemedy["lasts"], () => Says>> = {
  "until-reboot": cliWords.lastsReboot,
  "until-restart": cliWords.lastsRestart,
  permanent: cliWords.lastsPermanent,
  once: cliWords.lastsOnce,
};

/** A value of several numbers, as the kernel separates them, on one line. */
const writing = (value: string, path: string): string =>
  visible(`echo ${shellWord(value.replaceAll("\t", " "))} > ${shellWord(path)}`);

const commandLine = (argv: readonly string[]): string => visible(argv.map(shellWord).join(" "));

function stepLines(step: ReportStep, language: Language): string[] {
  const say = (says: Says): string => renderSays(says, language);
  switch (step.kind) {
    case "write": {
      const undo =
        step.previous === null
          ? cliWords.cannotUndo()
          : cliWords.undoWrite({
              command: writing(step.previous, step.path),
              current: visible(step.value.replaceAll("\t", " ")),
            });
      return [step.says, `  ${writing(step.value, step.path)}`, `  ${say(undo)}`];
    }
    case "run": {
      const undo =
        step.undo === null
          ? cliWords.cannotUndo()
          : cliWords.undo({ command: commandLine(step.undo) });
      return [step.says, `  ${commandLine(step.argv)}`, `  ${say(undo)}`];
    }
    case "move":
      return [
        step.says,
        `  ${commandLine(["mv", "-nT", step.from, step.to])}`,
        `  ${say(cliWords.undo({ command: commandLine(["mv", "-nT", step.to, step.from]) }))}`,
      ];
    case "advise":
      return [step.says];
  }
}

function plan(finding: ReportFinding, remedy: ReportRemedy, language: Language): string {
  const say = (says: Says): string => renderSays(says, language);
  const steps = remedy.steps.flatMap((step, index) => {
    const [first = "", ...rest] = stepLines(step, language);
    return [`  ${index + 1}. ${first}`, ...rest.map((line) => `   ${line}`)];
  });
  return [
    `${visible(finding.id)}  ${say(cliWords.plan({ id: remedy.id, what: remedy.says }))}`,
    `  ${say(cliWords.risk({ what: say(RISKS[remedy.risk]()) }))}`,
    `  ${say(cliWords.lasts({ what: say(LASTS[remedy.lasts]()) }))}`,
    ...steps,
    "",
  ].join("\n");
}

function findingOf(
  report: Report,
  id: string,
  says: (slots: { id: string }) => Says,
): ReportFinding {
  for (const verdict of report.verdicts) {
    if (verdict.kind !== "present" && verdict.kind !== "latent") continue;
    const found = verdict.findings.find((finding) => finding.id === id);
    if (found) return found;
  }
  throw new UsageError(says({ id }));
}

/** Names of connections hold an arrow, which few keyboards have. */
const asNamed = (id: string): string => id.replaceAll(/ *-> */g, " → ");

/** What a capture shows: one finding, or all of a case, which is easier to type. */
async function findingsInCapture(
  file: string,
  id: string,
  language: Language,
): Promise<readonly ReportFinding[]> {
  const { captureReport } = await import("./pcap.ts");
  const { report } = await captureReport(file, { sketched: false }, language);
  const ofCase = report.verdicts.flatMap((verdict) =>
    verdict.case === id && "findings" in verdict ? verdict.findings : [],
  );
  return ofCase.length > 0 ? ofCase : [findingOf(report, asNamed(id), cliWords.noFindingInCapture)];
}

async function findings(
  id: string,
  { capture, ...flags }: FixFlags,
  language: Language,
): Promise<readonly ReportFinding[]> {
  if (capture !== undefined) return findingsInCapture(capture, id, language);
  const [caseId, subject] = id.split("/", 2);
  if (!caseId || !subject) throw new UsageError(cliWords.badFinding({ text: id }));
  return [findingOf(await checkHost([caseId], flags, language), id, cliWords.noFinding)];
}

export interface FixFlags extends HostFlags {
  readonly remedy?: string;
  /** The finding is one of this capture. */
  readonly capture?: string;
}

/** `casebook fix FINDING`: asks the case again and shows the plan of each remedy, or of the named one. */
export async function fix(id: string, flags: FixFlags, language: Language): Promise<number> {
  const { remedy } = flags;
  const found = await findings(id, flags, language);
  const plans = found.flatMap((finding) =>
    finding.remedies
      .filter((one) => remedy === undefined || one.id === remedy)
      .map((one) => plan(finding, one, language)),
  );
  if (plans.length === 0) {
    const known = found.flatMap(({ remedies }) => remedies.map((one) => one.id)).join(", ");
    throw new UsageError(cliWords.noRemedy({ finding: id, id: remedy ?? "", known }));
  }
  print(`${plans.join("\n")}\n${renderSays(cliWords.planOnly(), language)}\n`, undefined);
  return 0;
}
