import { count } from "#text/fields.ts";
import { formatRecord } from "#text/record.ts";
import { runProgram, which } from "../command.ts";
import { namespaceInode } from "../namespaces.ts";
import { ProcTree } from "./proc-tree.ts";
import type { Walk } from "./walk.ts";

const LIMITS = "/proc/sys/user";
/** What a user namespace begins with, and nobody can reach (linux kernel/user_namespace.c). */
const NO_LIMIT = 2 ** 31 - 1;
/** Ours: each namespace that is asked costs the start of two programs. */
const MOST_ASKED = 256;
const TOGETHER = 4;
const LIMIT_SECONDS = 3;

/** The lowest process of a user namespace that is not the reader's. */
interface Below {
  readonly inode: number;
  readonly pid: number;
  readonly comm: string;
}

interface Sight {
  readonly below: readonly Below[];
  readonly processes: number;
}

function see(proc: ProcTree, own: string): Sight {
  const inodeOf = (pid: string | number): number | null =>
    namespaceInode(proc.link(`/proc/${pid}/ns`, "user") ?? "");
  const known = new Set([inodeOf(own)]);
  const below: Below[] = [];
  let processes = 0;
  for (const pid of proc.processes()) {
    const inode = inodeOf(pid);
    if (inode === null) continue;
    processes++;
    if (known.has(inode)) continue;
    known.add(inode);
    below.push({ inode, pid, comm: proc.comm(pid) });
  }
  return { below, processes };
}

/** What `grep "" FILE…` prints, a line for each file: only limits that somebody has set. */
function limitsIn(text: string): Readonly<Record<string, number>> {
  return Object.fromEntries(
    text.split("\n").flatMap((line): [string, number][] => {
      const [, name, digits] = /^\/proc\/sys\/user\/max_(\w+):(\d+)$/.exec(line) ?? [];
      const limit = count(digits);
      return name === undefined || limit === null || limit >= NO_LIMIT ? [] : [[name, limit]];
    }),
  );
}

/** A user namespace is entered by a process with one thread: a program for each. */
async function ask(
  nsenter: string,
  files: readonly string[],
  { inode, pid, comm }: Below,
): Promise<string> {
  const argv = [nsenter, "-U", "--preserve-credentials", "-t", String(pid), "grep", "-H", ""];
  const { status, stdout } = await runProgram([...argv, ...files], LIMIT_SECONDS);
  return status === 0
    ? formatRecord("limits", { inode, pid, comm, ...limitsIn(stdout) })
    : formatRecord("unasked", { inode, pid, comm });
}

async function answers(proc: ProcTree, below: readonly Below[], isLive: boolean) {
  const nsenter = which("nsenter");
  const files = proc.list(LIMITS).map((name) => `${LIMITS}/${name}`);
  const isPossible = isLive && nsenter !== null && files.length > 0;
  const asked = isPossible ? below.slice(0, MOST_ASKED) : [];
  const lines: string[] = [];
  for (let at = 0; at < asked.length; at += TOGETHER) {
    const some = asked.slice(at, at + TOGETHER).map((one) => ask(nsenter ?? "", files, one));
    lines.push(...(await Promise.all(some)));
  }
  const rest = below.slice(asked.length).map((one) => formatRecord("unasked", { ...one }));
  return [...lines, ...rest];
}

/**
 * Limits that user namespaces below the reader's own have of their own.
 *
 * `limits inode= pid= comm= NAME=…` for each that was asked, with those of its `/proc/sys/user/max_NAME` that somebody
 * has set; `unasked inode= pid= comm=` for each that was not, or did not answer. Then `seen processes=`: those whose
 * namespace could be seen. Of a tree nobody can be asked.
 *
 * @see namespaces(7), user_namespaces(7), linux kernel/ucount.c
 */
const userLimits: Walk = {
  name: "user-limits",
  onTree: true,
  async run({ root }) {
    const proc = new ProcTree(root);
    const isLive = root === "";
    const { below, processes } = see(proc, isLive ? "self" : "1");
    const lines = await answers(proc, below, isLive);
    return [...lines, formatRecord("seen", { processes })].map((line) => `${line}\n`).join("");
  },
};

export default userLimits;
