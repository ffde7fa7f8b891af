import type { Report } from "#contract/report.ts";
import type { Bench } from "#lab/bench.ts";
import { captured, othersSilent, type Place } from "#lab/captured.ts";
import { expectAbsent, expectFinding, findingsOf } from "#lab/judge.ts";
import { defineLab, program, type Requirement, root, type Stage } from "#lab/lab.ts";
import { CLIENT, type Path, path, SERVER } from "#lab/path.ts";
import type { Started } from "#lab/started.ts";
import { connectFrom, serve } from "#lab/tcp.ts";

const REQUIRES: readonly Requirement[] = [
  root,
  program("ip"),
  program("nsenter"),
  program("tcpdump"),
];
const PORT = 8443;
const MEBIBYTE = 1024 * 1024;
/** More than any receive buffer takes. */
const MUCH = 64 * MEBIBYTE;
/** Longer than the second from which on it counts, on a busy machine too. */
const STALL_MILLISECONDS = 2200;

const TO_SERVER = new RegExp(`^${CLIENT.v4}:\\d+ → ${SERVER.v4}:${PORT}$`);

/** Captures at one place of a new path while something happens on it. */
async function seenAt(
  bench: Bench,
  place: Place,
  happen: (built: Path) => Promise<void>,
): Promise<string> {
  const built = await path(bench);
  return captured(bench, built, place, () => happen(built));
}

/** The server's application does not read what the client sends. */
async function serverSleeps(bench: Bench, { client, server }: Path): Promise<void> {
  await serve(bench, server, { port: PORT, reads: false });
  connectFrom(client, { address: SERVER.v4, port: PORT, sends: MUCH });
  await Bun.sleep(STALL_MILLISECONDS);
}

/** The client asks for much and does not read it. */
async function clientSleeps(bench: Bench, { client, server }: Path): Promise<void> {
  await serve(bench, server, { port: PORT, sends: MUCH });
  connectFrom(client, { address: SERVER.v6, port: PORT, expects: MUCH, reads: false });
  await Bun.sleep(STALL_MILLISECONDS);
}

/** Stops a process for a while, again and again: it reads what came meanwhile, and sleeps on. */
async function inBursts(process: Started, milliseconds: number, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    process.kill("SIGSTOP");
    await Bun.sleep(milliseconds);
    process.kill("SIGCONT");
    await Bun.sleep(milliseconds / 4);
  }
}

function judgeStall(
  report: Report,
  certainty: "confirmed" | "suspected",
  subject: RegExp = TO_SERVER,
): readonly string[] {
  const cause = "application-does-not-read";
  const problems = expectFinding(report, { cause, subject, certainty });
  const observed = findingsOf(report)[0]?.evidence[0]?.observed;
  const lasted = typeof observed === "object" ? Number(observed.value) : 0;
  const isRight = lasted >= 1 && lasted <= STALL_MILLISECONDS / 1000 + 2;
  return isRight || problems.length > 0 ? problems : [`a stall of ${lasted} s`];
}

const stalled = (
  capture: string,
  certainty: "confirmed" | "suspected",
  subject?: RegExp,
): Stage => ({
  capture,
  judge: (report) => [...judgeStall(report, certainty, subject), ...othersSilent(report)],
});

const healthy = (capture: string): Stage => ({
  capture,
  judge: (report) => [...expectAbsent(report), ...othersSilent(report)],
});

export default defineLab({
  case: "zero-window-stall",
  variants: [
    {
      id: "server-does-not-read",
      kind: "fault",
      says: {
        en: "a client sends 64 MiB to a server that does not read, captured at the client",
        zh: "客户端向不读取数据的服务端发送 64 MiB，在客户端抓包",
      },
      requires: REQUIRES,
      async up(bench) {
        const place: Place = { at: "client", options: { device: "eth0", snapLength: 128 } };
        const file = await seenAt(bench, place, (built) => serverSleeps(bench, built));
        return stalled(file, "confirmed");
      },
    },
    {
      id: "client-does-not-read",
      kind: "fault",
      says: {
        en: "a client asks for 64 MiB over IPv6 and does not read them, captured at the client with a snap length of 96",
        zh: "客户端经 IPv6 请求 64 MiB 却不读取，在客户端以 96 字节的抓包长度抓包",
      },
      requires: REQUIRES,
      async up(bench) {
        const place: Place = { at: "client", options: { device: "eth0", snapLength: 96 } };
        const file = await seenAt(bench, place, (built) => clientSleeps(bench, built));
        return stalled(file, "confirmed", /^\[fd91:1::2\]:\d+ → \[fd91:2::2\]:8443$/);
      },
    },
    {
      id: "at-the-router",
      kind: "fault",
      says: {
        en: "the same as the first, captured on a router with -i any: every packet twice",
        zh: "与第一种相同，在路由器上以 -i any 抓包：每个数据包出现两次",
      },
      requires: REQUIRES,
      async up(bench) {
        const place: Place = { at: "near", options: { device: "any", snapLength: 128 } };
        const file = await seenAt(bench, place, (built) => serverSleeps(bench, built));
        return stalled(file, "confirmed");
      },
    },
    {
      id: "one-way",
      kind: "fault",
      says: {
        en: "the same, captured at the server, only what it sends: that somebody waits can be suspected only",
        zh: "与第一种相同，在服务端只抓它发出的数据包：只能怀疑有人在等待",
      },
      requires: REQUIRES,
      async up(bench) {
        const options = { device: "eth0", direction: "out" } as const;
        const place: Place = { at: "server", options };
        const file = await seenAt(bench, place, (built) => serverSleeps(bench, built));
        return stalled(file, "suspected");
      },
    },
    {
      id: "opens-late",
      kind: "fault",
      says: {
        en: "the server's process is stopped for 2.2 s and then goes on: captured at the server",
        zh: "服务端进程停止 2.2 s 后继续运行，在服务端抓包",
      },
      requires: REQUIRES,
      async up(bench) {
        const place: Place = { at: "server", options: { device: "eth0", snapLength: 96 } };
        const file = await seenAt(bench, place, async ({ client, server }) => {
          const reader = await serve(bench, server, { port: PORT, sends: 1, after: MEBIBYTE });
          reader.kill("SIGSTOP");
          const sender = connectFrom(client, { address: SERVER.v4, port: PORT, sends: MEBIBYTE });
          await Bun.sleep(STALL_MILLISECONDS);
          reader.kill("SIGCONT");
          await sender.exited;
        });
        return stalled(file, "confirmed");
      },
    },
    {
      id: "reads-in-bursts",
      kind: "look-alike",
      says: {
        en: "the server reads in bursts: its window is 0 for 0.3 s again and again",
        zh: "服务端分批读取：窗口一再为 0，每次约 0.3 s",
      },
      requires: REQUIRES,
      async up(bench) {
        const place: Place = { at: "client", options: { device: "eth0", snapLength: 128 } };
        const file = await seenAt(bench, place, async ({ client, server }) => {
          const reader = await serve(bench, server, { port: PORT, after: MUCH });
          const to = { address: SERVER.v4, port: PORT };
          const sender = connectFrom(client, { ...to, sends: 8 * MUCH, expects: 0 });
          await inBursts(reader, 300, 5);
          sender.kill("SIGKILL");
        });
        return healthy(file);
      },
    },
    {
      id: "idle",
      kind: "look-alike",
      says: {
        en: "a connection with little to say: idle for two seconds, with TCP keep-alives",
        zh: "几乎没有数据的连接：空闲两秒，期间有 TCP 保活",
      },
      requires: [...REQUIRES, program("python3")],
      async up(bench) {
        const place: Place = { at: "client", options: { device: "eth0" } };
        const file = await seenAt(bench, place, async ({ client, server }) => {
          await serve(bench, server, { port: PORT, sends: 100 });
          await client.run("python3", "-c", KEEP_ALIVE, SERVER.v4, String(PORT));
        });
        return healthy(file);
      },
    },
    {
      id: "healthy",
      kind: "healthy",
      says: {
        en: "a client sends 64 MiB to a server that reads them",
        zh: "客户端向正常读取的服务端发送 64 MiB",
      },
      requires: REQUIRES,
      async up(bench) {
        const place: Place = { at: "client", options: { device: "eth0", snapLength: 96 } };
        const file = await seenAt(bench, place, async ({ client, server }) => {
          await serve(bench, server, { port: PORT, sends: 1, after: MUCH });
          const sender = connectFrom(client, { address: SERVER.v4, port: PORT, sends: MUCH });
          await sender.exited;
        });
        return healthy(file);
      },
    },
  ],
});

/** A keep-alive after a second of silence, the first that Linux can be asked for. */
const KEEP_ALIVE = `
import socket, sys, time
s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)
s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)
s.sendall(b"x" * 10)
s.recv(1000)
time.sleep(2.5)
`;
