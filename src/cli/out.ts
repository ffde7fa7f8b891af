import { writeFileSync, writeSync } from "node:fs";
import type { Language, Says } from "#contract/message.ts";
import { renderSays } from "#text/render-says.ts";
import { visible } from "#text/visible.ts";
import { cliWords } from "./messages.ts";
import { UsageError } from "./usage-error.ts";

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** Writes all of a text to a descriptor; a reader that has gone (`| head`) ends the output, not the program. */
function writeAll(fd: number, text: string): void {
  let rest: Uint8Array = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      if (hasCode(error, "EPIPE")) return;
      if (!hasCode(error, "EAGAIN")) throw error;
      Bun.sleepSync(5);
    }
  }
}

/** Text for stdout, or for the file that `-o` names. */
export function print(text: string, file: string | undefined): void {
  try {
    if (file === undefined) writeAll(1, text);
    else writeFileSync(file, text);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new UsageError(cliWords.cannotWrite({ path: visible(file ?? "stdout"), code }));
  }
}

/** A line of diagnostics on stderr, and what it is about below it. */
export function complain(says: Says, language: Language, details = ""): void {
  const below = details.split("\n").filter((line) => line !== "");
  writeAll(2, `casebook: ${[renderSays(says, language), ...below.map(visible)].join("\n")}\n`);
}
