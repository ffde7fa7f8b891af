import { existsSync } from "node:fs";
import { join } from "node:path";
import { printQuotedTable } from "#text/quoted-table.ts";
import { below } from "../entries.ts";
import { expand } from "../pattern.ts";
import { readFile } from "../read-file.ts";
import { within } from "../within.ts";
import type { Walk } from "./walk.ts";

/** Tasks that one look asks for: a report names one each, and the kernel stops after ten. */
const MOST_TASKS = 64;
const FRAMES = 6;

function text(path: string | null): string | null {
  if (path === null) return null;
  const read = readFile(path);
  return read.status === "read" ? read.text : null;
}

/** `comm` may hold blanks and parentheses: the state follows the last `)`. */
const stateOf = (stat: string): string | null => /^.*\) ([A-Za-z])( |$)/s.exec(stat)?.[1] ?? null;

/** `[<0>] folio_wait_bit_common+0x13d/0x380`. */
const functionsIn = (stack: string): string =>
  [...stack.matchAll(/^\[<[^>]*>\] ([\w.]+)\+/gm)]
    .slice(0, FRAMES)
    .map(([, name]) => name)
    .join(" ");

/**
 * Text: a table `pid comm state wchan stack` of the tasks that a look asks for by their ids. Threads answer by id too,
 * though no listing of /proc names them. A task that has ended is left out; `wchan` and `stack` need privileges.
 */
const walk: Walk = {
  name: "task-states",
  onTree: true,
  run({ root, targets }) {
    const locate = root === "" ? below(root) : within(root);
    const isThere =
      existsSync(join(root, "/proc/1")) || expand("/proc/[0-9]*", locate).found.length > 0;
    const rows = targets
      .filter((target) => /^\d{1,10}$/.test(target))
      .slice(0, MOST_TASKS)
      .flatMap((pid) => {
        const stat = text(locate(`/proc/${pid}/stat`));
        const comm = text(locate(`/proc/${pid}/comm`))?.trimEnd() ?? null;
        const state = stateOf(stat ?? "");
        if (state === null) return [];
        const wchan = text(locate(`/proc/${pid}/wchan`));
        const stack = text(locate(`/proc/${pid}/stack`));
        return [
          [
            Number(pid),
            comm,
            state,
            wchan === "0" ? null : wchan,
            stack === null ? null : functionsIn(stack),
          ],
        ];
      });
    // A snapshot without processes says nothing of tasks: one row says so.
    return printQuotedTable(
      ["pid", "comm", "state", "wchan", "stack"],
      isThere ? rows : [[0, null, "?", null, null]],
    );
  },
};

export default walk;
