import { isatty } from "node:tty";
import { guides } from "#cases/guides.ts";
import type { Language } from "#contract/message.ts";
import { renderSays } from "#text/render-says.ts";
import { loadCases } from "./cases.ts";
import { cliWords } from "./messages.ts";
import { keepMarks, MARK_WIDTH, withWholeNumbers } from "#text/line-ends.ts";
import { page } from "./pager.ts";
import { UsageError } from "./usage-error.ts";

/** How a guide is to be given. */
export interface ExplainFlags {
  readonly format: string;
  readonly color: boolean;
}

/** Wider lines are hard to read, whatever the terminal allows. */
const COLUMNS_AT_MOST = 100;
const COLUMNS_OF_A_FILE = 80;
const STDOUT = 1;
const CODE_INDENT = "    ";

/** `casebook explain CASE`: the guide, for people or as it is written. */
export async function explain(id: string, flags: ExplainFlags, language: Language): Promise<void> {
  if (flags.format !== "text" && flags.format !== "md")
    throw new UsageError(cliWords.notAGuideFormat({ text: flags.format }));
  await loadCases([id]);
  const guide = (await guides[id]?.[language]())?.default ?? "";
  if (flags.format === "md") return page(guide);
  const related = relatedTo(id, guide);
  const links = related.map((other) => `  casebook explain ${other}\n`).join("");
  const seeAlso = related.length > 0 ? `${renderSays(cliWords.seeAlso(), language)}\n${links}` : "";
  page(`${rendered(guide, flags.color, language)}${seeAlso}`);
}

/** The other cases that a guide names, in the order in which it does. */
export function relatedTo(id: string, guide: string): string[] {
  const named = new Set(guide.match(/[a-z0-9]+(?:-[a-z0-9]+)+/g));
  return [...named].filter((word) => word !== id && Object.hasOwn(guides, word));
}

/** Code that belongs to an item of a list is indented as the item is. */
function withoutIndent(code: string): string {
  const indent = /^ */.exec(code)?.[0] ?? "";
  return code.replaceAll(new RegExp(`^${indent}`, "gm"), "");
}

/** Prose set for the terminal; commands and messages whole, with nothing before them that would be copied along. */
function rendered(guide: string, color: boolean, language: Language): string {
  const isTTY = isatty(STDOUT);
  const columns = isTTY ? Math.min(process.stdout.columns, COLUMNS_AT_MOST) : COLUMNS_OF_A_FILE;
  const theme = {
    colors: color && isTTY && !process.env["NO_COLOR"],
    columns: language === "zh" ? columns - MARK_WIDTH : columns,
  };
  const prose = (part: string): string => {
    const lines = withWholeNumbers(part, (markdown) => Bun.markdown.ansi(markdown, theme));
    return language === "zh" ? keepMarks(lines) : lines;
  };
  const parts = guide.split(/^ *```[^\n]*\n([\s\S]*?)^ *```\n/m);
  const set = parts.map((part, at) =>
    at % 2 === 0 ? prose(part) : withoutIndent(part).replaceAll(/^(?=.)/gm, CODE_INDENT),
  );
  return set.map((part) => `${part.trimEnd()}\n\n`).join("");
}
