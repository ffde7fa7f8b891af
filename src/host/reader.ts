import { fetchHere } from "./fetch.ts";
import type { ReaderTask } from "./isolated.ts";
import { Messages } from "./message-stream.ts";
import { walks } from "./walks/index.ts";

/** Whether this process is as it was before an order: a walk may have moved it to another namespace, or cannot tell. */
async function isUnmoved({ order: { source } }: ReaderTask): Promise<boolean> {
  if (source.kind !== "walk") return true;
  const walk = await walks[source.walk]?.();
  return walk?.default.moves !== true;
}

/**
 * The child's side of isolated fetches: tasks on stdin, answers on stdout, each a line of JSON. An answer whose line does
 * not end is the last one: this process takes no other task.
 */
export async function readerMain(): Promise<void> {
  const tasks = new Messages(Bun.stdin.stream());
  for (let text = await tasks.next(); text !== ""; text = await tasks.next()) {
    const task = JSON.parse(text) as ReaderTask;
    const answer = JSON.stringify(await fetchHere(task));
    const goesOn = !tasks.ended && (await isUnmoved(task));
    await Bun.write(Bun.stdout, goesOn ? `${answer}\n` : answer);
    if (!goesOn) return;
  }
}
