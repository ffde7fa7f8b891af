import { join } from "node:path";
import { member, parseJson, textMember } from "#text/json.ts";
import { formatRecord } from "#text/record.ts";
import { isSocketOf } from "#text/runtime-process.ts";
import { rootedPath } from "../rooted-path.ts";
import { askSocket, type SocketAnswer } from "../unix-question.ts";
import { type DaemonSocket, daemonSockets, seeRuntimes } from "./container-runtime.ts";
import { ProcTree } from "./proc-tree.ts";
import type { Walk } from "./walk.ts";

/** Ours: a daemon that works answers in milliseconds. Each question is put twice before its silence counts. */
const LIMIT_SECONDS = 1.5;
const TRIES = 2;
/** Ours: on hosts with more containers, those that the passive view suspects come first. */
const MOST_CONTAINERS = 64;
/** As often, this process shows that it lives: who waits for it would take it for stuck. */
const STIR_MILLISECONDS = 200;

/** HTTP/2's preface and an empty SETTINGS frame: a gRPC server answers with its own, before any method is called (RFC 9113, 3.4). */
const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
const FRAME_BYTES = 9;

const get = (path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: casebook\r\nConnection: close\r\n\r\n`;

interface Asked {
  readonly request: string;
  readonly answer: SocketAnswer;
  readonly tries: number;
}

async function ask(path: string, request: string): Promise<Asked> {
  const isHttp = request.startsWith("/");
  const question = {
    path,
    text: isHttp ? get(request) : PREFACE,
    limitSeconds: LIMIT_SECONDS,
    isWhole: isHttp ? isWholeAnswer : (text: string) => text.length >= FRAME_BYTES,
  };
  let answer = await askSocket(question);
  let tries = 1;
  while (answer.outcome === "silent" && tries < TRIES) {
    answer = await askSocket(question);
    tries++;
  }
  return { request, answer, tries };
}

/** dockerd answers HTTP/1.1 with a length, or in chunks that end with an empty one. */
function isWholeAnswer(text: string): boolean {
  const head = text.indexOf("\r\n\r\n");
  if (head === -1) return false;
  const length = /^content-length: *(\d{1,9})\r?$/im.exec(text.slice(0, head))?.[1];
  if (length !== undefined) return text.length - head - 4 >= Number(length);
  return /^transfer-encoding: *chunked/im.test(text.slice(0, head)) && text.endsWith("0\r\n\r\n");
}

/** The value of an answer in JSON; undefined if it is none. */
function bodyOf(answer: SocketAnswer): unknown {
  if (answer.outcome !== "answered") return undefined;
  const [head = "", ...rest] = answer.text.split("\r\n\r\n");
  const body = rest.join("\r\n\r\n");
  const whole = /^transfer-encoding: *chunked/im.test(head) ? unchunked(body) : body;
  return parseJson(Buffer.from(whole, "latin1").toString("utf8"));
}

function unchunked(body: string): string {
  let text = "";
  for (let at = 0; at < body.length;) {
    const end = body.indexOf("\r\n", at);
    const size = Number.parseInt(body.slice(at, end), 16);
    if (end === -1 || !(size > 0)) break;
    text += body.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
  }
  return text;
}

const statusOf = (answer: SocketAnswer): number | null =>
  answer.outcome === "answered"
    ? Number(/^HTTP\/1\.\d (\d{3})/.exec(answer.text)?.[1] ?? 0) || null
    : null;

function record(
  { daemon, listener }: DaemonSocket,
  { request, answer, tries }: Asked,
  container: { readonly id: string; readonly name: string } | null,
): string {
  return formatRecord("answer", {
    pid: daemon.pid,
    daemon: daemon.name,
    socket: listener.path,
    request,
    outcome: answer.outcome,
    status: statusOf(answer),
    seconds: answer.seconds,
    tries,
    container: container?.id ?? null,
    name: container?.name ?? null,
  });
}

const isId = (id: string): boolean => /^[0-9a-f]{12,64}$/.test(id);

function listed(answer: SocketAnswer): { readonly id: string; readonly name: string }[] {
  const list = bodyOf(answer);
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: unknown) => {
    const id = textMember(one, "Id") ?? "";
    const names = member(one, "Names");
    const name: unknown = Array.isArray(names) ? names[0] : null;
    return isId(id) ? [{ id, name: typeof name === "string" ? name.replace(/^\//, "") : "" }] : [];
  });
}

/** Asks dockerd for itself, for containerd, for its list, and for each container: the first that is silent tells the layer. */
async function askDocker(socket: DaemonSocket, path: string, suspects: readonly string[]) {
  const ping = await ask(path, "/_ping");
  if (ping.answer.outcome !== "answered") return [record(socket, ping, null)];
  const [version, list] = await Promise.all([ask(path, "/version"), ask(path, "/containers/json")]);
  const running = listed(list.answer);
  const names = new Map(running.map(({ id, name }) => [id, name]));
  const ids = [...new Set([...suspects.filter(isId), ...names.keys()])].slice(0, MOST_CONTAINERS);
  const inspected = await Promise.all(
    ids.map(async (id) => ({
      container: { id, name: names.get(id) ?? "" },
      asked: await ask(path, `/containers/${id}/json`),
    })),
  );
  return [
    ...[ping, version, list].map((asked) => record(socket, asked, null)),
    ...inspected.map(({ container, asked }) => record(socket, asked, container)),
  ];
}

/** What dockerd offers beside its API, below its exec root. */
const BESIDE = /\/(?:metrics\.sock|libnetwork\/[^/]*|plugins\/[^/]*|swarm\/[^/]*)$/;

/** The sockets that clients use. */
function mainSockets(sockets: readonly DaemonSocket[]): readonly DaemonSocket[] {
  return sockets.filter(({ daemon: { name }, listener: { path } }) =>
    name === "dockerd" ? path.startsWith("/") && !BESIDE.test(path) : isSocketOf(name, path),
  );
}

/**
 * What runtimes answer over their Unix sockets, each question with a limit of its own. It asks daemons that run and
 * listen, so that no socket unit of systemd is woken; what it asks for reads only. Targets are ids of containers to ask
 * for first, and words that are none. An `answer` record for each question.
 */
const walk: Walk = {
  name: "runtime-answers",
  onTree: false,
  async run({ root, targets }) {
    const proc = new ProcTree(root);
    const { runtimes } = seeRuntimes(proc);
    const daemons = runtimes.filter(({ role }) => role === "daemon");
    const stir = setInterval(() => performance.now(), STIR_MILLISECONDS);
    const answers = await Promise.all(
      mainSockets(daemonSockets(proc, daemons, false)).map(async (socket) => {
        const { daemon, listener } = socket;
        const path = rootedPath(join(root, `/proc/${daemon.pid}/root`), listener.path);
        if (path === null) return [];
        return daemon.name === "dockerd"
          ? askDocker(socket, path, targets)
          : [record(socket, await ask(path, "HTTP/2 SETTINGS"), null)];
      }),
    );
    clearInterval(stir);
    return [...answers.flat(), ""].join("\n");
  },
};

export default walk;
