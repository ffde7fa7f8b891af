import type { ReadingsOf } from "#contract/fact.ts";
import type { Namespace, Origin } from "#contract/reading.ts";
import type { SnatPorts, SnatTable } from "#text/snat-ports.ts";
import type { closerNeeds } from "./needs.ts";
import { ofNamespace, type PlacedRule, type Rules } from "./rules.ts";

/** Ours: from here on the kernel's search for a free port begins to fail before every port is taken. */
export const FULL_RATIO = 0.8;

/** Ports in use toward the destination that comes nearest to the end of its range. */
export interface PortUse {
  readonly ports: SnatPorts;
  /** How many there are to give. */
  readonly range: number;
  /** The rule that gives them; null: the kernel's own ranges. */
  readonly rule: PlacedRule | null;
  readonly ratio: number;
  readonly origin: Origin;
}

interface Table {
  readonly table: SnatTable;
  readonly origin: Origin;
}

function tableOf(closer: ReadingsOf<typeof closerNeeds>, namespace: Namespace): Table | null {
  const { ports } = closer;
  if (ports.status === "read") {
    const table = ports.value.tables.get(namespace.inode);
    // What was summed up, not the sum: a person looks there.
    const own = namespace.inode === 0 ? {} : { namespace: `net:[${namespace.inode}]` };
    const origin = { source: "/proc/net/nf_conntrack", ...own, at: ports.origin.at };
    if (table) return { table, origin };
  }
  const flows = ofNamespace(closer.flows, namespace);
  return flows?.status === "read" ? { table: flows.value, origin: flows.origin } : null;
}

/**
 * How many ports the kernel gives by itself: those of the class of the flow's own port, 1 to 511, 600 to 1023, or 1024
 * to 65535 (nf_nat_l4proto_unique_tuple()).
 */
function ownRange({ lowest }: SnatPorts): number {
  if (lowest >= 1024) return 64_512;
  return lowest >= 512 ? 424 : 511;
}

/** Ours: fewer ports side by side may be chance. */
const SHORTEST_BLOCK = 8;

/** Ports side by side, all taken: where no rule could be seen, a range that is used up looks like this. */
function isBlock({ ports, translated, lowest, highest }: SnatPorts): boolean {
  return ports >= SHORTEST_BLOCK && translated === ports && highest - lowest + 1 === ports;
}

function ruleOf(ports: SnatPorts, rules: Rules): PlacedRule | null {
  const fitting = rules.rules.filter(
    ({ rule }) =>
      rule.kind === "source" &&
      rule.ports !== null &&
      rule.ports.first <= ports.lowest &&
      rule.ports.last >= ports.highest &&
      (rule.protocol === null || rule.protocol === ports.protocol),
  );
  return fitting.toSorted((a, b) => sizeOf(a) - sizeOf(b))[0] ?? null;
}

const sizeOf = ({ rule }: PlacedRule): number =>
  rule.ports === null ? Number.POSITIVE_INFINITY : rule.ports.last - rule.ports.first + 1;

export interface PortSight {
  /** Whether the table was read. */
  readonly seen: boolean;
  /** Null when no flow in it is translated. */
  readonly fullest: PortUse | null;
}

/** The destination toward which most of its range is taken. */
export function portsOf(
  closer: ReadingsOf<typeof closerNeeds> | null,
  rules: Rules,
  namespace: Namespace,
): PortSight {
  const found = closer && tableOf(closer, namespace);
  if (!found) return { seen: false, fullest: null };
  const uses = found.table.fullest.map((ports): PortUse => {
    const rule = ruleOf(ports, rules);
    const range = rule
      ? sizeOf(rule)
      : !rules.seen && isBlock(ports)
        ? ports.ports
        : ownRange(ports);
    return { ports, range, rule, ratio: ports.ports / range, origin: found.origin };
  });
  return { seen: true, fullest: uses.toSorted((a, b) => b.ratio - a.ratio)[0] ?? null };
}

/** An address as people write it: /proc/net/nf_conntrack writes out all digits of IPv6. */
export function shortAddress(address: string): string {
  if (!/^(?:[0-9a-f]{4}:){7}[0-9a-f]{4}$/i.test(address)) return address;
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}

/** `10.0.0.2:53`, `[2001:db8::1]:53`. */
export function endpoint(address: string, port: number): string {
  const short = shortAddress(address);
  return short.includes(":") ? `[${short}]:${port}` : `${short}:${port}`;
}
