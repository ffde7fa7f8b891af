import type { Fetched, Order } from "#contract/host.ts";
import { quantity } from "#contract/quantity.ts";
import { Messages } from "./message-stream.ts";
import { reasons } from "./messages.ts";
import { selfCommand } from "./self.ts";

/** The word that makes this program a reader: it fetches what it is told to, and answers in JSON. */
const READER = "__fetch";

/** What a reader is told: the host it reads for, and what to fetch. */
export interface ReaderTask {
  readonly root: string;
  readonly kind: "live" | "root" | "folder";
  readonly dockerRoots: readonly string[];
  readonly order: Order;
}

const TOGETHER = 6;
let running = 0;
const waiting: (() => void)[] = [];

function place(order: Order): string {
  const { source } = order;
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
  async ask(task: ReaderTask): Promise<string> {
    void this.#child.stdin.write(`${JSON.stringify(task)}\n`);
    await this.#child.stdin.flush();
    const answer = await this.#answers.next();
    return answer.startsWith("{") ? answer : new Response(this.#child.stderr).text();
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

async function fetchBy(reader: Reader, task: ReaderTask): Promise<Fetched> {
  const at = new Date().toISOString();
  const path = place(task.order);
  const { limitSeconds } = task.order;
  const limit = Promise.withResolvers<null>();
  const timer = setTimeout(() => limit.resolve(null), limitSeconds * 1000);
  const answer = await Promise.race([reader.ask(task), limit.promise]);
  clearTimeout(timer);
  if (answer === null) {
    reader.abandon();
    const reason = reasons.timedOut({ path, limit: quantity(limitSeconds, "seconds") });
    return { status: "denied", reason, at };
  }
  if (!answer.startsWith("{")) {
    const reason = reasons.readerFailed({ path, text: answer.trim().slice(0, 200) });
    return { status: "denied", reason, at };
  }
  if (!reader.ended) idle.push(reader);
  return JSON.parse(answer) as Fetched;
}

/** Fetches in a child process, which is killed at the limit and not waited for if even that does not end it. */
export async function fetchIsolated(task: ReaderTask): Promise<Fetched> {
  if (running >= TOGETHER) await new Promise<void>((go) => waiting.push(go));
  running++;
  try {
    return await fetchBy(takeReader(), task);
  } finally {
    running--;
    waiting.shift()?.();
  }
}
