import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count, u64 } from "#text/fields.ts";
import { parseRecord, type TextRecord } from "#text/record.ts";

/** A network interface, by the name that it has in its namespace. */
export interface NetworkLink {
  readonly namespace: number;
  readonly name: string;
  readonly mtu: number;
  /** `vxlan`, `bridge`, `veth`, …; null for hardware and the loopback. */
  readonly kind: string | null;
  /** ARPHRD_ number: 1 Ethernet, 768 IPIP, 778 GRE, 65534 none. */
  readonly type: number;
  readonly isUp: boolean;
  /** Bridge or bond that it is a port of. */
  readonly master: string | null;
  /** Interface that it lies on; null if none is named, or it is in another namespace (`isElsewhere`). */
  readonly below: string | null;
  readonly isElsewhere: boolean;
  /** Ends of a tunnel. */
  readonly local: string | null;
  readonly remote: string | null;
  /** The packets say where they go: one device for many tunnels. */
  readonly isExternal: boolean;
  readonly greFlags: number;
  /** 0 unset, 1 set, 2 as inside; null if it is no such tunnel. */
  readonly df: number | null;
  /** Interface by which the other end is reached, and the MTU of that route. */
  readonly route: string | null;
  readonly routeMtu: number | null;
  readonly txDropped: bigint | null;
  readonly line: number;
}

/** The interface by which packets leave a namespace. */
export interface Uplink {
  readonly namespace: number;
  readonly family: 4 | 6;
  readonly name: string;
  /** Of the route; null if it says none. */
  readonly mtu: number | null;
  readonly line: number;
}

export interface NetworkLinks {
  readonly namespaces: readonly {
    readonly inode: number;
    readonly name: string;
    readonly own: boolean;
  }[];
  readonly links: readonly NetworkLink[];
  readonly uplinks: readonly Uplink[];
  readonly refused: readonly { readonly inode: number; readonly code: string }[];
}

type Fields = TextRecord["fields"];

function linkFrom(namespace: number, fields: Fields, line: number): NetworkLink | null {
  const name = fields.get("name");
  const [mtu, type] = [count(fields.get("mtu")), count(fields.get("type"))];
  if (name === undefined || mtu === null || type === null) return null;
  return {
    namespace,
    name,
    mtu,
    kind: fields.get("kind") ?? null,
    type,
    isUp: fields.get("up") === "1",
    master: fields.get("master") ?? null,
    below: fields.get("below") ?? null,
    isElsewhere: fields.has("elsewhere"),
    local: fields.get("local") ?? null,
    remote: fields.get("remote") ?? null,
    isExternal: fields.has("external"),
    greFlags: count(fields.get("gre_flags")) ?? 0,
    df: count(fields.get("df")),
    route: fields.get("route") ?? null,
    routeMtu: count(fields.get("route_mtu")),
    txDropped: u64(fields.get("tx_dropped")),
    line,
  };
}

function uplinkFrom(namespace: number, fields: Fields, line: number): Uplink | null {
  const name = fields.get("name");
  const family = fields.get("family");
  if (name === undefined || (family !== "4" && family !== "6")) return null;
  return {
    namespace,
    family: family === "4" ? 4 : 6,
    name,
    mtu: count(fields.get("mtu")),
    line,
  };
}

function parse(text: string, note: Note): NetworkLinks {
  const namespaces: { inode: number; name: string; own: boolean }[] = [];
  const links: NetworkLink[] = [];
  const uplinks: Uplink[] = [];
  const refused: { inode: number; code: string }[] = [];
  /** @returns whether the record makes sense. */
  const take = ({ kind, fields }: TextRecord, line: number): boolean => {
    const inode = count(fields.get("namespace") ?? fields.get("inode"));
    if (inode === null) return false;
    if (kind === "refused") return refused.push({ inode, code: fields.get("code") ?? "" }) > 0;
    if (kind === "namespace")
      return namespaces.push({ inode, name: fields.get("name") ?? "", own: fields.has("own") }) > 0;
    const link = kind === "link" ? linkFrom(inode, fields, line) : null;
    if (link) return links.push(link) > 0;
    const uplink = kind === "uplink" ? uplinkFrom(inode, fields, line) : null;
    return uplink !== null && uplinks.push(uplink) > 0;
  };
  for (const [index, row] of text.split("\n").entries()) {
    if (row === "") continue;
    const record = parseRecord(row);
    if (record === null || !take(record, index + 1))
      note({ line: index + 1, text: row.slice(0, 80) });
  }
  return { namespaces, links, uplinks, refused };
}

/** Network interfaces of every network namespace, what their packets leave by, and what lies below tunnels, by netlink. */
const networkLinks: Fact<NetworkLinks> = walkFact({
  id: "walk/network-links",
  walk: "network-links",
  scope: "host",
  limitSeconds: 10,
  privilege: "CAP_SYS_ADMIN",
  spec: ["src/host/walks/network-links.ts", "rtnetlink(7)", "linux include/uapi/linux/if_link.h"],
  parse,
});

export default networkLinks;
