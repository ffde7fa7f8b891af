import type { Report, ReportEvidence } from "#contract/report.ts";
import type { Bench } from "#lab/bench.ts";
import { expectAbsent, expectFinding, expectNoFinding, findingsOf, verdictOf } from "#lab/judge.ts";
import { defineLab, program, root, type Stage } from "#lab/lab.ts";
import { cable } from "#lab/network.ts";
import { labProgram } from "#lab/programs.ts";
import type { Room } from "#lab/room.ts";

const SERVER = "10.91.9.2";
const IPTABLES = [root, program("iptables"), program("nsenter"), program("ip")];

/** Two clients, a router that translates, and a server that says nothing. */
interface Network {
  readonly clients: readonly [Room, Room];
  readonly router: Room;
}

async function network(bench: Bench): Promise<Network> {
  const [router, first, second, server] = [
    await bench.room("net"),
    await bench.room("net"),
    await bench.room("net"),
    await bench.room("net"),
  ];
  await router.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
  const rooms = [first, second, server] as const;
  for (const [index, room] of rooms.entries()) {
    const net = room === server ? 9 : index + 1;
    await cable(
      { room: router, name: `to${net}`, addresses: [`10.91.${net}.1/24`] },
      { room, name: "eth0", addresses: [`10.91.${net}.2/24`] },
    );
    await room.run("ip", "route", "add", "default", "via", `10.91.${net}.1`);
  }
  // No answer, not even that the port is closed: a sender must not be told.
  await server.run("iptables", "-A", "INPUT", "-p", "udp", "-j", "DROP");
  return { clients: [first, second], router };
}

/** A command without quotes, as one types it. */
const command = (text: string): readonly string[] => text.split(" ");

const masquerade = (options = ""): readonly string[] =>
  command(`iptables -t nat -A POSTROUTING -o to9 -p udp -j MASQUERADE ${options}`.trim());

interface Counters {
  readonly insertFailed: number;
}

/** The kernel's own counters, read without the code under test. */
async function counters(router: Room): Promise<Counters> {
  const text = await router.run("cat", "/proc/net/stat/nf_conntrack");
  const [header = "", ...rows] = text.trim().split("\n");
  const names = header.split(/ +/);
  const sum = (name: string): number =>
    rows.reduce(
      (all, row) => all + Number.parseInt(row.split(/ +/)[names.indexOf(name)] ?? "", 16),
      0,
    );
  return { insertFailed: sum("insert_failed") };
}

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

/** A rule that makes the router track flows, and nothing more. */
const TRACK = command("iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP");

const destinationNat = (from: string): readonly string[] =>
  command(`iptables -t nat -A PREROUTING -d ${from} -p udp -j DNAT --to-destination ${SERVER}`);

/** The second client sends under the address of the first, by another road. */
async function sameAddress(built: Network): Promise<void> {
  const [, second] = built.clients;
  await second.run("ip", "address", "add", "10.91.1.2/32", "dev", "lo");
  const source = ["via", "10.91.2.1", "src", "10.91.1.2"];
  await second.run("ip", "route", "replace", "default", ...source);
  await built.router.run(
    "sh",
    "-c",
    "for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 > $f; done",
  );
}

/** Within the interval of the check: it takes its first sample within a second, even on a busy machine. */
const IN_THE_INTERVAL_MS = 1800;
const LONG_INTERVAL = ["--interval", "3500ms"];

async function sixtyFlows(
  bench: Bench,
  rule: (router: Room) => Promise<unknown>,
  delayMilliseconds: number,
): Promise<Network> {
  const built = await network(bench);
  await rule(built.router);
  built.clients[0].start(...labProgram("udp-flows", SERVER, 53, 60, delayMilliseconds));
  return built;
}

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

/** The same source ports from two clients at the same moments, one on each CPU. */
async function samePorts(
  bench: Bench,
  options: {
    readonly rules: readonly (readonly string[])[];
    /** Both clients send under one address, so that the tuples are the same before any translation. */
    readonly oneAddress?: true;
    readonly toward?: readonly [string, string];
  },
): Promise<Network> {
  const toward = options.toward ?? [SERVER, SERVER];
  const built = await network(bench);
  if (options.oneAddress) await sameAddress(built);
  for (const rule of options.rules) await built.router.run(...rule);
  const start = Date.now() + 2200;
  for (const [cpu, room] of built.clients.entries()) {
    const sender = labProgram("udp-same-port", toward[cpu] ?? SERVER, 1024, start, 6000, 2500);
    room.start("taskset", "--cpu-list", `${cpu}`, ...sender);
  }
  await Bun.sleep(Math.max(0, start - Date.now() - 100));
  return built;
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
