import type { Says } from "#contract/message.ts";
import type { ProbedBy, ProbedPath, ProbedTcp, ProbedRoute } from "#contract/probe.ts";
import { bytes, quantity } from "#contract/quantity.ts";
import type { Origin } from "#contract/reading.ts";
import type { Evidence } from "#contract/verdict.ts";
import { words } from "./messages.ts";
import { truthfulRefusal, type Way, wayBack, wayThere } from "./ways.ts";

/** Sizes are written as commands take them: 1400, not 1 400. */
const digits = (size: number): string => String(size);

const HEADERS = { 4: 40, 6: 60 } as const;

function meansSays(means: readonly ProbedBy["by"][]): Says {
  const [echo, udp, tcp] = (["echo", "udp", "tcp"] as const).map((one) => means.includes(one));
  if (echo && udp && tcp) return words.allMeans();
  if (echo && udp) return words.echoUdp();
  if (echo && tcp) return words.echoTcp();
  if (udp && tcp) return words.udpTcp();
  if (echo) return words.echo();
  return udp ? words.udp() : words.tcp();
}

function edgeSays({ kind, through, never, tries, means }: Way): Says | null {
  if (never === null) return null;
  const tried = { never: digits(never), tries, means: meansSays(means) };
  if (through === null) return words.edgeNothing(tried);
  const edge = { through: digits(through), never: digits(never) };
  if (kind === "told") return words.edgeTold(edge);
  return never > through + 1 ? words.bracket(edge) : words.edge({ ...tried, ...edge });
}

function thereSays(way: Way, route: ProbedRoute | null): Says {
  const { through } = way;
  const edge = edgeSays(way);
  if (edge) return edge;
  if (through === null) return words.nothingThere();
  const isAll = route !== null && through >= Math.min(route.deviceMtu, 65_535);
  const largest = { through: digits(through) };
  return isAll ? words.allThere({ ...largest, device: route.device }) : words.someThere(largest);
}

function backSays(way: Way | null): Says {
  if (way === null) return words.notAskedBack();
  const edge = edgeSays(way);
  if (edge) return edge;
  return way.through === null
    ? words.untoldBack()
    : words.allBack({ through: digits(way.through) });
}

function icmp(path: ProbedPath, { never, through }: Way, origin: Origin): Evidence[] {
  if (never === null) return [];
  const truthful = truthfulRefusal(path.refusals, through);
  const first = truthful ?? path.refusals[0];
  const count = path.refusals.reduce((sum, refusal) => sum + refusal.count, 0);
  const named = first && { from: first.from, mtu: digits(first.mtu) };
  const says = !named
    ? words.icmpNone()
    : truthful
      ? words.icmpFrom(named)
      : words.icmpWrong({ ...named, through: digits(through ?? 0) });
  return [{ label: words.icmpLabel(), says, observed: quantity(count, "packets"), origin }];
}

function hop({ hop: found }: ProbedPath, { kind }: Way, origin: Origin): Evidence[] {
  if (found === null || kind === "clear" || kind === "told") return [];
  const { last, next } = found;
  const lastWords = last && { last: last.address, lastTtl: last.ttl };
  const nextWords = next && { next: next.address, nextTtl: next.ttl };
  const says =
    lastWords && nextWords
      ? words.hopBetween({ ...lastWords, ...nextWords })
      : lastWords
        ? words.hopLast(lastWords)
        : words.hopFirst(nextWords ?? { next: "", nextTtl: 0 });
  return [{ label: words.hopLabel(), says, observed: bytes(found.bytes), origin }];
}

function portSays({ outcome, code, answered, limited, announced, back }: ProbedTcp): Says {
  if (outcome === "refused") return words.portRefused();
  if (outcome === "unanswered") return words.portUnanswered();
  if (outcome === "unreachable") return words.portUnreachable({ code });
  if (answered === 0) return words.portSilent();
  const sizes = { limited: digits(limited ?? 0), announced: digits(announced ?? 0) };
  return back !== null && back.never !== null ? words.portSplit(sizes) : words.portFine(sizes);
}

function port({ tcp }: ProbedPath, origin: Origin): Evidence[] {
  if (tcp === null) return [];
  const label = words.portLabel({ port: String(tcp.port) });
  return [{ label, says: portSays(tcp), observed: bytes(tcp.answered), origin }];
}

/** What a setting says beside what was measured. */
function limitSays(size: number, { through, never }: Way): Says {
  const mtu = digits(size);
  if (through === null) return words.limitOnly({ mtu });
  if (never !== null && size >= never) return words.limitLarge({ mtu });
  if (size < through) return words.limitSmall({ mtu, less: through - size });
  return never === null ? words.limitOnly({ mtu }) : words.limitFits({ mtu });
}

function deviceSays(size: number, { through, never }: Way): Says {
  const mtu = digits(size);
  if (never !== null && size >= never) return words.deviceLarge({ mtu });
  return through !== null && through >= size
    ? words.deviceFits({ mtu })
    : words.deviceOnly({ mtu });
}

function settings({ route, family }: ProbedPath, way: Way, origin: Origin): Evidence[] {
  if (route === null) return [];
  const { device, deviceMtu, mtu, isMtuLocked, cached, advmss } = route;
  const own = { ...origin, source: "rtnetlink" };
  const evidence: Evidence[] = [
    {
      label: words.deviceLabel({ device }),
      says: deviceSays(deviceMtu, way),
      observed: bytes(deviceMtu),
      origin: own,
    },
  ];
  if (mtu !== null)
    evidence.push({
      label: isMtuLocked ? words.routeLockedLabel() : words.routeLabel(),
      says: limitSays(mtu, way),
      observed: bytes(mtu),
      origin: own,
    });
  if (cached !== null) {
    const seconds = quantity(Math.round(cached.expiresSeconds), "seconds");
    evidence.push({
      label: words.cachedLabel(),
      says: words.cachedFor({ judged: limitSays(cached.mtu, way), seconds }),
      observed: bytes(cached.mtu),
      origin: own,
    });
  }
  if (advmss !== null) {
    const packet = advmss + HEADERS[family];
    evidence.push({
      label: words.advmssLabel(),
      says: words.advmssSays({ advmss: digits(advmss), bytes: digits(packet) }),
      observed: bytes(packet),
      origin: own,
    });
  }
  return evidence;
}

function loss({ sent, lost }: Way, origin: Origin): Evidence[] {
  // What came late, or was more than the peer answers at once, is no loss worth a line.
  if (sent < 10 || lost / sent < 0.05) return [];
  const observed = quantity(lost / sent, "ratio");
  return [{ label: words.lossLabel(), says: words.lossSays({ lost, sent }), observed, origin }];
}

/** All that was measured of one address. */
export function evidenceOf(path: ProbedPath, origin: Origin): readonly [Evidence, ...Evidence[]] {
  const { address, route } = path;
  const there = wayThere(path);
  const back = wayBack(path);
  const echoes = path.found.filter(({ by }) => by === "echo");
  const [echo] = echoes;
  return [
    {
      label: words.toLabel({ address }),
      says: thereSays(there, route),
      observed: bytes(there.through ?? 0),
      origin,
    },
    ...icmp(path, there, origin),
    ...hop(path, there, origin),
    {
      label: words.fromLabel({ address }),
      says: backSays(back),
      observed: bytes(back?.through ?? 0),
      origin,
    },
    ...port(path, origin),
    ...settings(path, there, origin),
    ...(echo ? loss({ ...there, sent: echo.sent, lost: echo.lost }, origin) : []),
  ];
}
