import type { Says } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import type { Evidence, Limit } from "#contract/verdict.ts";
import { netnsName, netnsSays } from "#derived/netns.ts";
import type { Rise } from "#derived/rise.ts";
import { words } from "./messages.ts";
import { originOf, type Scene, type Toward } from "./scene.ts";
import { FULL_RATIO, NEAR_RATIO, type PortRules, reuses, type Usage } from "./usage.ts";

const ports = (value: number) => quantity(value, "ports");
const sockets = (value: number) => quantity(value, "sockets");
const events = (value: number | bigint) => quantity(value, "events");

/** linux include/net/tcp.h TCP_TIMEWAIT_LEN */
const TIME_WAIT_SECONDS = 60;

/** What decides: the kernel has no other port, or it is short of them by our measure. */
function portLimit({ usable, used, ratio }: Usage): Limit {
  if (usable > 0 && used >= usable)
    return { op: ">=", than: ports(usable), because: words.noPortLeft() };
  const isNear = ratio >= NEAR_RATIO && ratio < FULL_RATIO;
  const least = Math.ceil(usable * (isNear ? NEAR_RATIO : FULL_RATIO));
  return {
    op: ">=",
    than: ports(least),
    because: isNear ? words.nearRatio() : words.fullRatio(),
  };
}

export function portEvidence(
  scene: Scene,
  { destination, usage }: Toward,
  label: Says = words.portsLabel(),
): Evidence {
  const { used, usable } = usage;
  const { local, remote } = destination;
  return {
    label,
    says: words.portsToward({ used, usable, local, remote }),
    observed: ports(used),
    limit: portLimit(usage),
    origin: originOf(scene, destination),
  };
}

export function bindEvidence({ table, at }: Scene, usage: Usage): Evidence {
  return {
    label: words.portsLabel(),
    says: words.portsOfAll({ used: usage.used, usable: usage.usable }),
    observed: ports(usage.used),
    limit: portLimit(usage),
    origin: { source: table?.path ?? "", at },
  };
}

export function heldEvidence(scene: Scene, { destination, usage }: Toward): Evidence {
  const held = usage.used - usage.inTimeWait;
  return {
    label: words.heldBy(),
    says: words.heldSays({ waiting: usage.inTimeWait, held }),
    observed: sockets(usage.inTimeWait),
    origin: originOf(scene, destination),
  };
}

/** What the range sustains, if each connection ends in TIME_WAIT here. */
export function sustainedEvidence({ rangeOrigin }: Scene, { usable }: Usage): Evidence[] {
  if (rangeOrigin === null) return [];
  const rate = quantity(usable / TIME_WAIT_SECONDS, "events/s");
  return [
    {
      label: words.sustained(),
      says: words.sustainedSays({ rate, usable }),
      observed: rate,
      origin: rangeOrigin,
    },
  ];
}

export function whereEvidence(scene: Scene): Evidence {
  const { namespace, keeper, table, at, crowd } = scene;
  const origin = crowd?.origin ?? { source: table?.path ?? "", at };
  const { line: _line, ...whole } = origin;
  return {
    label: words.where(),
    says: netnsSays(namespace, keeper),
    observed: netnsName(namespace, keeper),
    origin: whole,
  };
}

export function rangeEvidence({ rules, rangeOrigin }: Scene, usable: number): Evidence[] {
  if (rules === null || rangeOrigin === null) return [];
  const { low, high } = rules.range;
  const reserved = [...rules.reserved].filter((port) => port >= low && port <= high).length;
  // Numbers of ports, not counts: they are not grouped.
  const slots = { low: `${low}`, high: `${high}`, usable, reserved };
  return [
    {
      label: words.rangeLabel(),
      says: reserved > 0 ? words.rangeReserved(slots) : words.rangeSays(slots),
      observed: ports(usable),
      origin: { ...rangeOrigin, line: 1 },
    },
  ];
}

function reuseSays(rules: PortRules, value: number, remote: string): Says {
  if (value !== 0 && rules.timestamps === 0) return words.reuseInert({ value });
  if (value === 0) return words.reuseNever({ value });
  return reuses(rules, remote) ? words.reuseNow({ value }) : words.reuseLoopback({ value });
}

export function reuseEvidence({ rules, reuse }: Scene, remote: string): Evidence[] {
  if (rules === null || reuse === null) return [];
  return [
    {
      label: words.reuseLabel(),
      says: reuseSays(rules, reuse.value, remote),
      observed: `${reuse.value}`,
      origin: reuse.origin,
    },
  ];
}

export function overflowEvidence(rise: Rise): Evidence {
  const seconds = quantity(rise.seconds, "seconds");
  const rate = quantity(rise.seconds > 0 ? Number(rise.delta ?? 0n) / rise.seconds : 0, "events/s");
  return {
    label: words.overflowLabel(),
    says:
      rise.delta === null
        ? words.totalOnly({ total: rise.total })
        : words.rose({ delta: rise.delta, seconds, rate, total: rise.total }),
    observed: events(rise.delta ?? rise.total),
    limit: { op: ">", than: events(0), because: words.eachSkipped() },
    origin: rise.origin,
  };
}

export function bucketEvidence({ crowd, maxBuckets }: Scene): Evidence[] {
  if (crowd === null) return [];
  const count = crowd.timeWait;
  const max = maxBuckets?.value ?? null;
  return [
    {
      label: words.bucketsLabel(),
      says: max === null ? words.bucketsCount({ count }) : words.bucketsOf({ count, max }),
      observed: sockets(count),
      ...(max !== null && {
        limit: { op: ">=", than: sockets(max), because: words.maxReached() },
      }),
      origin: crowd.origin,
    },
  ];
}
