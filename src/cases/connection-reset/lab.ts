import type { Bench } from "#lab/bench.ts";
import { filter, type Rule, resets } from "#lab/filter.ts";
import { expectAbsent, expectFinding } from "#lab/judge.ts";
import { defineLab, type LabVariant, program, root, type Stage } from "#lab/lab.ts";
import { type Path, path, SERVER } from "#lab/path.ts";
import { type SnifferOptions, sniff } from "#lab/sniffer.ts";
import { connectFrom, type ClientOptions, serve, type ServerOptions } from "#lab/tcp.ts";

const PORT = 80;
const CLOSED = 81;
const REQUIRES = [root, program("tcpdump"), program("nft")];

interface Talk {
  readonly server?: Omit<ServerOptions, "port">;
  /** One after the other. */
  readonly clients: readonly (Partial<ClientOptions> & { readonly port: number })[];
  readonly rules?: readonly Rule[];
  /** The routers are joined by VXLAN, the rules stand at the far one, and the capture is taken at the near one. */
  readonly isInVxlan?: true;
  /** Where the capture is taken; at the client if not said. */
  readonly at?: keyof Path;
  readonly sniffer?: Partial<SnifferOptions>;
}

type Judge = Stage["judge"];

/** Client, two routers and a server; clients connect, and the capture is asked about. */
async function talk(bench: Bench, how: Talk, judge: Judge): Promise<Stage> {
  const { server, clients, rules = [], isInVxlan = false, at = "client", sniffer } = how;
  const built = await path(bench, isInVxlan ? { vxlan: { mtu: 1450 } } : {});
  if (rules.length > 0) await filter(isInVxlan ? built.far : built.near, ...rules);
  if (server) await serve(bench, built.server, { ...server, port: PORT });
  const sniffing = await sniff(bench, built[isInVxlan ? "near" : at], "capture", {
    device: "eth0",
    filter: "tcp or icmp or icmp6",
    ...sniffer,
  });
  for (const options of clients) {
    const client = { address: SERVER.v4, limitSeconds: 2, ...options };
    await connectFrom(built.client, client).exited;
  }
  // The last packets have left; tcpdump has yet to see them.
  await Bun.sleep(100);
  return { capture: await sniffing.stop(), judge };
}

function variant(
  [kind, id]: readonly [LabVariant["kind"], string],
  says: LabVariant["says"],
  how: Talk,
  judge: Judge,
): LabVariant {
  return { id, kind, says, requires: REQUIRES, up: (bench) => talk(bench, how, judge) };
}

const between = (address: string, port: number): RegExp =>
  new RegExp(`${address.replaceAll(".", "\\.")}\\]?:${port}$`);
const refused: Judge = (report) =>
  expectFinding(report, { cause: "refused", subject: between(SERVER.v4, CLOSED) });
const broken =
  (cause: string, certainty: "confirmed" | "suspected" = "confirmed"): Judge =>
  (report) =>
    expectFinding(report, { cause, certainty, subject: between(SERVER.v4, PORT) });

/** The server speaks first, so that the host itself is heard before a router cuts the connection. */
const GREETS = { after: 0, sends: 100 };
const ANSWERS = { after: 100, sends: 1000, afterwards: "close" } as const;
/** The client sends on, and the near router answers for the server. */
const CUT = resets(`tcp dport ${PORT} tcp flags & psh == psh`);
const ASKS = { port: PORT, sends: 200, expects: 1000 };
const SENDS_ON = { port: PORT, sends: 200, expects: 1000 };

export default defineLab({
  case: "connection-reset",
  variants: [
    variant(
      ["fault", "closed-port"],
      { en: "nothing listens at the port", zh: "端口无人监听" },
      { clients: [{ port: CLOSED }, { port: CLOSED }] },
      refused,
    ),
    variant(
      ["fault", "closed-port-ipv6"],
      { en: "nothing listens at the port, over IPv6", zh: "端口无人监听，经由 IPv6" },
      { clients: [{ address: SERVER.v6, port: CLOSED }] },
      (report) => expectFinding(report, { cause: "refused", subject: between(SERVER.v6, CLOSED) }),
    ),
    variant(
      ["fault", "rejected-by-icmp"],
      {
        en: "a router rejects the SYN: administratively prohibited",
        zh: "路由器拒绝 SYN：管理性禁止",
      },
      {
        clients: [{ port: CLOSED }],
        rules: [
          { hook: "forward", text: `tcp dport ${CLOSED} reject with icmpx admin-prohibited` },
        ],
      },
      refused,
    ),
    variant(
      ["fault", "rejected-on-the-way"],
      {
        en: "a router answers the SYN with RST in the server's name; another port is open",
        zh: "路由器以服务端的名义用 RST 应答 SYN；另一个端口是开放的",
      },
      {
        server: ANSWERS,
        clients: [ASKS, { port: CLOSED }],
        rules: [resets(`tcp dport ${CLOSED}`)],
      },
      refused,
    ),
    variant(
      ["fault", "server-aborts"],
      { en: "the server aborts instead of answering", zh: "服务端没有应答，直接中止" },
      { server: { after: 100, afterwards: "abort" }, clients: [ASKS, ASKS] },
      broken("reset-by-peer"),
    ),
    variant(
      ["fault", "server-aborts-in-the-middle"],
      { en: "the server aborts in the middle of its answer", zh: "服务端在应答途中中止" },
      {
        server: { after: 100, sends: 5000, afterwards: "abort" },
        clients: [{ ...ASKS, expects: 100_000 }],
        at: "server",
        sniffer: { snapLength: 68 },
      },
      broken("reset-by-peer"),
    ),
    variant(
      ["fault", "server-aborts-at-the-router"],
      {
        en: "the server aborts; captured at a router on all its interfaces",
        zh: "服务端中止；在路由器的所有网卡上抓包",
      },
      {
        server: { after: 100, afterwards: "abort" },
        clients: [ASKS],
        at: "near",
        sniffer: { device: "any" },
      },
      broken("reset-by-peer"),
    ),
    variant(
      ["fault", "client-aborts-in-the-middle"],
      {
        en: "the client ends in the middle of a download that it does not read",
        zh: "客户端不读取数据，并在下载途中退出",
      },
      {
        server: { after: 100, sends: 8_000_000 },
        clients: [{ ...ASKS, reads: false, limitSeconds: 1 }],
        at: "server",
        sniffer: { snapLength: 96 },
      },
      broken("reset-by-peer"),
    ),
    variant(
      ["fault", "one-way"],
      {
        en: "the server aborts; the capture holds only what it sends",
        zh: "服务端中止；抓包中只有它发出的数据包",
      },
      {
        server: { ...GREETS, afterwards: "abort" },
        clients: [{ port: PORT, expects: 1000 }],
        sniffer: { filter: `src ${SERVER.v4}` },
      },
      broken("reset-by-peer", "suspected"),
    ),
    variant(
      ["fault", "middlebox"],
      {
        en: "a router resets the connection in the server's name",
        zh: "路由器以服务端的名义复位连接",
      },
      { server: GREETS, clients: [SENDS_ON], rules: [CUT] },
      broken("reset-by-middlebox"),
    ),
    variant(
      ["fault", "middlebox-snap-96"],
      {
        en: "the same, 96 bytes of each frame kept",
        zh: "同上，每帧只保留 96 字节",
      },
      { server: GREETS, clients: [SENDS_ON], rules: [CUT], sniffer: { snapLength: 96 } },
      broken("reset-by-middlebox"),
    ),
    variant(
      ["fault", "middlebox-at-the-router"],
      {
        en: "the same, captured at the router itself on all its interfaces",
        zh: "同上，在路由器自身的所有网卡上抓包",
      },
      {
        server: GREETS,
        clients: [SENDS_ON],
        rules: [CUT],
        at: "near",
        sniffer: { device: "any" },
      },
      broken("reset-by-middlebox"),
    ),
    variant(
      ["fault", "middlebox-in-vxlan"],
      {
        en: "the same by the far router, captured between the routers, inside VXLAN",
        zh: "同上，由远端路由器所为，在两台路由器之间的 VXLAN 内抓包",
      },
      {
        isInVxlan: true,
        server: GREETS,
        clients: [SENDS_ON],
        rules: [CUT],
        sniffer: { device: "middle", filter: "udp" },
      },
      broken("reset-by-middlebox"),
    ),
    variant(
      ["fault", "middlebox-ipv6"],
      { en: "the same over IPv6", zh: "同上，经由 IPv6" },
      { server: GREETS, clients: [{ ...SENDS_ON, address: SERVER.v6 }], rules: [CUT] },
      (report) =>
        expectFinding(report, { cause: "reset-by-middlebox", subject: between(SERVER.v6, PORT) }),
    ),
    variant(
      ["healthy", "orderly-close"],
      { en: "answered and closed", zh: "应答后正常关闭" },
      { server: ANSWERS, clients: [ASKS, ASKS] },
      expectAbsent,
    ),
    variant(
      ["look-alike", "client-aborts-when-done"],
      {
        en: "clients have their answer and close by RST, or connect and leave at once",
        zh: "客户端得到应答后用 RST 关闭，或连接后立即离开",
      },
      {
        server: { after: 100, sends: 1000 },
        clients: [
          { ...ASKS, afterwards: "abort" },
          { port: PORT, sends: 0, expects: 0, afterwards: "abort" },
        ],
      },
      expectAbsent,
    ),
    variant(
      ["look-alike", "reset-after-close"],
      {
        en: "the client closes at once, and the answer that still comes gets a RST",
        zh: "客户端立即关闭，随后到达的应答被 RST 拒收",
      },
      { server: { after: 100, sends: 1000 }, clients: [{ ...ASKS, expects: 0 }] },
      expectAbsent,
    ),
    variant(
      ["look-alike", "filtered"],
      { en: "the SYN is dropped: no answer, no reset", zh: "SYN 被丢弃：没有应答，也没有复位" },
      {
        clients: [{ port: CLOSED, limitSeconds: 1.5 }],
        rules: [{ hook: "forward", text: `tcp dport ${CLOSED} drop` }],
      },
      expectAbsent,
    ),
  ],
});
