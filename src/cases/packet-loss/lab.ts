import type { Report, ReportEvidence } from "#contract/report.ts";
import type { Bench } from "#lab/bench.ts";
import { captured, othersSilent, type Place } from "#lab/captured.ts";
import { filter, loses, unfilter } from "#lab/filter.ts";
import { expectAbsent, expectFinding, findingsOf } from "#lab/judge.ts";
import { defineLab, program, type Requirement, root, type Stage } from "#lab/lab.ts";
import { CLIENT, type Path, SERVER } from "#lab/path.ts";
import { connectFrom, serve } from "#lab/tcp.ts";
import { slowerWay, wire, wireRequirements } from "#lab/wire.ts";
import { cutForGood } from "./cut.lab.ts";

const REQUIRES: readonly Requirement[] = [
  root,
  ...["ip", "nsenter", "tcpdump"].map(program),
  ...wireRequirements,
];
const PORT = 8443;
/** Not its SYN-ACKs: a handshake that is lost is another case. */
const FROM_SERVER = `tcp sport ${PORT} tcp flags & syn == 0`;
const MEBIBYTE = 1024 * 1024;
/** How far the count of lost segments may be from the packet filter's own: the last ones have no answer. */
const TOLERANCE = 0.15;

const SUBJECT = new RegExp(`^${CLIENT.v4}:\\d+ → ${SERVER.v4}:${PORT}$`);

const AT_SENDER: Place = { at: "server", options: { device: "eth0", snapLength: 96 } };
const AT_RECEIVER: Place = { at: "client", options: { device: "eth0", snapLength: 96 } };

/** The client gets so much from the server, over IPv4 or IPv6. */
async function transfer(
  bench: Bench,
  { client, server }: Path,
  bytes: number,
  address = SERVER.v4,
): Promise<void> {
  await serve(bench, server, { port: PORT, sends: bytes });
  const status = await connectFrom(client, {
    address,
    port: PORT,
    expects: bytes,
    limitSeconds: 20,
  }).exited;
  if (status !== 0) throw new Error("the transfer did not come to its end");
}

/** Packets that the rules of a router have dropped, by its own count. */
async function dropped(built: Path, at: keyof Path): Promise<number> {
  const rules = await built[at].run("nft", "list", "table", "inet", "lab");
  const counts = [...rules.matchAll(/counter packets (\d+)/g)].map(([, count]) => Number(count));
  return counts.reduce((all, count) => all + count, 0);
}

function numberOf(evidence: ReportEvidence | undefined, slot: string): number {
  const value = evidence?.slots[slot];
  return typeof value === "object" ? Number(value.value) : Number(value ?? 0);
}

interface Expected {
  readonly cause: "random-loss" | "burst-loss";
  readonly certainty?: "confirmed" | "suspected";
  readonly subject?: RegExp;
  /** The packet filter's count, and on which side of the capture it dropped. */
  readonly lost?: number;
  readonly side?: "behind" | "before";
}

function judgeLoss(report: Report, expected: Expected): readonly string[] {
  const { cause, certainty = "confirmed", subject = SUBJECT, lost, side } = expected;
  const problems = expectFinding(report, { cause, subject, certainty });
  const evidence = findingsOf(report)[0]?.evidence ?? [];
  const found = numberOf(evidence[0], "lost");
  const slot = (key: string, name: string): number =>
    numberOf(
      evidence.find((one) => one.key === `packet-loss/${key}`),
      name,
    );
  const again = slot("againSays", "repeated");
  const isNear = lost === undefined || Math.abs(found + again - lost) <= 3 + lost * TOLERANCE;
  if (!isNear) problems.push(`${found} + ${again} lost, and the filter dropped ${lost}`);
  const wrong = slot(side === "behind" ? "beforeSays" : "behindSays", "count");
  if (side !== undefined && wrong > found * TOLERANCE)
    problems.push(`${wrong} of ${found} on the wrong side`);
  return [...problems, ...othersSilent(report)];
}

const lossy = (capture: string, expected: Expected): Stage => ({
  capture,
  judge: (report) => judgeLoss(report, expected),
});

/** 2 MiB over a path that loses none of the server's packets, whatever else happens on it. */
async function peaceful(
  bench: Bench,
  place: Place,
  prepare: (built: Path) => Promise<void> = async () => {},
): Promise<Stage> {
  const built = await wire(bench);
  await prepare(built);
  const happen = () => transfer(bench, built, 2 * MEBIBYTE);
  const capture = await captured(bench, built, place, happen);
  return { capture, judge: (report) => [...expectAbsent(report), ...othersSilent(report)] };
}

/** 2 MiB over a router that loses packets of the server's, every so many at random or in a row. */
async function lossyTransfer(
  bench: Bench,
  place: Place,
  rule: string,
  address?: string,
): Promise<{ file: string; lost: number }> {
  const built = await wire(bench);
  await filter(built.far, { hook: "forward", text: `${FROM_SERVER} ${rule} counter drop` });
  const happen = () => transfer(bench, built, 2 * MEBIBYTE, address);
  const file = await captured(bench, built, place, happen);
  return { file, lost: await dropped(built, "far") };
}

const RANDOM = "numgen random mod 100 < 5";
/** The last six of every three hundred: few enough that segments behind them tell of it. */
const IN_A_ROW = "numgen inc mod 300 >= 294";

export default defineLab({
  case: "packet-loss",
  variants: [
    {
      id: "random-at-the-sender",
      kind: "fault",
      says: {
        en: "a router loses 5 % of the server's packets at random; captured at the server",
        zh: "路由器随机丢弃服务端 5 % 的数据包，在服务端抓包",
      },
      requires: REQUIRES,
      async up(bench) {
        const { file, lost } = await lossyTransfer(bench, AT_SENDER, RANDOM);
        return lossy(file, { cause: "random-loss", lost, side: "behind" });
      },
    },
    {
      id: "random-at-the-receiver",
      kind: "fault",
      says: {
        en: "the same, captured at the client: the lost packets never came",
        zh: "同上，在客户端抓包：丢失的数据包从未到达",
      },
      requires: REQUIRES,
      async up(bench) {
        const { file, lost } = await lossyTransfer(bench, AT_RECEIVER, RANDOM);
        return lossy(file, { cause: "random-loss", lost, side: "before" });
      },
    },
    {
      id: "random-at-the-router",
      kind: "fault",
      says: {
        en: "the same, captured on the router that loses them, with -i any: every packet twice",
        zh: "同上，在丢包的路由器上以 -i any 抓包：每个数据包出现两次",
      },
      requires: REQUIRES,
      async up(bench) {
        const place: Place = { at: "far", options: { device: "any", snapLength: 128 } };
        const { file, lost } = await lossyTransfer(bench, place, RANDOM);
        return lossy(file, { cause: "random-loss", lost, side: "behind" });
      },
    },
    {
      id: "random-ipv6",
      kind: "fault",
      says: {
        en: "the same over IPv6, captured at the client",
        zh: "同上，使用 IPv6，在客户端抓包",
      },
      requires: REQUIRES,
      async up(bench) {
        const place: Place = { at: "client", options: { device: "eth0", snapLength: 128 } };
        const { file, lost } = await lossyTransfer(bench, place, RANDOM, SERVER.v6);
        const subject = /^\[fd91:1::2\]:\d+ → \[fd91:2::2\]:8443$/;
        return lossy(file, { cause: "random-loss", lost, side: "before", subject });
      },
    },
    {
      id: "random-one-way",
      kind: "fault",
      says: {
        en: "the same, captured at the server, only what it sends: what arrived can be guessed only",
        zh: "同上，在服务端只抓它发出的数据包：是否送达只能推测",
      },
      requires: REQUIRES,
      async up(bench) {
        const options = { ...AT_SENDER.options, direction: "out" } as const;
        const { file } = await lossyTransfer(bench, { at: "server", options }, RANDOM);
        return lossy(file, { cause: "random-loss", certainty: "suspected" });
      },
    },
    {
      id: "random-in-vxlan",
      kind: "fault",
      says: {
        en: "the same inside VXLAN, captured on the underlay before the loss",
        zh: "同上，在 VXLAN 内，于丢包之前的底层网络抓包",
      },
      requires: REQUIRES,
      async up(bench) {
        const built = await wire(bench, { vxlan: { mtu: 1450 } });
        await filter(built.near, {
          hook: "forward",
          text: `${FROM_SERVER} ${RANDOM} counter drop`,
        });
        const options = { device: "middle", snapLength: 160, filter: "udp port 4789" };
        const happen = () => transfer(bench, built, 2 * MEBIBYTE);
        const file = await captured(bench, built, { at: "near", options }, happen);
        const lost = await dropped(built, "near");
        return lossy(file, { cause: "random-loss", lost, side: "behind" });
      },
    },
    {
      id: "burst-at-the-sender",
      kind: "fault",
      says: {
        en: "a router loses six packets in a row of every three hundred; captured at the server",
        zh: "路由器每三百个数据包连续丢弃六个，在服务端抓包",
      },
      requires: REQUIRES,
      async up(bench) {
        const { file, lost } = await lossyTransfer(bench, AT_SENDER, IN_A_ROW);
        return lossy(file, { cause: "burst-loss", lost, side: "behind" });
      },
    },
    {
      id: "burst-at-the-receiver",
      kind: "fault",
      says: { en: "the same, captured at the client", zh: "同上，在客户端抓包" },
      requires: REQUIRES,
      async up(bench) {
        const { file, lost } = await lossyTransfer(bench, AT_RECEIVER, IN_A_ROW);
        return lossy(file, { cause: "burst-loss", lost, side: "before" });
      },
    },
    {
      id: "link-cut",
      kind: "fault",
      says: {
        en: "the path is cut for 0.4 s in the middle of a transfer; captured at the server",
        zh: "传输途中路径中断 0.4 s，在服务端抓包",
      },
      requires: REQUIRES,
      async up(bench) {
        const built = await wire(bench);
        const file = await captured(bench, built, AT_SENDER, async () => {
          const done = transfer(bench, built, 6 * MEBIBYTE);
          await Bun.sleep(600);
          await filter(built.far, { hook: "forward", text: `${FROM_SERVER} drop` });
          await Bun.sleep(400);
          await unfilter(built.far);
          await done;
        });
        return lossy(file, { cause: "burst-loss", side: "behind" });
      },
    },
    cutForGood(REQUIRES, AT_SENDER),
    {
      id: "reordering",
      kind: "look-alike",
      says: {
        en: "every tenth packet takes a slower way and is overtaken; nothing is lost",
        zh: "十分之一的数据包走较慢的路径而乱序，没有丢失",
      },
      requires: REQUIRES,
      up: (bench) => {
        return peaceful(bench, AT_RECEIVER, (built) => slowerWay(built, FROM_SERVER));
      },
    },
    {
      id: "reordering-at-the-sender",
      kind: "look-alike",
      says: {
        en: "the same, captured at the server, which sends some packets again without need",
        zh: "同上，在服务端抓包，它会多余地重传一些数据包",
      },
      requires: REQUIRES,
      up: (bench) => {
        return peaceful(bench, AT_SENDER, (built) => slowerWay(built, FROM_SERVER));
      },
    },
    {
      id: "acknowledgments-lost",
      kind: "look-alike",
      says: {
        en: "a fifth of the client's acknowledgments is lost, and no data",
        zh: "客户端的确认丢失五分之一，数据没有丢失",
      },
      requires: REQUIRES,
      async up(bench) {
        const rule = loses(20, `tcp dport ${PORT} tcp flags & syn == 0`);
        return peaceful(bench, AT_SENDER, ({ far }) => filter(far, rule));
      },
    },
    {
      id: "capture-drops",
      kind: "look-alike",
      says: {
        en: "the capture misses every sixteenth frame of the server, the network none",
        zh: "抓包漏掉服务端十六分之一的帧，网络没有丢包",
      },
      requires: REQUIRES,
      async up(bench) {
        const missing = `tcp and not (src port ${PORT} and ip[5] & 15 = 7)`;
        return peaceful(bench, { at: "client", options: { device: "eth0", filter: missing } });
      },
    },
    {
      id: "healthy",
      kind: "healthy",
      says: {
        en: "the same transfer over a path that loses nothing",
        zh: "同样的传输，路径没有丢包",
      },
      requires: REQUIRES,
      up: (bench) => peaceful(bench, AT_SENDER),
    },
  ],
});
