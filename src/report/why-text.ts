import type { Language, Says } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import type { Report, ReportPatternHit, ReportSuspect, ReportWhy } from "#contract/report.ts";
import { renderSays } from "#text/render-says.ts";
import { visible } from "#text/visible.ts";
import { layOut, type Row } from "./columns.ts";
import { renderText, type TextOptions } from "./text.ts";
import { whyWords } from "./why-messages.ts";

const INDENT = "    ";
const PATTERNS_SHOWN = 3;
const SAMPLE_SHOWN = 100;
const LEAD_SHOWN = 20;

const VERDICTS = {
  present: whyWords.present,
  latent: whyWords.latent,
  absent: whyWords.absent,
  unknown: whyWords.unknown,
  "not-applicable": whyWords.notApplicable,
} as const;

/** The answer of `casebook why` for people: what this host shows, then why each case was considered. */
export function renderWhy(report: Report, why: ReportWhy, options: TextOptions): string {
  const say = (says: Says): string => renderSays(says, options.language);
  const lines: string[] = [];
  if (why.considered.length === 0) {
    lines.push(say(whyWords.nothing()), say(whyWords.lookAt()));
  } else {
    const verdicts = new Map(report.verdicts.map((verdict) => [verdict.case, verdict]));
    const blocks = why.considered.map((suspect): Row[] => {
      const verdict = verdicts.get(suspect.case);
      const value = say(VERDICTS[verdict?.kind ?? "unknown"]());
      return [
        { label: suspect.case, value, note: verdict?.title ?? "" },
        ...reasonRows(suspect, why.asked === null, options.language),
      ];
    });
    lines.push(renderText(report, options), options.paint.strong(say(whyWords.considered())));
    if (why.asked === null)
      lines.push(
        INDENT + say(whyWords.log({ lines: why.lines, bytes: quantity(why.bytes, "bytes") })),
      );
    lines.push(...layOut(blocks, options.paint).map((line) => INDENT + line));
    const areRuledOut = why.considered.every((each) => verdicts.get(each.case)?.kind === "absent");
    lines.push("", say(areRuledOut ? whyWords.allRuledOut() : whyWords.onlyWords()));
  }
  if (why.strange.length > 0) {
    lines.push("", options.paint.strong(say(whyWords.strange())));
    const rows = why.strange.map(({ line, firstLine, count }): Row => ({
      label: visible(line.slice(0, SAMPLE_SHOWN)),
      value: say(occurrence(count, firstLine)),
      note: "",
    }));
    lines.push(...rows.flatMap(({ label, value }) => [INDENT + label, `${INDENT}  ${value}`]));
  }
  return `${lines.join("\n").trimEnd()}\n`;
}

const occurrence = (count: number, line: number): Says =>
  count === 1 ? whyWords.once({ line }) : whyWords.onLine({ count, line });

/** A line from its beginning, if the message is in the part that is shown; else from a little before the message. */
function shown({ sample, pattern }: ReportPatternHit): string {
  const start = sample.toLowerCase().indexOf(pattern) - LEAD_SHOWN;
  return start + LEAD_SHOWN + pattern.length > SAMPLE_SHOWN && start > 0
    ? `…${sample.slice(start, start + SAMPLE_SHOWN)}`
    : sample.slice(0, SAMPLE_SHOWN);
}

/** What spoke for a case: error messages of a log with their places, or the words of a question. */
function reasonRows(suspect: ReportSuspect, isLog: boolean, language: Language): Row[] {
  const say = (says: Says): string => renderSays(says, language);
  const where = ({ count, firstLine }: ReportPatternHit): string =>
    say(isLog ? occurrence(count, firstLine) : whyWords.inQuestion());
  // One line of a log may hold several messages of a case.
  const seen = new Map(suspect.patterns.map((hit) => [isLog ? hit.sample : hit.pattern, hit]));
  const rows = [...seen.values()].slice(0, PATTERNS_SHOWN).map((hit) => ({
    label: "",
    value: `“${visible(isLog ? shown(hit) : hit.pattern)}”`,
    note: where(hit),
  }));
  if (suspect.words.length > 0 && (!isLog || rows.length === 0))
    rows.push({
      label: "",
      value: say(whyWords.words({ words: suspect.words.join(" ") })),
      note: "",
    });
  return rows;
}
