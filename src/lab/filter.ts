import type { Room } from "./room.ts";

/** A packet filter's rule as nft(8) writes it, and the hook that it stands at. */
export interface Rule {
  readonly hook: "prerouting" | "input" | "forward" | "output" | "postrouting";
  readonly text: string;
}

/** Adds rules of nftables to a room, in the table `inet lab`, for IPv4 and IPv6. */
export async function filter(room: Room, ...rules: readonly Rule[]): Promise<void> {
  const hooks = [...new Set(rules.map(({ hook }) => hook))];
  const lines = [
    "add table inet lab",
    ...hooks.map((hook) => `add chain inet lab ${hook} { type filter hook ${hook} priority 0; }`),
    ...rules.map(({ hook, text }) => `add rule inet lab ${hook} ${text}`),
  ];
  await room.run("nft", lines.join("; "));
}

/** Takes every rule of {@link filter} away again. */
export async function unfilter(room: Room): Promise<void> {
  await room.run("nft", "delete", "table", "inet", "lab");
}

const TOO_BIG = [
  "icmp type destination-unreachable icmp code frag-needed",
  "icmpv6 type packet-too-big",
];

/** The router does not say that a packet is too big: the black hole. */
export const silentAboutSize: readonly Rule[] = TOO_BIG.map((match) => ({
  hook: "output",
  text: `${match} drop`,
}));

/** No echo (ping) passes, neither request nor reply. */
export const dropsEcho: readonly Rule[] = [
  { hook: "forward", text: "icmp type { echo-request, echo-reply } drop" },
  { hook: "forward", text: "icmpv6 type { echo-request, echo-reply } drop" },
];

/** So many of a hundred packets that pass are lost at random. */
export const loses = (percent: number, match = ""): Rule => ({
  hook: "forward",
  text: `${match} numgen random mod 100 < ${percent} drop`.trim(),
});

/** No SYN to a port passes. */
export const dropsSyn = (port: number): Rule => ({
  hook: "forward",
  text: `tcp dport ${port} tcp flags & (syn|ack) == syn drop`,
});

/** A middlebox answers for the server with a reset; `match` narrows it down, such as `tcp dport 80 ct packets > 4`. */
export const resets = (match: string): Rule => ({
  hook: "forward",
  text: `${match} reject with tcp reset`,
});

/** The MSS option of every SYN that passes is cut: to bytes, or to what the route that it leaves by can carry. */
export const clampsMss = (size: number | "route"): Rule => ({
  hook: "forward",
  text: `tcp flags syn tcp option maxseg size set ${size === "route" ? "rt mtu" : size}`,
});

/** The same black hole by iptables(8), for those who filter so. */
export async function silentAboutSizeByIptables(room: Room): Promise<void> {
  const rule = ["-A", "OUTPUT", "-p"];
  await room.run("iptables", ...rule, "icmp", "--icmp-type", "fragmentation-needed", "-j", "DROP");
  await room.run("ip6tables", ...rule, "icmpv6", "--icmpv6-type", "packet-too-big", "-j", "DROP");
}
