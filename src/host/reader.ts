import type { ReaderTask } from "./isolated.ts";
import { fetchHere } from "./fetch.ts";

/** The child's side of an isolated fetch: task on stdin, answer on stdout, both JSON. */
export async function readerMain(): Promise<void> {
  const task = (await Bun.stdin.json()) as ReaderTask;
  await Bun.write(Bun.stdout, JSON.stringify(await fetchHere(task)));
}
