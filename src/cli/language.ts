import type { Language } from "#contract/message.ts";
import { cliWords } from "./messages.ts";
import { UsageError } from "./usage-error.ts";

const LANG_IS = "--lang=";

/** Language of the environment as locale(7) ranks it: LC_ALL, LC_MESSAGES, LANG. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const locale = environment["LC_ALL"] || environment["LC_MESSAGES"] || environment["LANG"] || "";
  return /^zh/i.test(locale) ? "zh" : "en";
}

/** The language that the words of the command line ask for, wherever they do: what is wrong with the others is said in it too. */
export function askedLanguage(words: readonly string[]): Language | null {
  const end = words.indexOf("--");
  const flags = end === -1 ? words : words.slice(0, end);
  const asked = flags.flatMap((word, at) => {
    if (word === "--lang") return flags.slice(at + 1, at + 2);
    return word.startsWith(LANG_IS) ? [word.slice(LANG_IS.length)] : [];
  });
  const last = asked.at(-1);
  return last === "en" || last === "zh" ? last : null;
}

/** The words without a `--lang` before the command, where it would be taken for one of `check`. */
export function afterLanguage(words: readonly string[]): readonly string[] {
  const [first = "", second] = words;
  if (first === "--lang" && second !== undefined) {
    parseLanguage(second);
    return words.slice(2);
  }
  if (!first.startsWith(LANG_IS)) return words;
  parseLanguage(first.slice(LANG_IS.length));
  return words.slice(1);
}

/** The language that `--lang` names. */
export function parseLanguage(text: string): Language {
  if (text === "en" || text === "zh") return text;
  throw new UsageError(cliWords.notALanguage({ text }));
}
