import { dropsEcho, filter, loses } from "#lab/filter.ts";
import { expectAbsent, findingsOf } from "#lab/judge.ts";
import type { Report } from "#contract/report.ts";
import { asNobody } from "#lab/blind.ts";
import { withHosts } from "#lab/names.ts";
import { controls } from "./probe-controls.lab.ts";
import { type LabVariant, program, type Stage } from "#lab/lab.ts";
import { NEAR, SERVER } from "#lab/path.ts";
import {
  ask,
  at,
  chain,
  expectEdge,
  expectSize,
  expectWord,
  type Family,
  hide,
  hole,
  HTTP,
  HTTPS,
  narrow,
  requires,
  served,
} from "./probe-setting.lab.ts";

const holes: LabVariant = {
  id: "probe-black-hole",
  kind: "fault",
  says: {
    en: "the same links, and routers that say nothing: by ping and UDP alone",
    zh: "同样的链路，但路由器不作声：仅用 ping 与 UDP",
  },
  requires,
  async up(bench) {
    const built = await served(bench, { ends: 9000, middle: 1280 });
    await hide(built);
    const one =
      (family: Family, mtu: number): (() => Promise<Stage>) =>
      async () => {
        await narrow(built, mtu);
        return ask(built, at(family), (report) => [
          ...hole(report, family),
          ...expectEdge(report, `to ${SERVER[family]}`, mtu),
          ...expectWord(report, "lost behind", NEAR[family]),
          ...expectWord(report, "ICMP about the size", "none"),
        ]);
      };
    return chain(
      one("v4", 1280),
      one("v6", 1300),
      one("v4", 1400),
      one("v6", 1450),
      one("v4", 1500),
    );
  },
};

const byConnections: LabVariant = {
  id: "probe-ping-filtered",
  kind: "fault",
  says: {
    en: "the hole, and no ping passes: TCP alone decides",
    zh: "黑洞存在，且 ping 全被丢弃：仅由 TCP 判断",
  },
  requires,
  async up(bench) {
    const built = await served(bench, { middle: 1400 });
    await hide(built);
    const udp = { hook: "forward", text: "meta l4proto udp drop" } as const;
    await filter(built.near, ...dropsEcho, udp);
    return chain(
      async () =>
        ask(built, at("v4", HTTPS), (report) => [
          ...hole(report, "v4"),
          ...expectEdge(report, `to ${SERVER.v4}`, 1400),
        ]),
      async () => {
        await narrow(built, 1437);
        return ask(built, at("v6", HTTP), (report) => [
          ...hole(report, "v6"),
          ...expectEdge(report, `to ${SERVER.v6}`, 1437),
          ...expectEdge(report, `from ${SERVER.v6}`, 1437),
        ]);
      },
    );
  },
};

const wayBack: LabVariant = {
  id: "probe-way-back",
  kind: "fault",
  says: {
    en: "only the way back is narrow: a DF ping finds nothing, a port does",
    zh: "仅返回方向较窄：DF ping 发现不了，指定端口可以",
  },
  requires,
  async up(bench) {
    const built = await served(bench, { back: 1300 });
    await hide(built);
    const both = (family: Family) => (report: Report) => [
      ...hole(report, family),
      ...expectSize(report, `to ${SERVER[family]}`, 1500),
      ...expectEdge(report, `from ${SERVER[family]}`, 1300),
    ];
    return chain(
      async () =>
        ask(built, at("v4"), (report) => [
          ...expectAbsent(report),
          ...expectWord(report, `from ${SERVER.v4}`, "not measured"),
        ]),
      async () => ask(built, at("v4", HTTPS), both("v4")),
      async () => ask(built, at("v6", HTTP), both("v6")),
    );
  },
};

const lossyHole: LabVariant = {
  id: "probe-loss-black-hole",
  kind: "fault",
  says: {
    en: "the hole behind a link that loses one packet in ten at random",
    zh: "黑洞之外，链路还随机丢失十分之一的数据包",
  },
  requires,
  async up(bench) {
    const built = await served(bench, { middle: 1400 });
    await hide(built);
    await filter(built.near, loses(10));
    return ask(built, at("v4", HTTP), (report) => [
      ...hole(report, "v4"),
      ...expectEdge(report, `to ${SERVER.v4}`, 1400),
    ]);
  },
};

const named: LabVariant = {
  id: "probe-name",
  kind: "fault",
  says: {
    en: "a name with an address of each family: over IPv4 ICMP comes back, over IPv6 it does not",
    zh: "一个名字有 IPv4 与 IPv6 地址：IPv4 的 ICMP 能返回，IPv6 的不能",
  },
  requires: [...requires, program("unshare")],
  async up(bench) {
    const built = await served(bench, { middle: 1400 });
    await filter(built.near, { hook: "output", text: "icmpv6 type packet-too-big drop" });
    const command = await withHosts(bench, `${SERVER.v4} lab.test\n${SERVER.v6} lab.test\n`);
    const judge: Stage["judge"] = (report) => [
      ...hole(report, "v6"),
      ...(findingsOf(report).length === 1 ? [] : ["expected one finding"]),
      ...expectEdge(report, `to ${SERVER.v6}`, 1400),
    ];
    return { ...ask(built, `lab.test:${HTTP}`, judge), command };
  },
};

const unprivileged: LabVariant = {
  id: "probe-unprivileged",
  kind: "fault",
  says: {
    en: "the hole, probed by nobody, who may not ping: by UDP and TCP",
    zh: "黑洞，由无权 ping 的 nobody 探测：使用 UDP 与 TCP",
  },
  requires: [...requires, program("setpriv")],
  async up(bench) {
    const built = await served(bench, { middle: 1400 });
    await hide(built);
    const judge: Stage["judge"] = (report) => [
      ...hole(report, "v4"),
      ...expectEdge(report, `to ${SERVER.v4}`, 1400),
    ];
    return { ...ask(built, at("v4", HTTP), judge), command: await asNobody(bench) };
  },
};

/** `casebook probe mtu` on the path between two hosts. */
export const probes: readonly LabVariant[] = [
  holes,
  byConnections,
  wayBack,
  lossyHole,
  named,
  unprivileged,
  ...controls,
];
