import { runProgram, which } from "./command.ts";
import { ANSWER_SECONDS, markHung } from "./hung.ts";
import { farPointsAround } from "./locality.ts";

/** More than any host or snapshot has; what is beyond costs each reading its own limit. */
const MOST_ASKED = 64;

const asked = new Map<string, Promise<void>>();

/** Asks a filesystem to list its top, by a program that can be left behind. */
async function ask(point: string): Promise<void> {
  const ls = which("ls");
  if (ls === null) return;
  const { timedOut } = await runProgram([ls, "--", point], ANSWER_SECONDS);
  if (timedOut) markHung([point]);
}

function askOnce(point: string): Promise<void> {
  const answer = asked.get(point) ?? ask(point);
  asked.set(point, answer);
  return answer;
}

/**
 * Finds out which filesystems of another machine or a user-space server do not answer, at, in or above some directories:
 * all at once and each only once, so that what hangs costs one limit and not one for every reading.
 */
export async function askFarMounts(directories: readonly string[]): Promise<void> {
  const points = new Set(directories.flatMap(farPointsAround));
  await Promise.all([...points].slice(0, MOST_ASKED).map(askOnce));
}
