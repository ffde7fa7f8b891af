import { cliWords } from "./messages.ts";
import { UsageError } from "./usage-error.ts";

/** Seconds of `1s`, `500ms`, `2m`, or a bare number of seconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text);
  if (!match) throw new UsageError(cliWords.notADuration({ text }));
  const scale = match[2] === "ms" ? 0.001 : match[2] === "m" ? 60 : 1;
  return Number(match[1]) * scale;
}
