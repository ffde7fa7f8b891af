import { type Fact, fileFact } from "#contract/fact.ts";
import { parsePorts, type PortRange } from "#text/ports.ts";

/**
 * `/proc/sys/net/ipv4/ip_local_reserved_ports`: ports of `ip_local_port_range` that the kernel does not choose by itself.
 * An empty line if there are none.
 */
const ipLocalReservedPorts: Fact<readonly PortRange[]> = fileFact({
  id: "proc/sys/net/ipv4/ip_local_reserved_ports",
  path: "/proc/sys/net/ipv4/ip_local_reserved_ports",
  scope: "netns",
  spec: ["linux Documentation/networking/ip-sysctl.rst, ip_local_reserved_ports"],
  parse: (text, note) =>
    parsePorts(text.trim(), (word) => note({ line: 1, text: word.slice(0, 80) })),
});

export default ipLocalReservedPorts;
