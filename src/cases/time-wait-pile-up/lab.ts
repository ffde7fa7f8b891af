import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Report, ReportEvidence } from "#contract/report.ts";
import type { Bench } from "#lab/bench.ts";
import { expectAbsent, expectFinding, findingsOf, verdictOf } from "#lab/judge.ts";
import { defineLab, program, root } from "#lab/lab.ts";
import { labProgram } from "#lab/programs.ts";
import type { Room } from "#lab/room.ts";

const ADDRESS = "10.77.0.1";
const requires = [root, program("nsenter"), program("unshare"), program("ip")];
/** Source ports of the rooms. */
const PORTS = 200;

const SYSCTL = "/proc/sys/net/ipv4";

async function set(room: Room, name: string, value: string | number): Promise<void> {
  await room.run("sh", "-c", `echo ${value} > ${SYSCTL}/${name}`);
}

/** A room that talks to itself over an address that is not a loopback one, with few ports to choose from. */
async function narrowRoom(bench: Bench): Promise<Room> {
  const room = await bench.room("net");
  await room.run("ip", "address", "add", `${ADDRESS}/24`, "dev", "lo");
  await set(room, "ip_local_port_range", `40000 ${40_000 + PORTS - 1}`);
  // The kernel's own default lets it reuse over the loopback device, and that is what this is.
  await set(room, "tcp_tw_reuse", 0);
  return room;
}

interface Load {
  readonly destinations: number;
  /** To each. */
  readonly count: number;
  readonly how?: "connect" | "bind";
  readonly closes: "client" | "server" | "nobody";
}

interface Made {
  readonly made: number;
  readonly failed: number;
  readonly error: string;
}

async function connect(bench: Bench, room: Room, load: Load): Promise<Made> {
  const ready = join(bench.directory, "made");
  const { destinations, count, how = "connect", closes } = load;
  room.start(...labProgram("tcp-pairs", ADDRESS, 8080, destinations, count, how, closes, ready));
  await bench.until("the connections are made", () => existsSync(ready));
  return JSON.parse(readFileSync(ready, "utf8")) as Made;
}

/** The kernel itself must have refused, or the lab shows nothing. */
function mustFail(made: Made, failed: number, error: string): void {
  if (made.failed !== failed || made.error !== error)
    throw new Error(`expected ${failed} × ${error}, found ${JSON.stringify(made)}`);
}

function evidenceOf(report: Report, key: string): ReportEvidence | undefined {
  const verdict = verdictOf(report);
  const evidence =
    verdict.kind === "absent" ? verdict.evidence : (findingsOf(report)[0]?.evidence ?? []);
  return evidence.find((one) => one.key.endsWith(`/${key}`));
}

function expectNumber(report: Report, key: string, value: number): string[] {
  const seen = evidenceOf(report, key)?.observed;
  const found = typeof seen === "object" ? Number(seen.value) : seen;
  return found === value ? [] : [`expected ${key} ${value}, found ${found}`];
}

export default defineLab({
  case: "time-wait-pile-up",
  variants: [
    {
      id: "ports-exhausted-time-wait",
      kind: "fault",
      says: {
        en: "a client closes first, 200 times, to one server with 200 ports to choose from: the next connect fails",
        zh: "客户端先关闭，到同一服务器连接 200 次，可选端口 200 个：下一次 connect 失败",
      },
      requires,
      async up(bench) {
        const room = await narrowRoom(bench);
        const load = { destinations: 1, count: PORTS + 5, closes: "client" } as const;
        mustFail(await connect(bench, room, load), 5, "EADDRNOTAVAIL");
        return {
          judge: (report) => [
            ...expectFinding(report, {
              cause: "ephemeral-ports-exhausted",
              subject: /^10\.77\.0\.1:8080@\d+$/,
            }),
            ...expectNumber(report, "portsToward", PORTS),
            ...expectNumber(report, "heldSays", PORTS),
          ],
        };
      },
    },
    {
      id: "ports-exhausted-held",
      kind: "fault",
      says: {
        en: "a program holds 190 connections to each of two servers with 190 ports left to it: none is in TIME_WAIT",
        zh: "程序到两台服务器各保持 190 个连接，可用端口正好 190 个：没有 TIME_WAIT",
      },
      requires,
      async up(bench) {
        const room = await narrowRoom(bench);
        await set(room, "ip_local_reserved_ports", "40000-40009");
        const load = { destinations: 2, count: PORTS, closes: "nobody" } as const;
        mustFail(await connect(bench, room, load), 20, "EADDRNOTAVAIL");
        return {
          judge: (report) => [
            ...expectFinding(report, {
              cause: "ephemeral-ports-exhausted",
              subject: /^10\.77\.0\.1:8080@\d+$/,
            }),
            ...expectFinding(report, {
              cause: "ephemeral-ports-exhausted",
              subject: /^10\.77\.0\.1:8081@\d+$/,
            }),
            ...expectNumber(report, "portsToward", PORTS - 10),
            ...expectNumber(report, "rangeReserved", PORTS - 10),
          ],
        };
      },
    },
    {
      id: "bound-before-connect",
      kind: "fault",
      says: {
        en: "a program binds before it connects, 50 times to each of four servers: bind fails for every destination",
        zh: "程序先 bind 再 connect，到四台服务器各 50 次：到任何目的地 bind 都失败",
      },
      requires,
      async up(bench) {
        const room = await narrowRoom(bench);
        const load = {
          destinations: 4,
          count: PORTS / 4 + 2,
          how: "bind",
          closes: "nobody",
        } as const;
        mustFail(await connect(bench, room, load), 8, "EADDRINUSE");
        return {
          judge: (report) => [
            ...expectFinding(report, {
              cause: "ephemeral-ports-exhausted",
              subject: /^sleep@\d+$/,
            }),
            ...expectNumber(report, "portsOfAll", PORTS),
          ],
        };
      },
    },
    {
      id: "tw-bucket-overflow",
      kind: "fault",
      says: {
        en: "connections end all the time, and tcp_max_tw_buckets allows 20 in TIME_WAIT",
        zh: "不断有连接结束，而 tcp_max_tw_buckets 只允许 20 个 TIME_WAIT",
      },
      requires,
      async up(bench) {
        const room = await narrowRoom(bench);
        await set(room, "tcp_max_tw_buckets", 20);
        const ready = join(bench.directory, "made");
        const words = [ADDRESS, 8080, 1, 4000, "connect", "client", ready, 5] as const;
        room.start(...labProgram("tcp-pairs", ...words));
        await bench.until("TIME_WAIT overflows", async () => {
          const table = await room.run("cat", "/proc/net/sockstat");
          return Number(/ tw (\d+)/.exec(table)?.[1]) >= 20;
        });
        return {
          judge: (report) => [
            ...expectFinding(report, { cause: "tw-bucket-overflow", subject: /^sleep@\d+$/ }),
            ...expectNumber(report, "bucketsOf", 20),
          ],
        };
      },
    },
    {
      id: "server-side",
      kind: "look-alike",
      says: {
        en: "2000 sockets in TIME_WAIT on a server that closes first: they take no port",
        zh: "服务端先关闭，有 2000 个 TIME_WAIT：它们不占用端口",
      },
      requires,
      async up(bench) {
        const room = await narrowRoom(bench);
        await set(room, "ip_local_port_range", "20000 29999");
        const load = { destinations: 1, count: 2000, closes: "server" } as const;
        mustFail(await connect(bench, room, load), 0, "");
        return {
          judge: (report) => {
            const seen = evidenceOf(report, "noneOutgoing")?.observed;
            const isMany = typeof seen === "object" && Number(seen.value) > 1000;
            // A connection that happens to have the ends of an older one takes its TIME_WAIT away.
            return [...expectAbsent(report), ...(isMany ? [] : ["not many are in TIME_WAIT"])];
          },
        };
      },
    },
    {
      id: "many-destinations",
      kind: "look-alike",
      says: {
        en: "600 sockets in TIME_WAIT, as many as three ranges of ports, but toward four servers",
        zh: "600 个 TIME_WAIT，是端口数的三倍，但分散到四台服务器",
      },
      requires,
      async up(bench) {
        const room = await narrowRoom(bench);
        const load = { destinations: 4, count: 150, closes: "client" } as const;
        mustFail(await connect(bench, room, load), 0, "");
        return {
          judge: (report) => [...expectAbsent(report), ...expectNumber(report, "portsToward", 150)],
        };
      },
    },
    {
      id: "reuse-allowed",
      kind: "look-alike",
      says: {
        en: "all ports toward a server are in TIME_WAIT, and tcp_tw_reuse lets the kernel give them out again",
        zh: "到服务器的端口全部处于 TIME_WAIT，但 tcp_tw_reuse 允许内核再次分配",
      },
      requires,
      async up(bench) {
        const room = await narrowRoom(bench);
        const load = { destinations: 1, count: PORTS, closes: "client" } as const;
        mustFail(await connect(bench, room, load), 0, "");
        await set(room, "tcp_tw_reuse", 1);
        await Bun.sleep(1300);
        return {
          judge: (report) => [
            ...expectAbsent(report),
            ...expectNumber(report, "reusableSays", PORTS),
          ],
        };
      },
    },
  ],
});
