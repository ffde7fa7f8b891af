import type { Report } from "#contract/report.ts";
import { silentAboutSizeByIptables } from "#lab/filter.ts";
import { expectFinding, findingsOf } from "#lab/judge.ts";
import { defineLab, type LabVariant, program, type Stage } from "#lab/lab.ts";
import { addAddress, addRoute } from "#lab/network.ts";
import { CLIENT, NEAR, type Path, path, SERVER } from "#lab/path.ts";
import { controls } from "./controls.lab.ts";
import { kubectlVariant } from "./kubectl.lab.ts";
import { probes } from "./probe.lab.ts";
import { at, FLIGHT, hole, NETWORK, PORT, talk, untilStuck } from "./setting.lab.ts";
import { askAll, mayTell, tagged, tells, watch } from "./watch.lab.ts";

/** A flight from the client falls into the hole. */
const clientToServer: LabVariant = {
  id: "client-to-server",
  kind: "fault",
  says: {
    en: "the client's flight is larger than the second link, and the router's ICMP is dropped by nft",
    zh: "客户端的数据超过第二段链路的 MTU，路由器的 ICMP 被 nft 丢弃",
  },
  requires: NETWORK,
  async up(bench) {
    const built = await hole(bench, { middle: 1400 });
    const { client, near, server } = built;
    const { v4 } = SERVER;
    const watched = await watch(bench, [
      at([client, "client"], "eth0", tells(v4, "confirmed")),
      tagged(at([client, "client-tagged"], "eth0", tells(v4, "confirmed"))),
      at([client, "client-any"], "any", tells(v4, "confirmed")),
      at([client, "client-snap-96"], "eth0", tells(v4, "confirmed"), { snapLength: 96 }),
      at([client, "client-snap-68"], "eth0", mayTell(v4), { snapLength: 68 }),
      at([client, "client-one-way"], "eth0", mayTell(v4), { direction: "out" }),
      at([near, "router-any"], "any", tells(v4, "confirmed")),
      at([server, "server"], "eth0", mayTell(v4)),
    ]);
    await talk(bench, built, { clientSends: FLIGHT, after: FLIGHT });
    await untilStuck(bench, client);
    const judge: Stage["judge"] = (report) => [
      ...tells(v4, "confirmed")(report),
      ...expectSizes(report, 1500, 456),
    ];
    return askAll(client, judge, watched);
  },
};

/** Of the bracket: what never arrived, and what did. */
function expectSizes(report: Report, never: number, through: number): string[] {
  const [finding] = findingsOf(report);
  const sizes = (finding?.evidence ?? [])
    .filter(({ label }) => label === "never arrived" || label === "arrived")
    .map(({ observed }) => (typeof observed === "object" ? Number(observed.value) : Number.NaN));
  const [highest, least] = sizes;
  return highest === never && least === through
    ? []
    : [`expected ${never} and ${through} bytes, found ${sizes.join(" and ")}`];
}

const serverToClient: LabVariant = {
  id: "server-to-client",
  kind: "fault",
  says: {
    en: "the server's answer falls into the hole, which iptables makes",
    zh: "服务端的应答落入黑洞，由 iptables 造成",
  },
  requires: [...NETWORK, program("iptables"), program("ip6tables")],
  async up(bench) {
    const built = await path(bench, { middle: 1400 });
    const { client, near, far, server } = built;
    await Promise.all([silentAboutSizeByIptables(near), silentAboutSizeByIptables(far)]);
    const { v4 } = CLIENT;
    const watched = await watch(bench, [
      at([server, "server"], "eth0", tells(v4, "confirmed")),
      at([server, "server-snap-96"], "any", tells(v4, "confirmed"), { snapLength: 96 }),
      at([client, "client"], "eth0", mayTell(v4)),
    ]);
    await talk(bench, built, { sends: FLIGHT });
    await untilStuck(bench, server);
    return askAll(client, tells(v4, "confirmed"), watched);
  },
};

const asymmetric: LabVariant = {
  id: "asymmetric",
  kind: "fault",
  says: {
    en: "only the way back is narrow; no segment is short, so nothing is told by SACK, and a probe proves it",
    zh: "只有回程的链路较小；没有短报文段，因此 SACK 不会告知任何数据，由探测证实",
  },
  requires: NETWORK,
  async up(bench) {
    const built = await hole(bench, { back: 1300 });
    const { client, server } = built;
    const { v4 } = CLIENT;
    const watched = await watch(bench, [at([server, "server"], "eth0", mayTell(v4))]);
    await talk(bench, built, { sends: 200_000 });
    await untilStuck(bench, server);
    return {
      room: client,
      judge: tells(v4, "suspected"),
      next: async () => ({
        room: client,
        flags: ["--probe", `${SERVER.v4}:${PORT}`],
        judge: tells(SERVER.v4, "confirmed"),
        next: () => watched.first(),
      }),
    };
  },
};

const ipv6: LabVariant = {
  id: "ipv6",
  kind: "fault",
  says: { en: "over IPv6", zh: "经由 IPv6" },
  requires: NETWORK,
  async up(bench) {
    const built = await hole(bench, { middle: 1400 });
    const { client, near } = built;
    const { v6 } = SERVER;
    const watched = await watch(bench, [
      at([client, "client"], "eth0", tells(v6, "confirmed")),
      at([near, "router-any"], "any", tells(v6, "confirmed")),
    ]);
    await talk(bench, built, { clientSends: FLIGHT, after: FLIGHT, address: v6 });
    await untilStuck(bench, client);
    return askAll(client, tells(v6, "confirmed"), watched);
  },
};

const OVERLAY = "overlay-exceeds-uplink";

const overlay: LabVariant = {
  id: "overlay",
  kind: "fault",
  says: {
    en: "a VXLAN of 1500 bytes over a link of 1500 that drops fragments",
    zh: "VXLAN 的 MTU 为 1500，承载链路也是 1500，且丢弃分片",
  },
  requires: NETWORK,
  async up(bench) {
    const built = await hole(bench, { vxlan: { mtu: 1500 } });
    const { client, near, far } = built;
    const { v4 } = SERVER;
    // Before anything puts the fragments together again.
    await far.run(
      "nft",
      "add table inet raw; add chain inet raw prerouting { type filter hook prerouting priority -450; }; add rule inet raw prerouting ip frag-off & 0x3fff != 0 drop",
    );
    const watched = await watch(bench, [
      at([client, "client"], "eth0", tells(v4, "confirmed")),
      at([near, "in-vxlan"], "middle", tells(v4, "confirmed", OVERLAY)),
    ]);
    await talk(bench, built, { clientSends: FLIGHT, after: FLIGHT });
    await untilStuck(bench, client);
    return askAll(client, tells("vxlan0", "confirmed", OVERLAY), watched);
  },
};

/** The client becomes a container: its cable is a port of a bridge, as Docker makes one. */
async function containerize({ near }: Path): Promise<void> {
  await near.run("ip", "address", "flush", "dev", "toclient");
  await near.run("ip", "link", "add", "docker0", "type", "bridge");
  await near.run("ip", "link", "set", "toclient", "master", "docker0");
  await near.run("ip", "link", "set", "docker0", "up");
  await addAddress(near, "docker0", `${NEAR.v4}/24`);
  await addRoute(near, "default", "10.91.3.2");
}

const container: LabVariant = {
  id: "container",
  kind: "fault",
  says: {
    en: "a container behind docker0 of 1500 bytes, and an uplink of 1400 whose host says nothing",
    zh: "容器位于 MTU 为 1500 的 docker0 之后，上联为 1400，且主机不告知",
  },
  requires: NETWORK,
  async up(bench) {
    const built = await hole(bench, { middle: 1400 });
    const { client, near } = built;
    await containerize(built);
    const watched = await watch(bench, [
      at([near, "docker0"], "docker0", tells(SERVER.v4, "confirmed")),
    ]);
    await talk(bench, built, { clientSends: FLIGHT, after: FLIGHT });
    await untilStuck(bench, client);
    return askAll(near, tells("docker0", "confirmed", OVERLAY), watched);
  },
};

const overlayIdle: LabVariant = {
  id: "overlay-idle",
  kind: "fault",
  says: {
    en: "the VXLAN is too large for its link, and nothing is stuck on it",
    zh: "VXLAN 相对链路过大，但没有连接受阻",
  },
  requires: NETWORK,
  async up(bench) {
    const { near } = await path(bench, { vxlan: { mtu: 1500 } });
    const finding = { kind: "latent", cause: OVERLAY, subject: "vxlan0" } as const;
    return { room: near, judge: (report) => expectFinding(report, finding) };
  },
};

export default defineLab({
  case: "path-mtu-black-hole",
  variants: [
    kubectlVariant,
    clientToServer,
    serverToClient,
    asymmetric,
    ipv6,
    overlay,
    container,
    overlayIdle,
    ...controls,
    ...probes,
  ],
});
