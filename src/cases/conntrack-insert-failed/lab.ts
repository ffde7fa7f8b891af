import type { Report, ReportEvidence } from "#contract/report.ts";
import { expectAbsent, expectFinding, expectNoFinding, findingsOf, verdictOf } from "#lab/judge.ts";
import { defineLab, program, root, type Stage } from "#lab/lab.ts";
import type { Room } from "#lab/room.ts";
import {
  counters,
  destinationNat,
  masquerade,
  samePorts,
  sixtyFlows,
  TRACK,
} from "./network.lab.ts";

const IPTABLES = [root, program("iptables"), program("nsenter"), program("ip")];

function evidenceOf(report: Report, label: string): ReportEvidence | undefined {
  const verdict = verdictOf(report);
  const evidence =
    verdict.kind === "absent" ? verdict.evidence : (findingsOf(report)[0]?.evidence ?? []);
  return evidence.find((one) => one.label === label);
}

/** Of a counter that must have risen, so that the load is known to have done what it is for. */
function expectRise(report: Report, label: string): string[] {
  const found = evidenceOf(report, label)?.observed;
  const rose = typeof found === "object" && Number(found.value) > 0;
  return rose ? [] : [`expected ${label} to rise`];
}

function expectNumber(report: Report, label: string, value: number): string[] {
  const found = evidenceOf(report, label)?.observed;
  const seen = typeof found === "object" ? found.value : found;
  return seen === value ? [] : [`expected ${label} ${value}, found ${seen}`];
}

/** Within the interval of the check: it takes its first sample within a second, even on a busy machine. */
const IN_THE_INTERVAL_MS = 1800;
const LONG_INTERVAL = ["--interval", "3500ms"];

/** 60 flows, 20 ports: 40 fail, and the table tells that all ports toward the server are taken. */
function exhausted(): Stage {
  return {
    flags: LONG_INTERVAL,
    judge: (report) => [
      ...expectFinding(report, {
        cause: "snat-ports-exhausted",
        subject: /@/,
      }),
      ...expectNumber(report, "insert_failed", 40),
      ...expectNumber(report, "drop", 40),
      ...expectNumber(report, "source ports in use", 20),
    ],
  };
}

export default defineLab({
  case: "conntrack-insert-failed",
  variants: [
    {
      id: "ports-exhausted",
      kind: "fault",
      says: {
        en: "60 UDP flows through a MASQUERADE of 20 ports: 40 are lost",
        zh: "60 个 UDP 流经过只有 20 个端口的 MASQUERADE：丢失 40 个",
      },
      requires: IPTABLES,
      async up(bench) {
        const rule = masquerade("--to-ports 5000-5019");
        await sixtyFlows(bench, (room) => room.run(...rule), IN_THE_INTERVAL_MS);
        return exhausted();
      },
    },
    {
      id: "ports-exhausted-nft",
      kind: "fault",
      says: {
        en: "the same through a masquerade of nftables",
        zh: "同上，使用 nftables 的 masquerade",
      },
      requires: [...IPTABLES, program("nft")],
      async up(bench) {
        const rule = async (room: Room): Promise<void> => {
          await room.run("nft", "add table ip gateway");
          await room.run(
            "nft",
            "add chain ip gateway out { type nat hook postrouting priority 100 ; }",
          );
          await room.run(
            "nft",
            'add rule ip gateway out oifname "to9" meta l4proto udp masquerade to :5000-5019',
          );
        };
        await sixtyFlows(bench, rule, IN_THE_INTERVAL_MS);
        return exhausted();
      },
    },
    {
      id: "ports-exhausted-before",
      kind: "fault",
      says: {
        en: "the 60 flows came before the first sample: the ports are taken, and nothing fails now",
        zh: "60 个流在第一次采样之前到达：端口已占满，但采样期间没有失败",
      },
      requires: IPTABLES,
      async up(bench) {
        const rule = masquerade("--to-ports 5000-5019");
        const { router } = await sixtyFlows(bench, (room) => room.run(...rule), 0);
        await bench.until(
          "40 flows have failed",
          async () => (await counters(router)).insertFailed === 40,
        );
        return {
          judge: (report) => [
            ...expectFinding(report, {
              cause: "snat-ports-exhausted",
              subject: /@/,
              certainty: "suspected",
            }),
            ...expectNumber(report, "insert_failed", 40),
            ...expectNumber(report, "source ports in use", 20),
          ],
        };
      },
    },
    {
      id: "snat-port-race",
      kind: "fault",
      says: {
        en: "two clients use the same source ports at the same moments, behind a plain MASQUERADE",
        zh: "两个客户端在同一时刻使用相同的源端口，经过普通的 MASQUERADE",
      },
      requires: [...IPTABLES, program("taskset"), { kind: "cpus", atLeast: 2 }],
      async up(bench) {
        await samePorts(bench, { rules: [masquerade()] });
        return {
          flags: ["--interval", "2s"],
          judge: (report) => expectFinding(report, { cause: "snat-port-race", subject: /@/ }),
        };
      },
    },
    {
      id: "random-fully",
      kind: "healthy",
      says: {
        en: "the same load behind MASQUERADE --random-fully",
        zh: "同样的负载，经过 MASQUERADE --random-fully",
      },
      requires: [...IPTABLES, program("taskset"), { kind: "cpus", atLeast: 2 }],
      async up(bench) {
        await samePorts(bench, { rules: [masquerade("--random-fully")] });
        return { flags: ["--interval", "2s"], judge: expectAbsent };
      },
    },
    {
      id: "insert-race",
      kind: "fault",
      says: {
        en: "two service addresses lead to one server, and one client asks both from one port at the same moment: no source NAT",
        zh: "两个服务地址指向同一台服务器，同一客户端在同一时刻用同一端口访问两者：没有源地址转换",
      },
      requires: [...IPTABLES, program("taskset"), { kind: "cpus", atLeast: 2 }],
      async up(bench) {
        const toward = ["10.91.77.1", "10.91.77.2"] as const;
        await samePorts(bench, { rules: toward.map(destinationNat), oneAddress: true, toward });
        return {
          flags: ["--interval", "2s"],
          judge: (report) => expectFinding(report, { cause: "insert-race", subject: /@/ }),
        };
      },
    },
    {
      id: "clash-resolve",
      kind: "look-alike",
      says: {
        en: "one client sends the same datagrams by two roads: the kernel resolves the clashes, and nothing is lost",
        zh: "同一客户端从两条路径发送相同的数据报：冲突由内核解决，没有丢包",
      },
      requires: [...IPTABLES, program("taskset"), { kind: "cpus", atLeast: 2 }],
      async up(bench) {
        await samePorts(bench, { rules: [TRACK], oneAddress: true });
        return {
          flags: ["--interval", "2s"],
          judge: (report) => [...expectAbsent(report), ...expectRise(report, "clash_resolve")],
        };
      },
    },
    {
      id: "no-nat",
      kind: "look-alike",
      says: {
        en: "the same load through a router that tracks flows and translates nothing",
        zh: "同样的负载，经过只跟踪连接、不做地址转换的路由器",
      },
      requires: [...IPTABLES, program("taskset"), { kind: "cpus", atLeast: 2 }],
      async up(bench) {
        await samePorts(bench, { rules: [TRACK] });
        return {
          flags: ["--interval", "2s"],
          judge: (report) => [...expectNoFinding(report), ...expectAbsent(report)],
        };
      },
    },
  ],
});
