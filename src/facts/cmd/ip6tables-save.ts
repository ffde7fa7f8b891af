import { commandFact, type Fact } from "#contract/fact.ts";
import { parseIptablesSave, type SavedRules } from "#text/iptables-save.ts";

/**
 * `ip6tables-save`: the rules for IPv6.
 *
 * Without `-t nat`: that would load a table's module, while without it only tables that are in use are printed.
 */
const ip6tablesSave: Fact<SavedRules> = commandFact({
  id: "cmd/ip6tables-save",
  argv: ["ip6tables-save"],
  scope: "netns",
  privilege: "root",
  spec: ["iptables-save(8)", "iptables-extensions(8): DNAT, MASQUERADE, SNAT"],
  parse: (text) => parseIptablesSave(text, "ip6"),
});

export default ip6tablesSave;
