import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Report, ReportEvidence } from "#contract/report.ts";
import type { Bench } from "#lab/bench.ts";
import { expectAbsent, expectFinding, findingsOf, verdictOf } from "#lab/judge.ts";
import { defineLab, program, root } from "#lab/lab.ts";
import { labProgram } from "#lab/programs.ts";

const requires = [root, program("nsenter"), program("unshare"), program("prlimit")];

interface Server {
  readonly count: number;
  readonly everyMilliseconds: number;
  readonly closeAfter: number | "never" | "refuse";
  /** RLIMIT_NOFILE. */
  readonly limit?: number;
}

/** @returns the server as a report names it. */
async function serve(bench: Bench, server: Server): Promise<string> {
  const room = await bench.room("net");
  const ready = join(bench.directory, "ready");
  const { count, everyMilliseconds, closeAfter, limit = 4096 } = server;
  const words = ["127.0.0.1", 7001, count, everyMilliseconds, closeAfter, ready] as const;
  const { pid } = room.start("prlimit", `--nofile=${limit}`, ...labProgram("close-wait", ...words));
  await bench.until("the connections are made", () => existsSync(ready));
  const comm = await Bun.file(`/proc/${pid}/comm`).text();
  return `${comm.trim()}[${pid}]`;
}

function evidenceOf(report: Report, key: string): ReportEvidence | undefined {
  const verdict = verdictOf(report);
  const evidence =
    verdict.kind === "absent" ? verdict.evidence : (findingsOf(report)[0]?.evidence ?? []);
  return evidence.find((one) => one.key.endsWith(`/${key}`));
}

function expectAtLeast(report: Report, key: string, least: number): string[] {
  const seen = evidenceOf(report, key)?.observed;
  const found = typeof seen === "object" ? Number(seen.value) : Number.NaN;
  return found >= least ? [] : [`expected ${key} to be at least ${least}, found ${found}`];
}

export default defineLab({
  case: "close-wait-leak",
  variants: [
    {
      id: "leak",
      kind: "fault",
      says: {
        en: "a server never closes: 150 sockets in CLOSE_WAIT, and one more each tenth of a second",
        zh: "服务端从不关闭：150 个 CLOSE_WAIT，每 0.1 秒再增加一个",
      },
      requires,
      async up(bench) {
        const subject = await serve(bench, {
          count: 150,
          everyMilliseconds: 100,
          closeAfter: "never",
        });
        return {
          judge: (report) => [
            ...expectFinding(report, { cause: "application-does-not-close", subject }),
            ...expectAtLeast(report, "countSays", 150),
            ...expectAtLeast(report, "courseSays", 150),
            ...(evidenceOf(report, "unreadNone") ? [] : ["expected the handler to have read"]),
            ...(evidenceOf(report, "countSays")?.items?.every(({ name }) => /^fd \d+$/.test(name))
              ? []
              : ["expected the descriptors to be named"]),
          ],
        };
      },
    },
    {
      id: "leak-to-limit",
      kind: "fault",
      says: {
        en: "a server with 64 descriptors leaks slowly: 30 of them are sockets in CLOSE_WAIT",
        zh: "描述符上限 64 的服务端缓慢泄漏：其中 30 个是 CLOSE_WAIT 套接字",
      },
      requires,
      async up(bench) {
        const subject = await serve(bench, {
          count: 30,
          everyMilliseconds: 300,
          closeAfter: "never",
          limit: 64,
        });
        return {
          judge: (report) => [
            ...expectFinding(report, { cause: "application-does-not-close", subject }),
            ...expectAtLeast(report, "fdSays", 30),
          ],
        };
      },
    },
    {
      id: "stuck",
      kind: "fault",
      says: {
        en: "200 sockets in CLOSE_WAIT that stay, and no new ones: suspected until they are a minute old",
        zh: "200 个 CLOSE_WAIT 一直停留且没有新增：满一分钟前为疑似",
      },
      requires,
      async up(bench) {
        const subject = await serve(bench, {
          count: 200,
          everyMilliseconds: 0,
          closeAfter: "never",
        });
        return {
          judge: (report) =>
            expectFinding(report, {
              cause: "application-does-not-close",
              subject,
              certainty: "suspected",
            }),
        };
      },
    },
    {
      id: "short-lived",
      kind: "look-alike",
      says: {
        en: "a slow server closes after half a second: a hundred in CLOSE_WAIT at any moment, and each leaves",
        zh: "较慢的服务端半秒后才关闭：任何时刻都有上百个 CLOSE_WAIT，但都会消失",
      },
      requires,
      async up(bench) {
        await serve(bench, { count: 100, everyMilliseconds: 4, closeAfter: 500 });
        return {
          flags: ["--interval", "2s"],
          judge: (report) => [...expectAbsent(report), ...expectAtLeast(report, "mostSays", 20)],
        };
      },
    },
    {
      id: "not-accepted",
      kind: "look-alike",
      says: {
        en: "clients gave up while they waited for accept: CLOSE_WAIT without a descriptor, another fault",
        zh: "客户端在等待 accept 时放弃：CLOSE_WAIT 没有描述符，是另一种故障",
      },
      requires,
      async up(bench) {
        await serve(bench, { count: 120, everyMilliseconds: 0, closeAfter: "refuse" });
        return {
          judge: (report) => [
            ...expectAbsent(report),
            ...expectAtLeast(report, "waitingSays", 120),
          ],
        };
      },
    },
    {
      id: "few",
      kind: "healthy",
      says: {
        en: "a server with a few sockets in CLOSE_WAIT",
        zh: "服务端有少量 CLOSE_WAIT",
      },
      requires,
      async up(bench) {
        await serve(bench, { count: 5, everyMilliseconds: 0, closeAfter: "never" });
        return { judge: expectAbsent };
      },
    },
  ],
});
