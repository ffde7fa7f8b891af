import { labs } from "#lab/registry.ts";
import { parseClosingLine, type Tally } from "./tally.ts";

/** All labs together; a lab that hangs must not keep the closing line from being printed. */
const LABS_LIMIT_SECONDS = 14 * 60;

export interface LabsOutcome {
  tally: Tally;
  /** One line for each lab, or all of them, that did not run. */
  leftOut: readonly string[];
}

/** Why no lab can run here, in words; undefined if they can be tried. */
export function whyNoLabs(environment: NodeJS.ProcessEnv, uid: number): string | undefined {
  if (environment["CASEBOOK_LABS"] === "0") return "CASEBOOK_LABS=0";
  if (uid !== 0) return "they need root";
  return undefined;
}

/** Proves every case on this kernel, or says what was left out. Prints what the labs print, but not their total. */
export async function runLabs(casebook: string): Promise<LabsOutcome> {
  const names = await variantNames();
  const reason = whyNoLabs(process.env, process.getuid?.() ?? -1);
  if (reason !== undefined) {
    const leftOut = names.map((name) => `lab ${name}: ${reason}`);
    return { tally: { passed: 0, failed: 0, skipped: names.length }, leftOut };
  }
  return names.length === 0
    ? { tally: { passed: 0, failed: 0, skipped: 0 }, leftOut: [] }
    : prove(casebook);
}

async function variantNames(): Promise<string[]> {
  const all = await Promise.all(Object.values(labs).map(async (load) => (await load()).default));
  return all.flatMap((lab) => lab.variants.map((variant) => `${lab.case}:${variant.id}`));
}

/** How `casebook lab prove` begins the line of a variant that it leaves out, or that failed, in any language. */
const LEFT_OUT = "– ";
const FAILED = "✗ ";

interface Attempt {
  readonly tally: Tally;
  readonly leftOut: readonly string[];
  readonly failed: readonly string[];
}

async function attempt(casebook: string, names: readonly string[]): Promise<Attempt> {
  const child = Bun.spawn([casebook, "lab", "prove", ...names], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
    timeout: LABS_LIMIT_SECONDS * 1000,
  });
  let tally: Tally | undefined;
  const leftOut: string[] = [];
  const failed: string[] = [];
  for await (const line of linesOf(child.stdout)) {
    const closing = parseClosingLine(line);
    if (closing === undefined) console.log(line);
    else tally = closing;
    if (line.startsWith(LEFT_OUT))
      leftOut.push(`lab ${line.slice(LEFT_OUT.length).replace(/ {2,}/, ": ")}`);
    if (line.startsWith(FAILED)) failed.push(line.slice(FAILED.length).split(" ", 1)[0] ?? "");
  }
  const status = await child.exited;
  return { tally: settle(tally, status), leftOut, failed };
}

/**
 * Proves every variant, and those that failed once more: a lab loads a machine that others may load too. What fails
 * twice has failed; what passes the second time is said to have done so.
 */
async function prove(casebook: string): Promise<LabsOutcome> {
  const first = await attempt(casebook, []);
  if (first.failed.length === 0) return first;
  console.log(`\nOnce more: ${first.failed.join(", ")}`);
  const second = await attempt(casebook, first.failed);
  return { tally: retried(first.tally, second.tally), leftOut: first.leftOut };
}

/** The total when what failed was tried again. */
export function retried(first: Tally, second: Tally): Tally {
  return {
    passed: first.passed + second.passed,
    failed: Math.max(0, first.failed - second.passed - second.failed) + second.failed,
    skipped: first.skipped,
  };
}

/** Labs that end without a total, or badly with a clean one, have failed. */
export function settle(tally: Tally | undefined, status: number): Tally {
  const told = tally ?? { passed: 0, failed: 1, skipped: 0 };
  return status === 0 ? told : { ...told, failed: Math.max(1, told.failed) };
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}
