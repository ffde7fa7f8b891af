import type { Fetched, Order } from "#contract/host.ts";
import type { Says } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import { hungPoints } from "./hung.ts";
import { IDLE_SECONDS, IdleWatch, LOOK_SECONDS } from "./idle-watch.ts";
import { Messages } from "./message-stream.ts";
import { reasons } from "./messages.ts";
import { selfCommand } from "./self.ts";

/** The word that makes this program a reader: it fetches what it is told to, and answers in JSON. */
const READER = "__fetch";

/** What a reader fetches, and for which host. */
export interface ReaderTask {
  readonly root: string;
  readonly kind: "live" | "root" | "folder";
  readonly dockerRoots: readonly string[];
  readonly order: Order;
}

/** What a reader is asked for. */
export type Question =
  | { readonly ask: "fetch"; readonly task: ReaderTask }
  | { readonly ask: "snapshot"; readonly roots: readonly string[] }
  | {
      readonly ask: "namespaces";
      readonly of: "host" | "folder";
      readonly kind: "net" | "mnt";
      readonly roots: readonly string[];
    };

/** A question, and the mount points that the reader must not wait for. */
export type ReaderOrder = Question & { readonly hung: readonly string[] };

/** Readers that start at once for walks: each costs a start of this program, and most answer before a third would be up. */
const WALKS_AT_ONCE = 2;
/** Readers at most, when those before are slow or hang. */
const TOGETHER = 6;
/** How long a question waits for one of them before it gets a reader of its own. */
const PATIENCE_SECONDS = 0.5;
let running = 0;
/** Readers that took their last order. Another in place of one is worth its start only if those that are left are slow. */
let spent = 0;
const waiting: (() => void)[] = [];

function place({ source }: Order): string {
  if (source.kind === "file") return source.path;
  if (source.kind === "command") return source.argv.join(" ");
  return source.kind === "walk" ? `walk/${source.walk}` : source.pattern;
}

/** A child of this program that fetches one order after the other. */
class Reader {
  readonly #child = Bun.spawn([...selfCommand(), READER], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, LC_ALL: "C" },
  });
  readonly #answers = new Messages(this.#child.stdout);

  /** @returns the answer's JSON; anything else is what it died of. */
  async ask(question: Question): Promise<string> {
    const order: ReaderOrder = { ...question, hung: hungPoints() };
    void this.#child.stdin.write(`${JSON.stringify(order)}\n`);
    await this.#child.stdin.flush();
    const answer = await this.#answers.next();
    return answer.startsWith("{") ? answer : new Response(this.#child.stderr).text();
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Whether it has taken its last order. */
  get ended(): boolean {
    const { exitCode, signalCode } = this.#child;
    return this.#answers.ended || exitCode !== null || signalCode !== null;
  }

  /** Kills it and does not wait, for even that may not end it. */
  abandon(): void {
    this.#child.kill("SIGKILL");
    this.#child.unref();
  }

  async end(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.exited;
  }
}

/** Readers that wait for another order. */
const idle: Reader[] = [];

/** Starts a reader that will be wanted: it is ready by the time that there is an order. */
export function prepareReader(): void {
  idle.push(new Reader());
}

/** Ends the readers that have nothing to do: a program that is finished leaves none. */
export async function endReaders(): Promise<void> {
  await Promise.all(idle.splice(0).map((reader) => reader.end()));
}

function takeReader(): Reader {
  const reader = idle.pop();
  return reader && !reader.ended ? reader : new Reader();
}

/** How long a question may take, and what it is about, for words. */
interface Terms {
  readonly path: string;
  readonly limitSeconds: number;
}

/** Resolves to the seconds that were waited in vain. */
function givenUp(reader: Reader, { limitSeconds }: Terms): { after: Promise<number>; end(): void } {
  const { promise, resolve } = Promise.withResolvers<number>();
  const limit = setTimeout(() => resolve(limitSeconds), limitSeconds * 1000);
  const idle = limitSeconds > IDLE_SECONDS ? new IdleWatch(reader.pid) : null;
  const look = setInterval(() => {
    if (idle !== null && idle.seconds() >= IDLE_SECONDS) resolve(IDLE_SECONDS);
  }, LOOK_SECONDS * 1000);
  const end = (): void => {
    clearTimeout(limit);
    clearInterval(look);
  };
  return { after: promise, end };
}

async function askBy(reader: Reader, question: Question, terms: Terms): Promise<Answer> {
  const { path } = terms;
  const limit = givenUp(reader, terms);
  const answer = await Promise.race([reader.ask(question), limit.after]);
  limit.end();
  if (typeof answer === "number") {
    reader.abandon();
    return { failed: reasons.timedOut({ path, limit: quantity(answer, "seconds") }) };
  }
  if (!answer.startsWith("{"))
    return { failed: reasons.readerFailed({ path, text: answer.trim().slice(0, 200) }) };
  if (reader.ended) spent++;
  else idle.push(reader);
  return { answer };
}

/** Resolves when a reader is free, or when those that run take long. */
async function turn(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  waiting.push(resolve);
  const impatient = setInterval(() => {
    if (running >= TOGETHER || !waiting.includes(resolve)) return;
    waiting.splice(waiting.indexOf(resolve), 1);
    resolve();
  }, PATIENCE_SECONDS * 1000);
  await promise;
  clearInterval(impatient);
}

const walksAtOnce = (): number => Math.max(1, WALKS_AT_ONCE - spent);

/** What a reader said, as JSON, or why it said nothing. */
export type Answer = { readonly answer: string } | { readonly failed: Says };

/**
 * Asks a child process, which is killed at the limit, or earlier if it does nothing, and not waited for if even that does
 * not end it.
 */
export async function askIsolated(question: Question, terms: Terms): Promise<Answer> {
  // What is soon answered follows a walk in its reader.
  if (running >= (terms.limitSeconds > IDLE_SECONDS ? walksAtOnce() : 1)) await turn();
  running++;
  try {
    return await askBy(takeReader(), question, terms);
  } finally {
    running--;
    if (running < walksAtOnce()) waiting.shift()?.();
  }
}

/** Fetches in a child process. */
export async function fetchIsolated(task: ReaderTask): Promise<Fetched> {
  const at = new Date().toISOString();
  const terms = { path: place(task.order), limitSeconds: task.order.limitSeconds };
  const answer = await askIsolated({ ask: "fetch", task }, terms);
  return "failed" in answer
    ? { status: "denied", reason: answer.failed, at }
    : (JSON.parse(answer.answer) as Fetched);
}
