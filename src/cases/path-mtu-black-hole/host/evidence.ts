import type { Says } from "#contract/message.ts";
import { bytes, quantity, type Quantity } from "#contract/quantity.ts";
import type { Evidence } from "#contract/verdict.ts";
import type { TroubledRoute } from "#facts/walk/tcp-in-trouble.ts";
import { headersOf, type Sign } from "./judge-connection.ts";
import { words } from "./messages.ts";
import type { Misfit } from "./misfits.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Troubled } from "./troubled.ts";

const seconds = (value: number) => quantity(Math.round(value * 10) / 10, "seconds");
/** Connections told of one by one. */
const MOST_ITEMS = 20;

function neverEvidence({ signs: [sign], never, isWayBack }: Troubled): Evidence {
  const lasted = seconds(sign.waitedSeconds);
  const says = isWayBack
    ? words.neverAwaited({ size: never, lasted })
    : words.neverSays({ size: never, times: sign.tries, lasted });
  const { origin } = sign.connection;
  return { label: words.neverLabel(), says, observed: bytes(never), origin };
}

function throughSays({ signs: [sign], through, isWayBack }: Troubled): [Says, Quantity] {
  const memory = sign.connection.socket.receiveMemory ?? 0;
  if (isWayBack) return [words.throughBehind({ size: memory }), bytes(memory)];
  const size = bytes(through);
  if (through === 0) return [words.throughNone(), size];
  const isTold = sign.kind === "told";
  const slots = { size: through };
  return [isTold ? words.throughTold(slots) : words.throughSays(slots), size];
}

function throughEvidence(troubled: Troubled): Evidence {
  const [says, observed] = throughSays(troubled);
  const { origin } = troubled.signs[0].connection;
  const limit = { op: "<" as const, than: bytes(troubled.never), because: words.whyThrough() };
  const more = troubled.isWayBack ? {} : { limit };
  return { label: words.throughLabel(), says, observed, ...more, origin };
}

function mtuSays(size: number, route: TroubledRoute | null): Says {
  if (route === null) return words.mtuSays({ size });
  if (route.isMtuLocked) return words.mtuLocked({ size });
  if (route.mtu === null && route.device !== null)
    return words.mtuOfDevice({ size, device: route.device });
  return route.expiresSeconds === null ? words.mtuOfRoute({ size }) : words.mtuLearnt({ size });
}

function mtuEvidence({ signs: [sign], remote }: Troubled, around: Surroundings): Evidence[] {
  const { socket, origin } = sign.connection;
  const route = around.routeTo(remote);
  const size = socket.pmtu ?? socket.mss + headersOf(socket);
  const place = route ? { ...origin, line: route.line } : origin;
  const says = mtuSays(size, route);
  return [{ label: words.mtuLabel(), says, observed: bytes(size), origin: place }];
}

function icmpEvidence({ remote }: Troubled, around: Surroundings): Evidence[] {
  const icmp = around.icmpAbout(remote);
  if (icmp === null) return [];
  const { total, rise, origin } = icmp;
  const label = words.icmpLabel();
  if (rise === null) {
    const says = total === 0n ? words.icmpNone() : words.icmpTotal({ total });
    return [{ label, says, observed: quantity(total, "packets"), origin }];
  }
  const none = total === 0n ? words.icmpNone() : words.icmpNoneNow({ total });
  const says = rise === 0n ? none : words.icmpSome({ count: rise });
  return [{ label, says, observed: quantity(rise, "packets"), origin }];
}

function probingEvidence({ probing, probesFailed, probesArrived }: Surroundings): Evidence[] {
  const says = probing?.value === 0 ? words.probingOff() : null;
  const setting: Evidence[] = probing
    ? [
        {
          label: words.probingLabel(),
          says: says ?? words.probingOn({ value: probing.value }),
          observed: `tcp_mtu_probing=${probing.value}`,
          origin: probing.origin,
        },
      ]
    : [];
  if (probesFailed === null || probesFailed.total === 0n) return setting;
  const { total, origin } = probesFailed;
  const failed = words.failSays({ fail: total, success: probesArrived?.total ?? 0n });
  const observed = quantity(total, "packets");
  return [...setting, { label: words.failLabel(), says: failed, observed, origin }];
}

export const endOf = (address: string, port: number): string =>
  address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;

function connectionsEvidence({ signs }: Troubled): Evidence {
  const count = signs.length;
  const items = signs.slice(0, MOST_ITEMS).map((sign: Sign) => {
    const { socket, origin } = sign.connection;
    const local = endOf(socket.local, socket.localPort);
    const remote = endOf(socket.remote, socket.remotePort);
    const lasted = seconds(sign.waitedSeconds);
    const says =
      sign.kind === "awaited"
        ? words.connectionAwaits({ lasted })
        : words.connection({ size: sign.size, times: sign.tries, lasted });
    return {
      name: `${local} → ${remote}`,
      says,
      quantities: [bytes(sign.size), lasted],
      origin,
    };
  });
  return {
    label: words.connectionsLabel(),
    says: words.connectionsSays({ count }),
    observed: quantity(count, "sockets"),
    origin: signs[0].connection.origin,
    items,
  };
}

/** What speaks for a hole toward an address. */
export function holeEvidence(troubled: Troubled, around: Surroundings): Evidence[] {
  return [
    neverEvidence(troubled),
    throughEvidence(troubled),
    ...(troubled.isWayBack ? [] : mtuEvidence(troubled, around)),
    ...(troubled.isWayBack ? [] : icmpEvidence(troubled, around)),
    ...(troubled.isWayBack ? [] : probingEvidence(around)),
    connectionsEvidence(troubled),
  ];
}

/** That an interface takes more than its uplink carries. */
export function misfitEvidence(misfit: Misfit): [Evidence, ...Evidence[]] {
  const { link, alike, uplink, uplinkMtu, overhead, fits } = misfit;
  const { name, mtu, origin, txDropped } = link;
  const because = words.whyFits({ uplink, found: uplinkMtu, name, overhead });
  const own: Evidence = {
    label: words.fitsLabel({ name }),
    says: words.fitsSays({ size: mtu }),
    observed: bytes(mtu),
    limit: { op: ">", than: bytes(fits), because },
    origin,
  };
  const count = alike.length;
  const others: Evidence = {
    label: words.alikeLabel(),
    says: words.alikeSays({ count }),
    observed: quantity(count, "entries"),
    origin,
    items: alike
      .slice(0, MOST_ITEMS)
      .map((one) => ({ name: one, says: words.fitsSays({ size: mtu }), quantities: [], origin })),
  };
  const dropped: Evidence = {
    label: words.droppedLabel({ name }),
    says: words.droppedSays({ count: txDropped ?? 0n }),
    observed: quantity(txDropped ?? 0n, "packets"),
    origin,
  };
  const isDropping = txDropped !== null && txDropped > 0n;
  return [own, ...(count > 0 ? [others] : []), ...(isDropping ? [dropped] : [])];
}
