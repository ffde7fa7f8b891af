import type { Bench } from "#lab/bench.ts";
import { dropsSyn, filter, type Rule, unfilter } from "#lab/filter.ts";
import { expectAbsent, expectFinding, verdictOf } from "#lab/judge.ts";
import { defineLab, type LabVariant, program, root, type Stage } from "#lab/lab.ts";
import { type Path, path, SERVER } from "#lab/path.ts";
import { type SnifferOptions, sniff } from "#lab/sniffer.ts";
import { severalClocks } from "#lab/several-clocks.ts";
import { connectFrom, serve } from "#lab/tcp.ts";

const PORT = 80;
const SHUT = 81;
const REQUIRES = [root, program("tcpdump"), program("nft")];
/** Linux sends a SYN again after 1 s, and (since 6.5) after another; before, after 3 s. */
const THREE_SYNS = 3.4;
/** Asks 40 ports at the same time, for a moment each; then time passes in which answers could have come. */
const SCAN = `for port in {1000..1039}; do timeout 0.3 bash -c "</dev/tcp/${SERVER.v4}/$port" 2>/dev/null & done; wait; sleep 1.2`;
/** Nobody has such an address. */
const NOBODY = "10.91.77.1";

interface Asking {
  readonly rules?: readonly Rule[];
  /** The rules go away after so many seconds. */
  readonly ruledSeconds?: number;
  readonly address?: string;
  readonly ports: readonly number[];
  readonly limitSeconds?: number;
  /** The capture ends while the last client still waits. */
  readonly isCutShort?: boolean;
  /** Where the capture is taken; at the client if not said. */
  readonly at?: keyof Path;
  readonly sniffer?: Partial<SnifferOptions>;
  readonly before?: (built: Path) => Promise<unknown>;
  /** What is done before the clients connect, when the capture has begun. */
  readonly first?: (built: Path) => Promise<unknown>;
}

type Judge = Stage["judge"];

async function ask(bench: Bench, how: Asking, judge: Judge): Promise<Stage> {
  const { rules = [], address = SERVER.v4, ports, limitSeconds = THREE_SYNS } = how;
  const built = await path(bench);
  if (rules.length > 0) await filter(built.near, ...rules);
  await serve(bench, built.server, { port: PORT, sends: 100, afterwards: "close" });
  await how.before?.(built);
  const sniffing = await sniff(bench, built[how.at ?? "client"], "capture", {
    device: "eth0",
    filter: "tcp or icmp or icmp6",
    ...how.sniffer,
  });
  await how.first?.(built);
  const clients = ports.map((port) =>
    connectFrom(built.client, { address, port, limitSeconds, sends: 100, expects: 100 }),
  );
  if (how.ruledSeconds !== undefined) {
    await Bun.sleep(how.ruledSeconds * 1000);
    await unfilter(built.near);
  }
  if (how.isCutShort) await Bun.sleep(400);
  else await Promise.all(clients.map(({ exited }) => exited));
  // The last packets have left; tcpdump has yet to see them.
  await Bun.sleep(100);
  return { capture: await sniffing.stop(), judge };
}

function variant(
  [kind, id]: readonly [LabVariant["kind"], string],
  says: LabVariant["says"],
  how: Asking,
  judge: Judge,
): LabVariant {
  return { id, kind, says, requires: REQUIRES, up: (bench) => ask(bench, how, judge) };
}

const found =
  (cause: string, subject: string, certainty: "confirmed" | "suspected" = "confirmed"): Judge =>
  (report) =>
    expectFinding(report, { cause, subject, certainty });

const expectScan: Judge = (report) => {
  const verdict = verdictOf(report);
  const told = verdict.kind === "absent" ? verdict.evidence : [];
  const isTold = told.some(
    ({ key, slots }) => key === "syn-unanswered/scanSays" && slots["ports"] === 40,
  );
  return isTold
    ? []
    : [`expected a scan of 40 ports, found ${JSON.stringify(verdict).slice(0, 1000)}`];
};

const expectUnknown: Judge = (report) => {
  const { kind } = verdictOf(report);
  return kind === "unknown" ? [] : [`expected unknown, found ${kind}`];
};

export default defineLab({
  case: "syn-unanswered",
  variants: [
    variant(
      ["fault", "dropped"],
      { en: "a router drops the SYN", zh: "路由器丢弃 SYN" },
      { rules: [dropsSyn(SHUT)], ports: [PORT, SHUT] },
      found("no-answer", `${SERVER.v4}:${SHUT}`),
    ),
    variant(
      ["fault", "dropped-ipv6"],
      {
        en: "the same over IPv6, 96 bytes of each frame kept",
        zh: "同上，经由 IPv6，每帧只保留 96 字节",
      },
      {
        rules: [dropsSyn(SHUT)],
        address: SERVER.v6,
        ports: [SHUT],
        sniffer: { snapLength: 96 },
      },
      found("no-answer", `[${SERVER.v6}]:${SHUT}`),
    ),
    variant(
      ["fault", "dropped-one-way"],
      {
        en: "the same, with what the client sends alone in the capture",
        zh: "同上，抓包中只有客户端发出的数据包",
      },
      {
        rules: [dropsSyn(SHUT)],
        ports: [PORT, SHUT],
        sniffer: { direction: "out" },
      },
      found("no-answer", `${SERVER.v4}:${SHUT}`, "suspected"),
    ),
    variant(
      ["fault", "dropped-at-the-router"],
      {
        en: "the same, captured at the router on all its interfaces",
        zh: "同上，在路由器的所有网卡上抓包",
      },
      { rules: [dropsSyn(SHUT)], ports: [PORT, SHUT], at: "near", sniffer: { device: "any" } },
      found("no-answer", `${SERVER.v4}:${SHUT}`),
    ),
    variant(
      ["fault", "no-way"],
      {
        en: "a router has no way to the host and says so",
        zh: "路由器没有到达该主机的路由，并告知",
      },
      {
        address: NOBODY,
        ports: [PORT],
        before: ({ near }) => near.run("ip", "route", "add", "unreachable", `${NOBODY}/32`),
      },
      found("no-answer", `${NOBODY}:${PORT}`),
    ),
    variant(
      ["fault", "answer-lost"],
      {
        en: "the SYN comes through, the SYN-ACK does not; captured at the server",
        zh: "SYN 可达，SYN-ACK 不可达；在服务端抓包",
      },
      {
        rules: [
          { hook: "forward", text: `tcp sport ${PORT} tcp flags & (syn|ack) == syn|ack drop` },
        ],
        ports: [PORT],
        at: "server",
        sniffer: { snapLength: 68 },
      },
      found("no-answer", `${SERVER.v4}:${PORT}`),
    ),
    variant(
      ["fault", "answered-late"],
      { en: "the first SYNs get lost", zh: "最初的 SYN 丢失" },
      { rules: [dropsSyn(PORT)], ruledSeconds: 1.5, ports: [PORT], limitSeconds: 6 },
      found("answered-late", `${SERVER.v4}:${PORT}`),
    ),
    {
      id: "several-clocks-behind-nat",
      kind: "fault",
      says: {
        en: "two clients behind one address; filters play the second clock and the old kernel",
        zh: "两个客户端共用一个地址；由过滤器模拟第二个时钟与老内核",
      },
      requires: REQUIRES,
      up: async (bench) => ({
        capture: await severalClocks(bench, PORT),
        judge: found("timestamps-behind-nat", `${SERVER.v4}:${PORT}`),
      }),
    },
    variant(
      ["healthy", "answered"],
      { en: "every SYN is answered", zh: "每个 SYN 都有应答" },
      { ports: [PORT, PORT, PORT] },
      expectAbsent,
    ),
    variant(
      ["look-alike", "refused"],
      { en: "nothing listens: the SYN is refused", zh: "端口无人监听：SYN 被拒绝" },
      { ports: [SHUT] },
      expectAbsent,
    ),
    variant(
      ["look-alike", "scanned"],
      { en: "a port scan of a host behind a filter", zh: "对过滤器后面的主机做端口扫描" },
      {
        rules: [{ hook: "forward", text: "tcp dport 1000-1999 drop" }],
        ports: [PORT],
        first: ({ client }) => client.run("bash", "-c", SCAN),
      },
      expectScan,
    ),
    variant(
      ["blind", "ends-early"],
      { en: "the capture ends before an answer could come", zh: "抓包在应答可能到达之前结束" },
      { rules: [dropsSyn(SHUT)], ports: [SHUT], isCutShort: true },
      expectUnknown,
    ),
    variant(
      ["blind", "one-way"],
      { en: "only what the client sends is in the capture", zh: "抓包中只有客户端发出的数据包" },
      { ports: [PORT, PORT], sniffer: { direction: "out" } },
      expectUnknown,
    ),
  ],
});
