import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Report, ReportEvidence } from "#contract/report.ts";
import type { Bench } from "#lab/bench.ts";
import { expectAbsent, expectFinding, findingsOf, verdictOf } from "#lab/judge.ts";
import { defineLab, program, root, type Stage } from "#lab/lab.ts";
import { labProgram } from "#lab/programs.ts";
import type { Room } from "#lab/room.ts";

const requires = [root, program("nsenter"), program("unshare")];
const [ADDRESS, PORT] = ["127.0.0.1", 8080];

interface Server {
  readonly backlog: number;
  /** 0: it never accepts. */
  readonly everyMilliseconds: number;
  readonly atOnce: number;
}

interface Clients {
  readonly everyMilliseconds: number;
  readonly atOnce: number;
  /** 0: until the lab ends. */
  readonly bursts?: number;
}

interface Built {
  readonly room: Room;
  /** Of the server. */
  readonly pid: number;
}

async function build(bench: Bench, server: Server): Promise<Built> {
  const room = await bench.room("net");
  const ready = join(bench.directory, "ready");
  const { backlog, everyMilliseconds, atOnce } = server;
  const words = [ADDRESS, PORT, backlog, everyMilliseconds, atOnce, ready] as const;
  const { pid } = room.start(...labProgram("listen-queue", ...words));
  await bench.until("the server listens", () => existsSync(ready));
  return { room, pid };
}

function load(room: Room, { everyMilliseconds, atOnce, bursts = 0 }: Clients): void {
  room.start(...labProgram("connect-bursts", ADDRESS, PORT, everyMilliseconds, atOnce, bursts));
}

/** The kernel's own counters, read without the code under test. */
async function counter(room: Room, name: string): Promise<number> {
  const text = await room.run("cat", "/proc/net/netstat");
  const [names = "", values = ""] = text.split("\n");
  return Number(values.split(" ")[names.split(" ").indexOf(name)]);
}

async function untilRisen(bench: Bench, room: Room, name: string, least: number): Promise<void> {
  await bench.until(`${name} is ${least}`, async () => (await counter(room, name)) >= least);
}

function evidenceOf(report: Report, key: string): ReportEvidence | undefined {
  const verdict = verdictOf(report);
  const evidence =
    verdict.kind === "absent" ? verdict.evidence : (findingsOf(report)[0]?.evidence ?? []);
  return evidence.find((one) => one.key.endsWith(`/${key}`));
}

function expectBetween(report: Report, key: string, least: number, most = Infinity): string[] {
  const seen = evidenceOf(report, key)?.observed;
  const found = typeof seen === "object" ? Number(seen.value) : Number.NaN;
  return found >= least && found <= most
    ? []
    : [`expected ${key} from ${least} to ${most}, found ${found}`];
}

const SUBJECT = /^127\.0\.0\.1:8080@\d+$/;
const isFinding =
  (cause: string, more: Stage["judge"] = () => []): Stage["judge"] =>
  (report) => [...expectFinding(report, { cause, subject: SUBJECT }), ...more(report)];

/** Half-open connections: the clients never see the answer to their SYN. */
async function halfOpen(bench: Bench, cookies: number, counts: string): Promise<void> {
  const { room } = await build(bench, { backlog: 16, everyMilliseconds: 20, atOnce: 100 });
  await room.run("sh", "-c", `echo ${cookies} > /proc/sys/net/ipv4/tcp_syncookies`);
  const rule = "iptables -A INPUT -p tcp --sport 8080 --tcp-flags SYN,ACK SYN,ACK -j DROP";
  await room.run(...rule.split(" "));
  load(room, { everyMilliseconds: 50, atOnce: 20 });
  await untilRisen(bench, room, counts, 20);
}

export default defineLab({
  case: "listen-queue-overflow",
  variants: [
    {
      id: "never-accepts",
      kind: "fault",
      says: {
        en: "a program listens with a backlog of 5, and never accepts",
        zh: "程序以 backlog 5 监听，从不 accept",
      },
      requires,
      async up(bench) {
        const { room } = await build(bench, { backlog: 5, everyMilliseconds: 0, atOnce: 0 });
        load(room, { everyMilliseconds: 50, atOnce: 2 });
        await untilRisen(bench, room, "ListenOverflows", 10);
        return {
          judge: isFinding("application-too-slow", (report) => [
            ...expectBetween(report, "queueOf", 6, 6),
            ...expectBetween(report, "waitNone", 0.9),
          ]),
        };
      },
    },
    {
      id: "accepts-slowly",
      kind: "fault",
      says: {
        en: "a backlog of 100, ten connections accepted a second, and eighty more come",
        zh: "backlog 为 100，每秒接受 10 个连接，而每秒到来 80 个",
      },
      requires,
      async up(bench) {
        const { room } = await build(bench, { backlog: 100, everyMilliseconds: 100, atOnce: 1 });
        load(room, { everyMilliseconds: 100, atOnce: 8 });
        await untilRisen(bench, room, "ListenOverflows", 10);
        return {
          judge: isFinding("application-too-slow", (report) => [
            ...expectBetween(report, "queueOf", 100, 101),
            ...expectBetween(report, "waitSome", 3),
          ]),
        };
      },
    },
    {
      id: "stopped",
      kind: "fault",
      says: {
        en: "a server that accepts at once is stopped by a signal: its queue of 20 fills up",
        zh: "一个原本立即 accept 的服务端被信号暂停：20 个的队列被填满",
      },
      requires: [...requires, program("kill")],
      async up(bench) {
        const { room, pid } = await build(bench, {
          backlog: 20,
          everyMilliseconds: 10,
          atOnce: 100,
        });
        await bench.run("kill", "-STOP", `${pid}`);
        load(room, { everyMilliseconds: 50, atOnce: 4 });
        await untilRisen(bench, room, "ListenOverflows", 10);
        return {
          judge: isFinding("application-too-slow", (report) =>
            findingsOf(report)[0]?.remedies.some(({ id }) => id === "resume")
              ? []
              : ["expected the process to be seen as stopped"],
          ),
        };
      },
    },
    {
      id: "backlog-of-one",
      kind: "fault",
      says: {
        en: "a program that keeps up listens with a backlog of 1, and connections come thirty at once",
        zh: "程序处理得过来，但以 backlog 1 监听，连接每次同时到来 30 个",
      },
      requires,
      async up(bench) {
        const { room } = await build(bench, { backlog: 1, everyMilliseconds: 20, atOnce: 100 });
        load(room, { everyMilliseconds: 150, atOnce: 30 });
        await untilRisen(bench, room, "ListenOverflows", 10);
        return {
          judge: isFinding("backlog-too-small", (report) => expectBetween(report, "rose", 10)),
        };
      },
    },
    {
      id: "syn-queue",
      kind: "fault",
      says: {
        en: "SYN cookies are off, and more connections are half open than the backlog of 16 allows",
        zh: "未启用 SYN cookie，半开连接超过 backlog 16",
      },
      requires: [...requires, program("iptables")],
      async up(bench) {
        await halfOpen(bench, 0, "TCPReqQFullDrop");
        return {
          judge: (report) => [
            ...expectFinding(report, {
              cause: "backlog-too-small",
              subject: SUBJECT,
              certainty: "suspected",
            }),
            ...(findingsOf(report)[0]?.remedies.some(({ id }) => id === "syn-cookies")
              ? []
              : ["expected SYN cookies as a remedy"]),
          ],
        };
      },
    },
    {
      id: "syn-cookies",
      kind: "look-alike",
      says: {
        en: "the same with SYN cookies: a flood, and nobody is turned away",
        zh: "同上但启用了 SYN cookie：有洪泛，但没有连接被拒绝",
      },
      requires: [...requires, program("iptables")],
      async up(bench) {
        await halfOpen(bench, 1, "SyncookiesSent");
        return {
          judge: (report) => [...expectAbsent(report), ...expectBetween(report, "cookieSays", 1)],
        };
      },
    },
    {
      id: "long-queue",
      kind: "look-alike",
      says: {
        en: "300 connections wait in a queue of 1000: long, and not full",
        zh: "1000 个的队列中有 300 个连接等待：很长，但没有满",
      },
      requires,
      async up(bench) {
        const { room } = await build(bench, { backlog: 1000, everyMilliseconds: 0, atOnce: 0 });
        load(room, { everyMilliseconds: 10, atOnce: 100, bursts: 3 });
        await bench.until("they wait", async () =>
          (await room.run("cat", "/proc/net/tcp")).includes("0A 00000000:0000012C "),
        );
        return {
          judge: (report) => [
            ...expectAbsent(report),
            ...expectBetween(report, "fullestSays", 300),
          ],
        };
      },
    },
    {
      id: "keeps-up",
      kind: "healthy",
      says: {
        en: "the bursts of thirty, with a backlog of 128",
        zh: "同样每次 30 个的突发，backlog 为 128",
      },
      requires,
      async up(bench) {
        const { room } = await build(bench, { backlog: 128, everyMilliseconds: 20, atOnce: 100 });
        load(room, { everyMilliseconds: 150, atOnce: 30 });
        return { judge: expectAbsent };
      },
    },
  ],
});
