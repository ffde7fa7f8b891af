import type { ReadingsOf } from "#contract/fact.ts";
import type { Namespace, Origin, Read, Reading } from "#contract/reading.ts";
import type { Holder } from "#derived/holder.ts";
import { inNamespace, keeperOf } from "#derived/netns.ts";
import type { TcpDestination, TcpPorts } from "#facts/walk/tcp-ports.ts";
import { type PortRange, portSet } from "#text/ports.ts";
import type { Crowd } from "./crowd.ts";
import type { closerNeeds } from "./needs.ts";
import { type PortRules, type Usage, usageByBind, usageToward } from "./usage.ts";

type Closer = ReadingsOf<typeof closerNeeds>;

/** A destination, and how much of the ports toward it is in use. */
export interface Toward {
  readonly destination: TcpDestination;
  readonly usage: Usage;
}

/** All that is known of one network namespace. */
export interface Scene {
  readonly namespace: Namespace;
  readonly keeper: Holder | null;
  readonly crowd: Crowd | null;
  /** Null: not looked into, or the table was not read. */
  readonly table: TcpPorts | null;
  /** When the table was read. */
  readonly at: string;
  /** Null if the range was not read. */
  readonly rules: PortRules | null;
  readonly rangeOrigin: Origin | null;
  readonly reuse: Read<number> | null;
  readonly maxBuckets: Read<number> | null;
  /** Fullest first, each destination once; empty without a table or a range. */
  readonly toward: readonly Toward[];
  readonly byBind: Usage | null;
}

const readOr = <T>(reading: Reading<T> | undefined): Read<T> | null =>
  reading?.status === "read" ? reading : null;

function rulesOf(closer: Closer, namespace: Namespace, range: PortRange): PortRules {
  const reserved = readOr(inNamespace(closer.reserved, namespace))?.value ?? [];
  return {
    range,
    reserved: portSet(reserved),
    reuse: readOr(inNamespace(closer.reuse, namespace))?.value ?? null,
    timestamps: readOr(inNamespace(closer.timestamps, namespace))?.value ?? null,
  };
}

/** Each destination once: from the address that has most ports in use toward it. */
function towardOf(table: TcpPorts, rules: PortRules): Toward[] {
  const all = table.fullest
    .map((destination) => ({
      destination,
      usage: usageToward(destination, table.listening, rules),
    }))
    .toSorted((a, b) => b.usage.ratio - a.usage.ratio);
  const first = new Map<string, Toward>();
  for (const one of all)
    if (!first.has(one.destination.remote)) first.set(one.destination.remote, one);
  return [...first.values()];
}

type Looked = Omit<Scene, "namespace" | "crowd">;

const NOT_LOOKED: Looked = {
  keeper: null,
  table: null,
  at: "",
  rules: null,
  rangeOrigin: null,
  reuse: null,
  maxBuckets: null,
  toward: [],
  byBind: null,
};

function lookInto(namespace: Namespace, closer: Closer): Looked {
  const ports = readOr(closer.ports);
  const table = ports?.value.find(({ netns }) => netns === namespace.inode) ?? null;
  const range = readOr(inNamespace(closer.range, namespace));
  const rules = range && rulesOf(closer, namespace, range.value);
  return {
    keeper: keeperOf(namespace, closer.cgroups, closer.containers),
    table,
    at: ports?.origin.at ?? "",
    rules,
    rangeOrigin: range?.origin ?? null,
    reuse: readOr(inNamespace(closer.reuse, namespace)),
    maxBuckets: readOr(inNamespace(closer.maxBuckets, namespace)),
    toward: table && rules ? towardOf(table, rules) : [],
    byBind: table && rules ? usageByBind(table, rules) : null,
  };
}

export function sceneOf(namespace: Namespace, crowd: Crowd | null, closer: Closer | null): Scene {
  const looked = closer ? lookInto(namespace, closer) : NOT_LOOKED;
  return { namespace, crowd, ...looked };
}

/** The origin of one destination's sockets. */
export function originOf({ namespace, at }: Scene, { path, line }: TcpDestination): Origin {
  const origin = { source: path, line, at };
  return namespace.inode > 0 ? { ...origin, namespace: `net:[${namespace.inode}]` } : origin;
}
