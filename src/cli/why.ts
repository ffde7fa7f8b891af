import type { Language } from "#contract/message.ts";
import type { Report, ReportWhy } from "#contract/report.ts";
import { readPackedFile } from "#host/packed-file.ts";
import { renderJson } from "#report/json.ts";
import { renderWhy } from "#report/why-text.ts";
import { rankByVerdict } from "#search/consider.ts";
import type { SearchedCase } from "#search/passages.ts";
import { CaseLibrary, Question } from "#search/question.ts";
import { loadSearchedCases } from "#search/searched-cases.ts";
import { type CheckFlags, runOnHost } from "./check.ts";
import { cliWords } from "./messages.ts";
import { print } from "./out.ts";
import { paintFor, requireFormat, statusOf } from "./output.ts";
import { UsageError } from "./usage-error.ts";

const STDIN = "-";

/** `casebook why TEXT…`: which cases the words speak for, and what the host says of each. @returns the exit status. */
export async function why(
  words: readonly string[],
  flags: CheckFlags,
  language: Language,
): Promise<number> {
  requireFormat(flags);
  const asked = words.length === 1 && words[0] === STDIN ? null : words.join(" ");
  if (asked?.trim() === "") throw new UsageError(cliWords.emptyQuestion());
  const cases = await loadSearchedCases();
  const answer = await ask(cases, asked);
  const considered = new Set(answer.considered.map((suspect) => suspect.case));
  const found = await runOnHost(
    cases.map(({ known }) => known).filter(({ id }) => considered.has(id)),
    new Set(),
    flags,
    language,
  );
  const report = { ...found, ...rankByVerdict(answer, found.verdicts) };
  if (!flags.quiet) print(rendered(report, flags, language), flags.output);
  return statusOf(report, flags.strict ?? false);
}

async function ask(cases: readonly SearchedCase[], asked: string | null): Promise<ReportWhy> {
  const question = new Question(new CaseLibrary(cases));
  if (asked === null) await readPackedFile(STDIN, question);
  else question.feed(new TextEncoder().encode(asked));
  const answer = question.answer(asked);
  if (answer.bytes === 0) throw new UsageError(cliWords.emptyLog());
  return answer;
}

function rendered(report: Report, flags: CheckFlags, language: Language): string {
  if (flags.format === "json" || !report.why) return renderJson(report);
  return renderWhy(report, report.why, {
    language,
    paint: paintFor(flags),
    all: flags.all ?? false,
    verbose: flags.verbose ?? false,
  });
}
