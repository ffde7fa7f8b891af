import type { Fetched, Order } from "#contract/host.ts";
import { quantity } from "#contract/quantity.ts";
import { reasons } from "./messages.ts";
import { selfCommand } from "./self.ts";

/** The word that makes this program a reader: it fetches one order, prints the answer as JSON, and ends. */
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

async function turn(): Promise<void> {
  if (running >= TOGETHER) await new Promise<void>((go) => waiting.push(go));
  running++;
}

function place(order: Order): string {
  const { source } = order;
  if (source.kind === "file") return source.path;
  if (source.kind === "command") return source.argv.join(" ");
  return source.kind === "walk" ? `walk/${source.walk}` : source.pattern;
}

/** Fetches in a child process, which is killed at the limit and not waited for if even that does not end it. */
export async function fetchIsolated(task: ReaderTask): Promise<Fetched> {
  await turn();
  const at = new Date().toISOString();
  const path = place(task.order);
  const child = Bun.spawn([...selfCommand(), READER], {
    stdin: new Blob([JSON.stringify(task)]),
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, LC_ALL: "C" },
  });
  const limit = Promise.withResolvers<null>();
  const timer = setTimeout(() => limit.resolve(null), task.order.limitSeconds * 1000);
  try {
    const answer = Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    const outcome = await Promise.race([answer, limit.promise]);
    if (outcome === null) {
      child.kill("SIGKILL");
      child.unref();
      const reason = reasons.timedOut({
        path,
        limit: quantity(task.order.limitSeconds, "seconds"),
      });
      return { status: "denied", reason, at };
    }
    const [stdout, stderr] = outcome;
    if (!stdout.startsWith("{")) {
      return {
        status: "denied",
        reason: reasons.readerFailed({ path, text: stderr.trim().slice(0, 200) }),
        at,
      };
    }
    return JSON.parse(stdout) as Fetched;
  } finally {
    clearTimeout(timer);
    running--;
    waiting.shift()?.();
  }
}
