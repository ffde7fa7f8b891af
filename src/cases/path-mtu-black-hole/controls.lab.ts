import type { Bench } from "#lab/bench.ts";
import { clampsMss, dropsSyn, filter, loses, resets, silentAboutSize } from "#lab/filter.ts";
import { expectAbsent } from "#lab/judge.ts";
import type { LabVariant } from "#lab/lab.ts";
import { type Path, path, type PathOptions, SERVER } from "#lab/path.ts";
import type { Started } from "#lab/started.ts";
import { at, FLIGHT, NETWORK, PORT, type Talk, talk, untilStuck } from "./setting.lab.ts";
import { askAll, tells, tellsNone, type View, watch } from "./watch.lab.ts";

interface Control {
  readonly id: string;
  readonly kind: "healthy" | "look-alike";
  readonly says: LabVariant["says"];
  readonly options?: PathOptions;
  readonly talk: Talk;
  /** After the path is built. */
  prepare?(built: Path): Promise<unknown>;
  /** What the connection must have come to before the question. */
  until(built: Path, bench: Bench, started: Started): Promise<void>;
  /** What a capture at the client says; that there is no hole, if not said. */
  readonly captured?: View["judge"];
}

/** Waits until a room's connections show something. */
const shows =
  (where: "client" | "server", what: RegExp) =>
  (built: Path, bench: Bench): Promise<void> =>
    bench.until(`ss shows ${what.source}`, async () =>
      what.test(await built[where].run("ss", "-tiano")),
    );

const ALL_SENT = shows("client", new RegExp(`bytes_acked:${FLIGHT + 1}\\b`));

const CONTROLS: readonly Control[] = [
  {
    id: "path-mtu-discovery",
    kind: "healthy",
    says: { en: "the router's ICMP arrives and is followed", zh: "路由器的 ICMP 到达并被遵从" },
    options: { middle: 1400 },
    talk: { clientSends: FLIGHT, after: FLIGHT },
    until: ALL_SENT,
  },
  {
    id: "mss-clamped",
    kind: "healthy",
    says: {
      en: "ICMP is dropped, and the router cuts the MSS",
      zh: "ICMP 被丢弃，但路由器限制了 MSS",
    },
    options: { middle: 1400 },
    talk: { clientSends: FLIGHT, after: FLIGHT },
    prepare: async ({ near, far }) => {
      await filter(near, ...silentAboutSize, clampsMss("route"));
      await filter(far, ...silentAboutSize, clampsMss("route"));
    },
    until: ALL_SENT,
  },
  {
    id: "mtu-probing",
    kind: "look-alike",
    says: { en: "TCP goes down in size by itself", zh: "TCP 自行减小报文段" },
    options: { middle: 1400 },
    talk: { clientSends: FLIGHT, after: FLIGHT },
    prepare: async ({ client, near, far }) => {
      await Promise.all([filter(near, ...silentAboutSize), filter(far, ...silentAboutSize)]);
      await client.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/tcp_mtu_probing");
    },
    until: ALL_SENT,
    captured: tells(SERVER.v4, "confirmed"),
  },
  {
    id: "random-loss",
    kind: "look-alike",
    says: {
      en: "three of ten packets are lost, whatever their size",
      zh: "无论大小，丢失三成数据包",
    },
    talk: { clientSends: 400_000, after: 400_000 },
    prepare: ({ near }) => filter(near, loses(30, "tcp dport 8443")),
    until: shows("client", /bytes_acked:\d{4,}.*retrans:/),
  },
  {
    id: "zero-window",
    kind: "look-alike",
    says: { en: "the server does not read", zh: "服务端不读取数据" },
    talk: { clientSends: 8_000_000, after: 9_000_000, reads: false },
    until: shows("client", /timer:\(persist/),
  },
  {
    id: "reset",
    kind: "look-alike",
    says: { en: "a middlebox resets the connection", zh: "中间设备重置连接" },
    talk: { clientSends: FLIGHT, after: FLIGHT },
    prepare: ({ near }) => filter(near, resets("tcp dport 8443 meta length > 100")),
    until: async (_, __, started) => {
      await started.exited;
    },
  },
  {
    id: "filtered-port",
    kind: "look-alike",
    says: { en: "no SYN passes", zh: "SYN 全部被丢弃" },
    talk: { clientSends: FLIGHT },
    prepare: ({ near }) => filter(near, dropsSyn(PORT)),
    until: shows("client", /SYN-SENT.*timer:\(on,[\d.]+m?s(ec)?,[1-9]/),
  },
  {
    id: "payload-dropped",
    kind: "look-alike",
    says: {
      en: "a middlebox drops all data, small segments too",
      zh: "中间设备丢弃所有数据，小报文段也不例外",
    },
    talk: { clientSends: FLIGHT, after: FLIGHT },
    prepare: ({ near }) =>
      filter(near, { hook: "forward", text: "tcp dport 8443 meta length > 60 drop" }),
    until: ({ client }, bench) => untilStuck(bench, client),
  },
];

const control = ({
  id,
  kind,
  says,
  options = {},
  talk: words,
  prepare,
  until,
  captured,
}: Control): LabVariant => ({
  id,
  kind,
  says,
  requires: NETWORK,
  async up(bench) {
    const built = await path(bench, options);
    await prepare?.(built);
    const none = tellsNone(["absent", "not-applicable", "unknown"]);
    const watched = await watch(bench, [
      at([built.client, "client"], "eth0", captured ?? tellsNone(["absent"])),
      at([built.server, "server-any"], "any", none),
    ]);
    await until(built, bench, await talk(bench, built, words));
    return askAll(built.client, expectAbsent, watched);
  },
});

/** What is no black hole, or no longer one. */
export const controls: readonly LabVariant[] = CONTROLS.map(control);
