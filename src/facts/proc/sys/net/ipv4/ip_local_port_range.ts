import { type Fact, fileFact } from "#contract/fact.ts";
import { count, expected, fields } from "#text/fields.ts";
import type { PortRange } from "#text/ports.ts";

function parse(text: string): PortRange {
  const words = fields(text.trim());
  const [low, high] = words.map((word) => count(word));
  if (words.length !== 2 || low == null || high == null || low > high || high > 65_535)
    throw expected("the lowest and the highest port", text.trim());
  return { low, high };
}

/**
 * `/proc/sys/net/ipv4/ip_local_port_range`: the ports that the kernel chooses from when a program does not name one, in
 * the reader's network namespace; of IPv6 as well. 32768 to 60999 unless it was changed (61000 before Linux 4.2).
 */
const ipLocalPortRange: Fact<PortRange> = fileFact({
  id: "proc/sys/net/ipv4/ip_local_port_range",
  path: "/proc/sys/net/ipv4/ip_local_port_range",
  scope: "netns",
  spec: ["ip(7), ip_local_port_range", "linux Documentation/networking/ip-sysctl.rst"],
  parse,
});

export default ipLocalPortRange;
