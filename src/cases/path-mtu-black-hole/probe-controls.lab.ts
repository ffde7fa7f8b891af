import { clampsMss, dropsEcho, filter, loses } from "#lab/filter.ts";
import { expectAbsent, expectNoFinding, verdictOf } from "#lab/judge.ts";
import type { Report } from "#contract/report.ts";
import { addRoute } from "#lab/network.ts";
import { type LabVariant, type Stage } from "#lab/lab.ts";
import { NEAR, SERVER } from "#lab/path.ts";
import { serve } from "#lab/tcp.ts";
import {
  ask,
  at,
  chain,
  expectEdge,
  expectSize,
  expectWord,
  type Family,
  hide,
  HTTP,
  narrow,
  requires,
  served,
} from "./probe-setting.lab.ts";

const open: LabVariant = {
  id: "probe-sizes",
  kind: "healthy",
  says: {
    en: "links of 1280 to 9000 bytes whose routers say so: a probe finds each to the byte",
    zh: "1280 至 9000 字节的链路，路由器会告知：探测逐一测准到字节",
  },
  requires,
  async up(bench) {
    const built = await served(bench, { ends: 9000 });
    const sizes = [1280, 1300, 1400, 1450, 1500, 9000];
    const stages = sizes.flatMap((mtu) =>
      (["v4", "v6"] as const).map((family) => async (): Promise<Stage> => {
        await narrow(built, mtu);
        const label = `to ${SERVER[family]}`;
        return ask(built, at(family, HTTP), (report) => [
          ...expectAbsent(report),
          ...(mtu < 9000 ? expectEdge(report, label, mtu) : expectSize(report, label, mtu)),
          ...expectSize(report, `from ${SERVER[family]}`, mtu),
        ]);
      }),
    );
    const [first, ...rest] = stages;
    if (!first) throw new Error("no stage");
    return chain(first, ...rest);
  },
};

const filtered: LabVariant = {
  id: "probe-ping-filtered-healthy",
  kind: "healthy",
  says: {
    en: "no ping passes, and the path carries what the interface takes",
    zh: "ping 全被丢弃，而路径可承载网卡的最大数据包",
  },
  requires,
  async up(bench) {
    const built = await served(bench, {});
    const udp = { hook: "forward", text: "meta l4proto udp drop" } as const;
    await filter(built.near, ...dropsEcho, udp);
    return ask(built, at("v4", HTTP), (report) => [
      ...expectAbsent(report),
      ...expectSize(report, `to ${SERVER.v4}`, 1500),
      ...expectSize(report, `from ${SERVER.v4}`, 1500),
    ]);
  },
};

const loss: LabVariant = {
  id: "probe-loss",
  kind: "look-alike",
  says: {
    en: "one packet in five is lost each way, of any size: no smaller MTU is told",
    zh: "双向各随机丢失五分之一的数据包，与长度无关：不得报告更小的 MTU",
  },
  requires,
  async up(bench) {
    const built = await served(bench, {});
    await filter(built.near, loses(20));
    const judge = (family: Family) => (report: Report) => [
      ...expectNoFinding(report),
      ...(verdictOf(report).kind === "absent"
        ? expectSize(report, `to ${SERVER[family]}`, 1500)
        : []),
    ];
    return chain(
      async () => ask(built, at("v4"), judge("v4")),
      async () => ask(built, at("v6"), judge("v6")),
      async () => ask(built, at("v4", HTTP), judge("v4")),
    );
  },
};

const clamped: LabVariant = {
  id: "probe-mss-clamped",
  kind: "look-alike",
  says: {
    en: "the hole, and a router that clamps the MSS: TCP is not harmed",
    zh: "黑洞存在，但路由器限制了 MSS：TCP 不受影响",
  },
  requires,
  async up(bench) {
    const built = await served(bench, { middle: 1400 });
    await hide(built);
    await filter(built.near, clampsMss("route"));
    return ask(built, at("v4", HTTP), (report) => [
      ...(verdictOf(report).kind === "latent" ? [] : ["expected latent"]),
      ...expectEdge(report, `to ${SERVER.v4}`, 1400),
      ...expectSize(report, `from ${SERVER.v4}`, 1400),
    ]);
  },
};

const settings: LabVariant = {
  id: "probe-settings",
  kind: "healthy",
  says: {
    en: "an interface, a locked route and an advmss smaller than the path",
    zh: "网卡、带 lock 的路由与 advmss 小于路径",
  },
  requires,
  async up(bench) {
    const built = await served(bench, { middle: 1450 });
    const { client } = built;
    return chain(
      async () => {
        await addRoute(client, `${SERVER.v4}/32`, NEAR.v4, "mtu", "lock", 1300, "advmss", 1200);
        return ask(built, at("v4", HTTP), (report) => [
          ...expectAbsent(report),
          ...expectEdge(report, `to ${SERVER.v4}`, 1450),
          ...expectWord(report, "route's mtu lock", "smaller than the path, wastes 150 bytes"),
          ...expectWord(report, "route's advmss", "packets of 1240"),
        ]);
      },
      async () => {
        await client.run("ip", "link", "set", "eth0", "mtu", "1400");
        return ask(built, at("v6", HTTP), (report) => [
          ...expectAbsent(report),
          ...expectSize(report, `to ${SERVER.v6}`, 1400),
          ...expectWord(report, "interface eth0", "the path carries it"),
        ]);
      },
    );
  },
};

const expectUnknown =
  (key: string): Stage["judge"] =>
  (report) => {
    const verdict = verdictOf(report);
    if (verdict.kind !== "unknown") return [`expected unknown, found ${verdict.kind}`];
    const [missing] = verdict.missing;
    return missing?.key.endsWith(`/${key}`) === true ? [] : [`found ${String(missing?.key)}`];
  };

const untold: LabVariant = {
  id: "probe-untold",
  kind: "blind",
  says: {
    en: "a closed port, a port that answers nothing, and a host that is gone",
    zh: "端口关闭、端口没有应答、主机不存在",
  },
  requires,
  async up(bench) {
    const built = await served(bench, {});
    await serve(bench, built.server, { port: 9, sends: 0 });
    return chain(
      async () => ask(built, at("v4", 444), expectUnknown("backClosed")),
      async () => ask(built, at("v6", 9), expectUnknown("backSilent")),
      async () => {
        await built.server.run("ip", "link", "set", "eth0", "down");
        return ask(built, at("v4", HTTP), expectUnknown("silentToo"));
      },
    );
  },
};

/** Where a probe must find no hole, or say that it cannot tell. */
export const controls: readonly LabVariant[] = [open, filtered, loss, clamped, settings, untold];
