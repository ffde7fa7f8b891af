import type { Language } from "#contract/message.ts";
import { cliWords } from "./messages.ts";
import { UsageError } from "./usage-error.ts";

/** Language of the environment as locale(7) ranks it: LC_ALL, LC_MESSAGES, LANG. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const locale = environment["LC_ALL"] || environment["LC_MESSAGES"] || environment["LANG"] || "";
  return /^zh/i.test(locale) ? "zh" : "en";
}

/** The language that `--lang` names. */
export function parseLanguage(text: string): Language {
  if (text === "en" || text === "zh") return text;
  throw new UsageError(cliWords.notALanguage({ text }));
}
