import type { Says } from "#contract/message.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import type { PathProbe, ProbedPath } from "#contract/probe.ts";
import { quantity } from "#contract/quantity.ts";
import type { Origin } from "#contract/reading.ts";
import { type Evidence, type Finding, unknown, type Verdict } from "#contract/verdict.ts";
import { evidenceOf } from "./evidence.ts";
import { words } from "./messages.ts";
import { remediesFor } from "./remedy.ts";
import { type Way, wayBack, wayThere } from "./ways.ts";

const TUNNELS: ReadonlySet<string> = new Set([
  "vxlan",
  "geneve",
  "ipip",
  "sit",
  "ip6tnl",
  "gre",
  "gretap",
  "ip6gre",
  "ip6gretap",
  "wireguard",
]);

const isHole = (way: Way | null): way is Way => way?.kind === "hole";

function headline({ address: to, route }: ProbedPath, there: Way, back: Way | null): Says {
  const through = String(there.through ?? 0);
  if (isHole(there) && !there.isCertain) return words.doubtful({ through, to });
  if (isHole(there) && isHole(back))
    return words.holeBoth({ through, back: String(back.through ?? 0), to });
  if (isHole(there)) return words.holeThere({ through, to });
  if (!isHole(back)) {
    const isRemembered = route !== null && route.cached !== null;
    return isRemembered ? words.remembered({ through, to }) : words.harmless({ through, to });
  }
  const backThrough = String(back.through ?? 0);
  return back.isCertain
    ? words.holeBack({ through: backThrough, to })
    : words.doubtful({ through: backThrough, to });
}

function findingOf(path: ProbedPath, origin: Origin): Finding {
  const [there, back] = [wayThere(path), wayBack(path)];
  const holes = [there, back].filter(isHole);
  const isTunnel = TUNNELS.has(path.route?.deviceKind ?? "");
  const through = [there, ...holes].flatMap((way) => way.through ?? []);
  return {
    cause: isTunnel && isHole(there) ? "overlay-exceeds-uplink" : "path-smaller-than-interface",
    subject: { kind: "destination", name: path.address },
    certainty: holes.every(({ isCertain }) => isCertain) ? "confirmed" : "suspected",
    severity: holes.length === 0 ? "warning" : "critical",
    says: headline(path, there, back),
    evidence: evidenceOf(path, origin),
    remedies: remediesFor(path, {
      mtu: through.length === 0 ? 0 : Math.min(...through),
      isBack: isHole(back) && !isHole(there),
    }),
  };
}

/** Why nothing can be told of an address, if so. */
function openQuestion(path: ProbedPath): Says | null {
  const { address, tcp, unreachable, echo } = path;
  const there = wayThere(path);
  if (there.kind === "untold") {
    if (unreachable?.from === null)
      return words.unreachableHere({ address, code: unreachable.code });
    if (unreachable)
      return words.unreachable({ address, code: unreachable.code, from: unreachable.from });
    if (tcp !== null) return words.silentToo({ address, port: String(tcp.port) });
    return echo === "denied" ? words.denied({ address }) : words.silent({ address });
  }
  if (tcp === null) return null;
  const slots = { through: String(there.through ?? 0), address, port: String(tcp.port) };
  if (tcp.outcome === "connected")
    return wayBack(path)?.kind === "untold" ? words.backSilent(slots) : null;
  const state = {
    refused: words.stateRefused,
    unanswered: words.stateUnanswered,
    unreachable: words.stateUnreachable,
  }[tcp.outcome]();
  return words.backClosed({ ...slots, state });
}

/** No packet can be sent there at all: of a name with several addresses, that rules nothing in or out. */
const hasNoRoute = ({ route, unreachable }: ProbedPath): boolean =>
  route === null && unreachable !== null;

function beside({ host, notProbed, paths }: PathProbe, origin: Origin): Evidence[] {
  const none = paths.filter(hasNoRoute).map((path): Evidence => {
    const { address, unreachable } = path;
    const says = words.noRoute({ code: unreachable?.code ?? "" });
    const observed = quantity(0, "packets");
    return { label: words.noRouteLabel({ address }), says, observed, origin };
  });
  if (notProbed === 0) return none;
  const says = words.othersSays({ count: notProbed, host });
  const observed = quantity(notProbed, "entries");
  return [...none, { label: words.othersLabel(), says, observed, origin }];
}

/** What probes of the path to a destination say. */
export function judgeProbe(probe: PathProbe): Verdict {
  const { destination, host, at, unresolved, paths } = probe;
  const fact = `probe/mtu ${destination}`;
  const origin: Origin = { source: fact, at };
  if (unresolved !== null)
    return unknown({ fact, why: words.unresolved({ host, code: unresolved }) });
  const ways = paths.map((path) => ({ path, there: wayThere(path), back: wayBack(path) }));
  const holes = ways.filter(({ there, back }) => isHole(there) || isHole(back));
  const present = nonEmpty(holes.map(({ path }) => findingOf(path, origin)));
  if (present) return { kind: "present", findings: present };
  const reached = paths.filter((path) => !hasNoRoute(path));
  const open = (reached.length > 0 ? reached : paths).flatMap((path) => openQuestion(path) ?? []);
  const missing = nonEmpty(open.map((why) => ({ fact, why })));
  if (missing) return { kind: "unknown", missing };
  const asleep = ways.filter(({ there }) => there.kind === "harmless");
  const latent = nonEmpty(asleep.map(({ path }) => findingOf(path, origin)));
  if (latent) return { kind: "latent", findings: latent };
  const evidence = nonEmpty([
    ...reached.flatMap((path) => evidenceOf(path, origin)),
    ...beside(probe, origin),
  ]);
  if (evidence === null)
    return unknown({ fact, why: words.unresolved({ host, code: "ENOTFOUND" }) });
  return { kind: "absent", evidence };
}
