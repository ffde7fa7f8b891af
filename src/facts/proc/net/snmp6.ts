import { type Fact, fileFact, type Note } from "#contract/fact.ts";
import type { SnmpValue } from "#text/snmp.ts";
import { expected, u64 } from "#text/fields.ts";

/** Counters by the kernel's name: `Icmp6InPktTooBigs`, `Ip6FragFails`. */
export type Snmp6 = ReadonlyMap<string, SnmpValue>;

function parse(text: string, note: Note): Snmp6 {
  const counters = new Map<string, SnmpValue>();
  for (const [index, row] of text.split("\n").entries()) {
    if (row.trim() === "") continue;
    const [, name, digits] = /^(\w+)\s+(\d+)\s*$/.exec(row) ?? [];
    const value = u64(digits);
    if (name === undefined || value === null) note({ line: index + 1, text: row.slice(0, 80) });
    else counters.set(name, { value, line: index + 1 });
  }
  if (counters.size === 0) throw expected("a row such as 'Ip6InReceives 7'", text);
  return counters;
}

/**
 * `/proc/net/snmp6`: the IPv6 and ICMPv6 counters of the reader's network namespace since it was made. The file is missing
 * where the kernel has no IPv6. Messages by type (`Icmp6InType134`) are listed from the first on.
 */
const snmp6: Fact<Snmp6> = fileFact({
  id: "proc/net/snmp6",
  path: "/proc/net/snmp6",
  scope: "netns",
  sampled: true,
  spec: ["linux net/ipv6/proc.c snmp6_seq_show()", "RFC 4293"],
  parse,
});

export default snmp6;
