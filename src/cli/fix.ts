import type { Language, Says } from "#contract/message.ts";
import type { Report, ReportFinding, ReportRemedy, ReportStep } from "#contract/report.ts";
import { renderSays } from "#text/render-says.ts";
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

/** A word as a POSIX shell takes it. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A value of several numbers, as the kernel separates them, on one line. */
const asShown = (value: string): string => visible(value.replaceAll("\t", " "));

const commandLine = (argv: readonly string[]): string => visible(argv.map(shellWord).join(" "));

function stepLines(step: ReportStep, language: Language): string[] {
  const say = (says: Says): string => renderSays(says, language);
  switch (step.kind) {
    case "write": {
      const undo =
        step.previous === null
          ? cliWords.cannotUndo()
          : cliWords.undoWrite({ value: asShown(step.previous), current: asShown(step.value) });
      return [step.says, `  ${visible(step.path)} ← ${asShown(step.value)}`, `  ${say(undo)}`];
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
        `  ${visible(step.from)} → ${visible(step.to)}`,
        `  ${say(cliWords.undoMove())}`,
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
    `${visible(finding.id)}  ${visible(remedy.id)}: ${remedy.says}`,
    `  ${say(cliWords.risk())}: ${say(RISKS[remedy.risk]())}`,
    `  ${say(cliWords.lasts())}: ${say(LASTS[remedy.lasts]())}`,
    ...steps,
    "",
  ].join("\n");
}

function findingOf(report: Report, id: string): ReportFinding {
  for (const verdict of report.verdicts) {
    if (verdict.kind !== "present" && verdict.kind !== "latent") continue;
    const found = verdict.findings.find((finding) => finding.id === id);
    if (found) return found;
  }
  throw new UsageError(cliWords.noFinding({ id }));
}

/** `casebook fix FINDING`: asks the case again and shows the plan of each remedy, or of the named one. */
export async function fix(
  id: string,
  remedy: string | undefined,
  flags: HostFlags,
  language: Language,
): Promise<number> {
  const [caseId, subject] = id.split("/", 2);
  if (!caseId || !subject) throw new UsageError(cliWords.badFinding({ text: id }));
  const finding = findingOf(await checkHost([caseId], flags, language), id);
  const remedies = finding.remedies.filter((one) => remedy === undefined || one.id === remedy);
  if (remedies.length === 0) {
    const known = finding.remedies.map((one) => one.id).join(", ");
    throw new UsageError(cliWords.noRemedy({ finding: id, id: remedy ?? "", known }));
  }
  const plans = remedies.map((one) => plan(finding, one, language));
  print(`${plans.join("\n")}\n${renderSays(cliWords.planOnly(), language)}\n`, undefined);
  return 0;
}
