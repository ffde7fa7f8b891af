import { existsSync } from "node:fs";
import type { Source } from "#contract/fact.ts";
import type { Fetched } from "#contract/host.ts";
import type { Says } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import { reasons } from "./messages.ts";

const SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const LARGEST_OUTPUT = 64 * 1024 * 1024;

/** The path under which a command's output lies in a snapshot: `conntrack -S` is `cmd/conntrack-S`. */
export function commandPath(argv: readonly string[]): string {
  return `cmd/${argv.join("-").replace(/-+/g, "-").replaceAll("/", "_")}`;
}

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/**
 * Runs a program to its end or to the limit, then SIGKILL: SIGTERM may be proxied or ignored. A child that even
 * SIGKILL does not end (D state) is left behind, not waited for.
 */
export async function runProgram(argv: readonly string[], limitSeconds: number): Promise<Finished> {
  const child = Bun.spawn([...argv], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: {
      ...process.env,
      PATH: `${process.env["PATH"] ?? ""}:${SEARCH_PATH}`,
      LC_ALL: "C",
      LANGUAGE: "C",
    },
    maxBuffer: LARGEST_OUTPUT,
  });
  const { promise: limit, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), limitSeconds * 1000);
  const finished = Promise.all([
    child.exited,
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  const outcome = await Promise.race([finished, limit]);
  clearTimeout(timer);
  if (outcome === null) {
    child.kill("SIGKILL");
    child.unref();
    return { status: null, stdout: "", stderr: "", timedOut: true };
  }
  const [status, stdout, stderr] = outcome;
  return { status, stdout, stderr, timedOut: false };
}

/** Full path of a program, or null if it is not installed. */
export function which(program: string): string | null {
  return Bun.which(program, { PATH: `${process.env["PATH"] ?? ""}:${SEARCH_PATH}` });
}

const firstLine = (text: string): string => (text.split("\n", 1)[0] ?? "").slice(0, 80);

/** Why a command is not to be run here, in the network namespace that this process is in now. */
function unasked({ argv, when }: Extract<Source, { kind: "command" }>): Says | null {
  const command = argv.join(" ");
  if (when?.lacks !== undefined && existsSync(when.lacks))
    return reasons.notAskedFor({ command, path: when.lacks });
  return when?.exists !== undefined && !existsSync(when.exists)
    ? reasons.notAskedWithout({ command, path: when.exists })
    : null;
}

/** A command as a source: what it printed, or why that is worth nothing. */
export async function fetchCommand(
  source: Extract<Source, { kind: "command" }>,
  limitSeconds: number,
  privilege: string,
): Promise<Fetched> {
  const { argv } = source;
  const at = new Date().toISOString();
  const why = unasked(source);
  if (why) return { status: "absent", reason: why, at };
  const command = argv.join(" ");
  const program = which(argv[0] ?? "");
  if (program === null)
    return { status: "absent", reason: reasons.noCommand({ command: argv[0] ?? "" }), at };
  const finished = await runProgram([program, ...argv.slice(1)], limitSeconds);
  if (finished.timedOut) {
    return {
      status: "denied",
      reason: reasons.timedOut({ path: command, limit: quantity(limitSeconds, "seconds") }),
      at,
    };
  }
  if (finished.status !== 0) {
    const text = firstLine(finished.stderr);
    const refused = /permission denied|not permitted|must be root|superuser/i.test(finished.stderr);
    const reason = refused
      ? reasons.refused({ path: command, code: text, privilege })
      : reasons.commandFailed({ command, status: finished.status ?? -1, text });
    return { status: "denied", reason, at };
  }
  return {
    status: "read",
    entries: [{ path: command, text: finished.stdout, match: [] }],
    refused: [],
    at,
  };
}
