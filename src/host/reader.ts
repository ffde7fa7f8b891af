import type { Fetched } from "#contract/host.ts";
import { fetchHere } from "./fetch.ts";
import { seeFolderNamespaces } from "./folder-namespaces.ts";
import { markHung } from "./hung.ts";
import type { ReaderOrder } from "./isolated.ts";
import { Messages } from "./message-stream.ts";
import { type NamespaceSight, seeNamespaces } from "./namespaces.ts";
import { readSnapshot, type Snapshot } from "./snapshot.ts";
import { walks } from "./walks/index.ts";

/** Whether this process is as it was before an order: a walk may have moved it to another namespace, or cannot tell. */
async function isUnmoved(order: ReaderOrder): Promise<boolean> {
  if (order.ask !== "fetch" || order.task.order.source.kind !== "walk") return true;
  const walk = await walks[order.task.order.source.walk]?.();
  return walk?.default.moves !== true;
}

function answerTo(order: ReaderOrder): Promise<Fetched> | NamespaceSight | Snapshot {
  markHung(order.hung);
  switch (order.ask) {
    case "fetch":
      return fetchHere(order.task);
    case "snapshot":
      return readSnapshot(order.roots);
    case "namespaces":
      return order.of === "folder"
        ? seeFolderNamespaces(order.kind, order.roots)
        : seeNamespaces(order.kind, order.roots[0] ?? "");
  }
}

/**
 * The child's side of isolated fetches: tasks on stdin, answers on stdout, each a line of JSON. An answer whose line does
 * not end is the last one: this process takes no other task.
 */
export async function readerMain(): Promise<void> {
  const tasks = new Messages(Bun.stdin.stream());
  for (let text = await tasks.next(); text !== ""; text = await tasks.next()) {
    const order = JSON.parse(text) as ReaderOrder;
    const answer = JSON.stringify(await answerTo(order));
    const goesOn = !tasks.ended && (await isUnmoved(order));
    await Bun.write(Bun.stdout, goesOn ? `${answer}\n` : answer);
    if (!goesOn) return;
  }
}
