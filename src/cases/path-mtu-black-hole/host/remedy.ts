import type { NonEmpty } from "#contract/nonempty.ts";
import type { Namespace } from "#contract/reading.ts";
import type { Remedy, Step } from "#contract/remedy.ts";
import { words as captureWords } from "../messages.ts";
import { isVersion6 } from "./judge-connection.ts";
import { words } from "./messages.ts";
import type { Misfit } from "./misfits.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Troubled } from "./troubled.ts";

/** Nearly every path carries what IPv6 demands of links (RFC 8200); every one what IPv4 demands of hosts (RFC 1122). */
const SAFE = 1280;
const SAFEST = 576;

/** The words that run a command in a namespace. */
function inside(namespace: Namespace | null): readonly string[] {
  if (namespace === null || namespace.own) return [];
  const [pid] = namespace.pids;
  return pid === undefined
    ? ["ip", "netns", "exec", namespace.name]
    : ["nsenter", `--net=/proc/${pid}/ns/net`];
}

function run(
  namespace: Namespace | null,
  command: NonEmpty<string>,
  undo: NonEmpty<string>,
  says: Step["says"],
): Step {
  const enter = inside(namespace);
  const [first, ...rest] = [...enter, ...command];
  const [back, ...more] = [...enter, ...undo];
  return {
    kind: "run",
    argv: [first ?? command[0], ...rest],
    undo: [back ?? undo[0], ...more],
    says,
  };
}

/** The MTU of the interface that is at fault, and of its like. */
export function lowerMtu({ link, alike, fits }: Misfit, namespace: Namespace | null): Remedy {
  const { name, mtu } = link;
  const set = (one: string, size: number): NonEmpty<string> => [
    "ip",
    "link",
    "set",
    "dev",
    one,
    "mtu",
    String(size),
  ];
  const step = (one: string): Step =>
    run(namespace, set(one, fits), set(one, mtu), words.lowerStep({ name: one, mtu, fits }));
  return {
    id: "lower-interface-mtu",
    risk: "interrupts",
    lasts: "until-reboot",
    says: words.lower({ name, fits }),
    steps: [step(name), ...alike.map(step), { kind: "advise", says: words.lowerOwner() }],
  };
}

/** The rule of iptables(8) that cuts the MSS of what is forwarded to what the routes of this host carry. */
export function clampMss(namespace: Namespace | null): Remedy {
  const rule = ["FORWARD", "-p", "tcp", "--tcp-flags", "SYN,RST", "SYN"] as const;
  const target = ["-j", "TCPMSS", "--clamp-mss-to-pmtu"] as const;
  const step = (command: string): Step =>
    run(
      namespace,
      [command, "-t", "mangle", "-A", ...rule, ...target],
      [command, "-t", "mangle", "-D", ...rule, ...target],
      words.clampStep({ command }),
    );
  return {
    id: "clamp-mss",
    risk: "none",
    lasts: "until-reboot",
    says: words.clampOverlay(),
    steps: [step("iptables"), step("ip6tables")],
  };
}

function allowIcmp({ local, remote, isWayBack }: Troubled): Remedy {
  const [from, to] = isWayBack ? [remote, local] : [local, remote];
  return {
    id: "allow-icmp",
    risk: "none",
    lasts: "permanent",
    says: captureWords.allowIcmp({ from }),
    steps: [{ kind: "advise", says: captureWords.allowIcmpHow({ from, to }) }],
  };
}

/** A route of its own for the address: what is sent, and what the peer is asked to send, both keep to its MTU. */
function lowerRoute(troubled: Troubled, around: Surroundings): Remedy[] {
  const { remote, never } = troubled;
  const route = around.routeTo(remote);
  if (!route?.device) return [];
  const size = never > SAFE ? SAFE : SAFEST;
  const host = `${remote}/${isVersion6(remote) ? 128 : 32}`;
  const family = isVersion6(remote) ? "-6" : "-4";
  const via = route.gateway === null ? [] : ["via", route.gateway];
  const way = [...via, "dev", route.device];
  const step = run(
    around.namespace,
    ["ip", family, "route", "add", host, ...way, "mtu", String(size)],
    ["ip", family, "route", "del", host, ...way, "mtu", String(size)],
    words.lowerRouteStep({ remote, size }),
  );
  return [
    {
      id: "lower-route-mtu",
      risk: "degrades",
      lasts: "until-reboot",
      says: words.lowerRoute({ remote, size }),
      steps: [step],
    },
  ];
}

function probe({ isWayBack }: Troubled, { probing, namespace }: Surroundings): Remedy[] {
  if (isWayBack || probing?.value !== 0) return [];
  const says = words.probeStep({ previous: probing.value });
  const setting = "net.ipv4.tcp_mtu_probing";
  const step: Step =
    namespace?.own === false
      ? run(namespace, ["sysctl", "-w", `${setting}=1`], ["sysctl", "-w", `${setting}=0`], says)
      : {
          kind: "write",
          path: "/proc/sys/net/ipv4/tcp_mtu_probing",
          value: "1\n",
          previous: "0\n",
          says,
        };
  return [
    {
      id: "tcp-mtu-probing",
      risk: "degrades",
      lasts: "until-reboot",
      says: words.probe(),
      steps: [step],
    },
  ];
}

/** What ends a hole toward an address, or makes it bearable. */
export function remediesOf(troubled: Troubled, around: Surroundings): readonly Remedy[] {
  return [allowIcmp(troubled), ...lowerRoute(troubled, around), ...probe(troubled, around)];
}
