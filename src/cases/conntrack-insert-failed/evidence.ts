import type { Says } from "#contract/message.ts";
import { quantity, ratio } from "#contract/quantity.ts";
import type { Origin, Reading } from "#contract/reading.ts";
import type { Evidence, EvidenceItem, Limit } from "#contract/verdict.ts";
import type { Holder } from "#derived/holder.ts";
import { words } from "./messages.ts";
import { netnsName } from "#derived/netns.ts";
import { placeSays } from "./owner.ts";
import { endpoint, FULL_RATIO, type PortUse, shortAddress } from "./ports.ts";
import { dnsRules, ownerOf, type PlacedRule, racing, type Rules } from "./rules.ts";
import type { Sight } from "./sight.ts";

const events = (value: number) => quantity(value, "events");
const perSecond = (delta: number, seconds: number) =>
  quantity(seconds > 0 ? delta / seconds : 0, "events/s");

export function whereEvidence({ namespace, origin }: Sight, keeper: Holder | null): Evidence {
  const { line: _line, ...whole } = origin;
  return {
    label: words.where(),
    says: placeSays(namespace, keeper),
    observed: netnsName(namespace, keeper),
    origin: whole,
  };
}

const limit = (): Limit => ({ op: ">", than: events(0), because: words.notZero() });

/** How far insert_failed rose between the samples. */
export function riseEvidence({ delta, totals, seconds, origin }: Sight): Evidence {
  const rose = delta?.insertFailed ?? 0;
  return {
    label: words.insertFailed(),
    says: words.rose({
      delta: rose,
      total: totals.insertFailed,
      seconds: quantity(seconds, "seconds"),
      rate: perSecond(rose, seconds),
    }),
    observed: events(rose),
    limit: limit(),
    origin,
  };
}

/** How far insert_failed had risen in all, when nothing or nothing known was added between the samples. */
export function totalEvidence({ delta, totals, seconds, origin }: Sight): Evidence {
  const total = totals.insertFailed;
  const slots = { total, delta: delta?.insertFailed ?? 0, seconds: quantity(seconds, "seconds") };
  return {
    label: words.insertFailed(),
    says: delta ? words.totalAndRise(slots) : words.total({ total }),
    observed: events(total),
    limit: limit(),
    origin,
  };
}

/** `found` beside the failures: how many ports each failure had tried. */
function foundEvidence({ delta, origin }: Sight): Evidence[] {
  if (!delta?.found || delta.insertFailed === 0) return [];
  const { found, insertFailed } = delta;
  const tries = quantity(found / insertFailed, "ports");
  return [
    {
      label: words.found(),
      says: words.triesEach({ delta: found, tries }),
      observed: events(found),
      origin,
    },
  ];
}

/** The counters beside insert_failed that tell what its rise means. */
export function counterEvidence(sight: Sight): Evidence[] {
  const { delta, origin } = sight;
  if (!delta) return [];
  const rose = (label: Says, count: number | null, says: Says): Evidence[] =>
    count === null ? [] : [{ label, says, observed: events(count), origin }];
  const { drop, chainTooLong, clashResolve } = delta;
  return [
    ...rose(words.drop(), drop, words.plus({ delta: drop ?? 0 })),
    ...foundEvidence(sight),
    ...(chainTooLong === 0
      ? []
      : rose(words.chainTooLong(), chainTooLong, words.plus({ delta: chainTooLong ?? 0 }))),
    ...(clashResolve === 0
      ? []
      : rose(words.clashResolve(), clashResolve, words.resolved({ delta: clashResolve ?? 0 }))),
  ];
}

export function portEvidence(use: PortUse | null): Evidence[] {
  if (!use) return [];
  const { ports, range } = use;
  return [
    {
      label: words.sourcePorts(),
      says: words.portsToward({
        used: ports.ports,
        range,
        address: shortAddress(ports.address),
        destination: endpoint(ports.destination, ports.destinationPort),
        protocol: ports.protocol,
      }),
      observed: quantity(ports.ports, "ports"),
      limit: {
        op: ">=",
        than: quantity(Math.ceil(range * FULL_RATIO), "ports"),
        because: words.fullRatio(),
      },
      origin: use.origin,
    },
  ];
}

/** The chain is told beside it. */
function ruleText({ rule }: PlacedRule): Says {
  const owner = ownerOf(rule);
  const text = rule.text.replace(/^-A \S+ /, "");
  return owner === null ? words.ruleText({ text }) : words.owned({ text, owner });
}

const ruleItem = (placed: PlacedRule): EvidenceItem => ({
  name: placed.rule.chain,
  says: ruleText(placed),
  quantities: [],
  origin: placed.origin,
});

/** The one rule whose range is full. */
export function rangeRuleEvidence(use: PortUse | null): Evidence[] {
  const placed = use?.rule;
  if (!placed) return [];
  return [
    {
      label: words.rangeRule(),
      says: words.ruleText({ text: placed.rule.text }),
      observed: placed.rule.text,
      origin: placed.origin,
    },
  ];
}

/** Rules that let two flows have the same port. */
export function racingEvidence(rules: Rules): Evidence[] {
  const found = racing(rules);
  const [first] = found;
  if (!first) return [];
  return [
    {
      label: words.natRules(),
      says: words.ruleCount({ count: found.length }),
      observed: quantity(found.length, "rules"),
      origin: first.origin,
      items: found.map(ruleItem),
    },
  ];
}

/** DNAT of several addresses to one server makes flows alike that were different. */
export function destinationEvidence({ rules }: Rules): Evidence[] {
  const found = rules.filter(({ rule }) => rule.kind === "destination");
  const [first] = found;
  if (!first) return [];
  return [
    {
      label: words.destinationRules(),
      says: words.destinationCount({ count: found.length }),
      observed: quantity(found.length, "rules"),
      origin: first.origin,
      items: found.map(ruleItem),
    },
  ];
}

export function dnsEvidence(rules: Rules, kernel: string | null, at: string): Evidence[] {
  const found = dnsRules(rules);
  const [first] = found;
  if (!first || kernel === null) return [];
  const count = new Set(found.flatMap(({ rule }) => rule.backends)).size;
  return [
    {
      label: words.dnsRuleLabel(),
      says: words.backends({ count }),
      observed: quantity(found.length, "rules"),
      origin: first.origin,
      items: found.map(ruleItem),
    },
    {
      label: words.kernelLabel(),
      says: words.kernelBefore({ kernel }),
      observed: kernel,
      origin: { source: "/proc/sys/kernel/osrelease", at },
    },
  ];
}

/** How full the table is: a full one is another fault. */
export function tableEvidence(
  entries: number | null,
  max: Reading<number>,
  origin: Origin,
): Evidence[] {
  if (entries === null || max.status !== "read" || max.value === 0) return [];
  return [
    {
      label: words.tableLabel(),
      says: words.tableFill({ count: entries, max: max.value }),
      observed: ratio(entries / max.value),
      limit: { op: ">=", than: ratio(1), because: words.tableNotFull() },
      origin,
    },
  ];
}
