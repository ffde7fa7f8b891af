import { commandFact, type Fact } from "#contract/fact.ts";
import { parseIptablesSave, type SavedRules } from "#text/iptables-save.ts";

/**
 * `iptables-save`: the rules of whichever kind, nf_tables or legacy, the host's `iptables` is.
 *
 * Without `-t nat`: that would load a table's module, while without it only tables that are in use are printed.
 */
const iptablesSave: Fact<SavedRules> = commandFact({
  id: "cmd/iptables-save",
  argv: ["iptables-save"],
  scope: "netns",
  privilege: "root",
  spec: ["iptables-save(8)", "iptables-extensions(8): DNAT, MASQUERADE, SNAT"],
  parse: (text) => parseIptablesSave(text, "ip"),
});

export default iptablesSave;
