import { formatRecord } from "#text/record.ts";
import { tcpLine } from "#text/tcp-line.ts";
import { TcpPortCounter } from "#text/tcp-ports.ts";
import { endedNamespaces, type TcpPlace, tcpPlaces } from "./tcp-tables.ts";
import type { Walk } from "./walk.ts";

function records(place: TcpPlace): string[] {
  const counter = new TcpPortCounter();
  const paths = new Map<string, string>();
  for (const table of ["tcp6", "tcp"] as const) {
    const path = place.read(table, (text, number) => {
      const line = tcpLine(text);
      if (line !== null) counter.add(line, number);
    });
    if (path !== null) paths.set(table, path);
  }
  if (!paths.has("tcp")) return [];
  const netns = place.inode;
  return [
    formatRecord("namespace", {
      netns,
      path: paths.get("tcp") ?? "",
      sockets: counter.sockets,
      established: counter.count("ESTABLISHED"),
      timewait: counter.count("TIME_WAIT"),
      synsent: counter.count("SYN_SENT"),
      beyond: counter.beyond,
      listening: counter.listening,
      ...counter.uses(),
    }),
    ...counter
      .fullest()
      .map(({ table, ...destination }) =>
        formatRecord("destination", { netns, path: paths.get(table) ?? "", ...destination }),
      ),
  ];
}

/**
 * Local ports in use, of the network namespaces that are named: a `namespace` record, followed by `destination` records of
 * those that have most ports. Ports are written as `parsePorts` reads them. A namespace without the table is left out.
 */
const tcpPorts: Walk = {
  name: "tcp-ports",
  onTree: true,
  run({ root, targets }) {
    const found = tcpPlaces(root, targets).map((place) => ({ place, lines: records(place) }));
    const read = found.filter(({ lines }) => lines.length > 0).map(({ place }) => place);
    const ended = endedNamespaces(root, targets, read).map((netns) =>
      formatRecord("namespace", { netns, path: "/proc/net/tcp", sockets: 0 }),
    );
    return [...found.flatMap(({ lines }) => lines), ...ended, ""].join("\n");
  },
};

export default tcpPorts;
