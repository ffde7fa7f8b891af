import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { quotedRows } from "#text/quoted-table.ts";

/** A task as it is now. */
export interface TaskState {
  readonly pid: number;
  readonly comm: string;
  /** As in proc_pid_stat(5): `D` waits uninterruptibly. */
  readonly state: string;
  /** Functions that it waits in, innermost first; empty without CAP_SYS_ADMIN. */
  readonly functions: readonly string[];
  /** 1-based. */
  readonly line: number;
}

export interface TaskStates {
  readonly tasks: ReadonlyMap<number, TaskState>;
  /** Whether processes could be seen at all: in many a snapshot there are none. */
  readonly isSeen: boolean;
}

function parse(text: string, note: Note): TaskStates {
  const tasks = new Map<number, TaskState>();
  let isSeen = true;
  for (const { row, line } of quotedRows(text, ["pid", "comm", "state", "wchan", "stack"], note)) {
    const pid = count(row.get("pid") ?? undefined);
    const state = row.get("state") ?? "";
    if (pid === 0) isSeen = false;
    else if (pid === null || !/^[A-Za-z]$/.test(state))
      note({ line, text: [...row.values()].join(" ").slice(0, 80) });
    else {
      const stack = row.get("stack") || row.get("wchan") || "";
      const functions = stack.split(" ").filter(Boolean);
      tasks.set(pid, { pid, comm: row.get("comm") ?? "", state, functions, line });
    }
  }
  return { tasks, isSeen };
}

/** How the tasks that a closer look names are doing: `/proc/TID/stat`, and `wchan` or `stack` for what they wait in. */
const taskStates: Fact<TaskStates> = walkFact({
  id: "walk/task-states",
  walk: "task-states",
  scope: "host",
  privilege: "CAP_SYS_ADMIN",
  limitSeconds: 10,
  spec: ["proc_pid_stat(5)", "proc_pid_wchan(5)", "proc_pid_stack(5)"],
  parse,
});

export default taskStates;
