import { commandFact, type Fact } from "#contract/fact.ts";
import { parseIptablesSave, type SavedRules } from "#text/iptables-save.ts";

/**
 * `iptables-legacy-save`: rules of the old kind on a host whose `iptables` is of the new one; the kernel obeys both.
 *
 * Without `-t nat`: that would load a table's module, while without it only tables that are in use are printed.
 */
const iptablesLegacySave: Fact<SavedRules> = commandFact({
  id: "cmd/iptables-legacy-save",
  argv: ["iptables-legacy-save"],
  scope: "netns",
  privilege: "root",
  spec: ["iptables-save(8)", "iptables-extensions(8): DNAT, MASQUERADE, SNAT"],
  parse: (text) => parseIptablesSave(text, "ip"),
});

export default iptablesLegacySave;
