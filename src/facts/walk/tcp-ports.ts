import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { parsePorts, portSet } from "#text/ports.ts";
import { parseRecord } from "#text/record.ts";

/** Local ports in use toward one destination from one address. */
export interface TcpDestination {
  readonly local: string;
  /** Address and port. */
  readonly remote: string;
  /** Of connections that are not in TIME_WAIT. */
  readonly held: ReadonlySet<number>;
  /** In TIME_WAIT for less than a second: no setting gives them to another connection. */
  readonly young: ReadonlySet<number>;
  /** In TIME_WAIT for longer. */
  readonly waiting: ReadonlySet<number>;
  readonly path: string;
  /** 1-based. */
  readonly line: number;
}

/** The TCP sockets of one network namespace, counted by what they use of its ports. */
export interface TcpPorts {
  readonly netns: number;
  readonly path: string;
  readonly sockets: number;
  readonly established: number;
  readonly timeWait: number;
  readonly synSent: number;
  readonly listening: ReadonlySet<number>;
  /** Ports of connections opened from here, one connection each. */
  readonly single: ReadonlySet<number>;
  /** Ports that connections to several destinations share. */
  readonly shared: ReadonlySet<number>;
  /** Those with most ports in use, the fullest first. */
  readonly fullest: readonly TcpDestination[];
}

type Fields = ReadonlyMap<string, string>;

const ports = (fields: Fields, name: string): ReadonlySet<number> =>
  portSet(parsePorts(fields.get(name) ?? "", () => undefined));

function namespaceFrom(fields: Fields): TcpPorts | null {
  const number = (name: string): number => count(fields.get(name)) ?? 0;
  const netns = count(fields.get("netns"));
  const path = fields.get("path");
  if (netns === null || path === undefined) return null;
  return {
    netns,
    path,
    sockets: number("sockets"),
    established: number("established"),
    timeWait: number("timewait"),
    synSent: number("synsent"),
    listening: ports(fields, "listening"),
    single: ports(fields, "single"),
    shared: ports(fields, "shared"),
    fullest: [],
  };
}

function destinationFrom(fields: Fields): TcpDestination | null {
  const [local, remote, path] = ["local", "remote", "path"].map((name) => fields.get(name));
  const line = count(fields.get("line"));
  if (local === undefined || remote === undefined || path === undefined || line === null)
    return null;
  return {
    local,
    remote,
    held: ports(fields, "held"),
    young: ports(fields, "young"),
    waiting: ports(fields, "waiting"),
    path,
    line,
  };
}

function parse(text: string, note: Note): readonly TcpPorts[] {
  const found: TcpPorts[] = [];
  for (const [index, row] of text.split("\n").entries()) {
    if (row === "") continue;
    const record = parseRecord(row);
    const namespace = record?.kind === "namespace" ? namespaceFrom(record.fields) : null;
    const destination = record?.kind === "destination" ? destinationFrom(record.fields) : null;
    const last = found.at(-1);
    if (namespace !== null) found.push(namespace);
    else if (destination !== null && last !== undefined)
      found[found.length - 1] = { ...last, fullest: [...last.fullest, destination] };
    else note({ line: index + 1, text: row.slice(0, 80) });
  }
  return found;
}

/** Local TCP ports in use by destination, of the network namespaces that a closer look names. */
const tcpPorts: Fact<readonly TcpPorts[]> = walkFact({
  id: "walk/tcp-ports",
  walk: "tcp-ports",
  scope: "host",
  limitSeconds: 30,
  privilege: "CAP_SYS_PTRACE",
  spec: ["src/host/walks/tcp-ports.ts", "linux Documentation/networking/proc_net_tcp.rst"],
  parse,
});

export default tcpPorts;
