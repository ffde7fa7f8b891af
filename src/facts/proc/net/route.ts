import { type Fact, fileFact, type Note } from "#contract/fact.ts";
import { count, expected, fields } from "#text/fields.ts";

const RTF_UP = 1;
const RTF_REJECT = 0x200;

/** A route of the main table. */
export interface MainRoute {
  readonly device: string;
  /** Of an address's 32 bits, the first `prefix` are looked at. */
  readonly destination: string;
  readonly prefix: number;
  /** Null for a network that is reached directly. */
  readonly gateway: string | null;
  readonly metric: number;
  /** 1-based. */
  readonly line: number;
}

const COLUMNS = ["Iface", "Destination", "Gateway", "Flags", "Metric", "Mask"] as const;

/** A u32 as the kernel prints it with %08X: the bytes of the address in the order of a little-endian machine. */
function octets(hex: string): number[] | null {
  if (!/^[0-9A-F]{8}$/i.test(hex)) return null;
  return [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

const bitsOf = (bytes: readonly number[]): number =>
  bytes.reduce((bits, byte) => bits + byte.toString(2).replaceAll("0", "").length, 0);

function rowOf(cell: (name: (typeof COLUMNS)[number]) => string, line: number): MainRoute | null {
  const [destination, gateway, mask] = [
    octets(cell("Destination")),
    octets(cell("Gateway")),
    octets(cell("Mask")),
  ];
  const metric = count(cell("Metric"));
  if (!destination || !gateway || !mask || metric === null) return null;
  return {
    device: cell("Iface"),
    destination: destination.join("."),
    prefix: bitsOf(mask),
    gateway: gateway.every((byte) => byte === 0) ? null : gateway.join("."),
    metric,
    line,
  };
}

function parse(text: string, note: Note): readonly MainRoute[] {
  const [header = "", ...rows] = text.split("\n");
  const names = fields(header);
  if (!COLUMNS.every((name) => names.includes(name)))
    throw expected("a heading with Iface, Destination, Gateway, Flags, Metric and Mask", header, 1);
  return rows.flatMap((row, index) => {
    const words = fields(row);
    if (words.length === 0) return [];
    const cell = (name: (typeof COLUMNS)[number]): string => words[names.indexOf(name)] ?? "";
    const route = rowOf(cell, index + 2);
    if (route === null) note({ line: index + 2, text: row.slice(0, 80) });
    const flags = Number.parseInt(cell("Flags"), 16);
    return route !== null && (flags & RTF_UP) !== 0 && (flags & RTF_REJECT) === 0 ? [route] : [];
  });
}

/**
 * `/proc/net/route`: the IPv4 routes of the main table that are up. Its column MTU is computed from the route's `advmss`
 * and says nothing of its `mtu`.
 */
const route: Fact<readonly MainRoute[]> = fileFact({
  id: "proc/net/route",
  path: "/proc/net/route",
  scope: "netns",
  spec: ["proc_net(5), /proc/net/route", "linux net/ipv4/fib_trie.c fib_route_seq_show()"],
  parse,
});

export default route;
