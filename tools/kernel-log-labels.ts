import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCases } from "#engine/run.ts";
import { folderHost } from "#host/folder.ts";
import cpuSoftLockup from "#cases/cpu-soft-lockup/case.ts";

/**
 * `bin/bun tools/kernel-log-labels.ts DIR`: asks cpu-soft-lockup of every kernel log that `DIR/truth.json` labels, and
 * prints how often each label was given which answer. Exit status 1 if one differs.
 *
 * Labels of syzkaller's logs are the title of the *first* report in a log, whatever follows; a report that is cut or
 * mixed with others keeps its title and is marked corrupted. So the first report decides here too. Where a label can be
 * argued about:
 * - a log that begins with `BUG: spinlock lockup suspected` and goes on with a soft lockup of the CPU that waits for the
 *   lock is labelled by the former; the case says that the latter follows from it.
 * - a log that holds `Kernel panic - not syncing: hung_task: blocked tasks` alone is a panic there; the detector that made
 *   it panic is known, so it is a hung task here.
 * - `INFO: task … can't die for more than … seconds` (a debug option of linux-next) is a hang of its own kind there and here.
 * - an expedited RCU grace period that is told after some milliseconds is a stall there; here it is too brief to be one.
 */
interface Entry {
  readonly kind: string;
  readonly label?: string;
  readonly grep_counts?: Readonly<Record<string, number>>;
}

const STALLS: Readonly<Record<string, string>> = {
  soft_lockup: "soft-lockup",
  hard_lockup: "hard-lockup",
  rcu_stall: "rcu-stall",
  hung_task: "hung-task",
  workqueue_lockup: "workqueue-lockup",
};

/** A log without a label of its own is known by what a search counted in it. */
function expectedOf({ label, grep_counts: counts = {} }: Entry): string {
  const [counted] = Object.keys(counts).filter((name) => STALLS[name] !== undefined);
  return STALLS[label ?? counted ?? ""] ?? "none";
}

async function answerTo(text: string, place: string): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), "kernel-log-"));
  try {
    mkdirSync(join(root, place, ".."), { recursive: true });
    writeFileSync(join(root, place), text);
    const { verdicts } = await runCases(folderHost([root]), [cpuSoftLockup], { named: new Set() });
    const verdict = verdicts[0]?.verdict;
    if (verdict?.kind !== "present" && verdict?.kind !== "latent") return "none";
    const causes = verdict.findings.map(({ cause }) => cause);
    return verdict.kind === "present" ? causes.join("+") : `latent ${causes.join("+")}`;
  } finally {
    rmSync(root, { recursive: true });
  }
}

const [directory = ".", place = "dev/kmsg"] = process.argv.slice(2);
const { entries } = JSON.parse(readFileSync(join(directory, "truth.json"), "utf8")) as {
  entries: Record<string, Entry>;
};
const table = new Map<string, Map<string, string[]>>();
for (const [name, entry] of Object.entries(entries)) {
  if (entry.kind !== "kernel_log") continue;
  const label = entry.label ?? `(${expectedOf(entry)})`;
  const answer = await answerTo(readFileSync(join(directory, name), "utf8"), place);
  const row = table.get(label) ?? new Map<string, string[]>();
  row.set(answer, [...(row.get(answer) ?? []), name]);
  table.set(label, row);
  if (answer !== expectedOf(entry)) {
    console.log(`${name}: ${expectedOf(entry)} expected, ${answer} answered`);
    process.exitCode = 1;
  }
}
const answers = [...new Set([...table.values()].flatMap((row) => [...row.keys()]))].toSorted();
console.log(["label".padEnd(20), ...answers.map((answer) => answer.padStart(18))].join(""));
for (const [label, row] of [...table].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  console.log(
    [
      label.padEnd(20),
      ...answers.map((answer) => String(row.get(answer)?.length ?? 0).padStart(18)),
    ].join(""),
  );
