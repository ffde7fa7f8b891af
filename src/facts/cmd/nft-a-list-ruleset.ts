import { commandFact, type Fact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { type NatRule, type PortChoice, portsOfAddress } from "#text/nat-rule.ts";

/** Rules that translate addresses, and of what table: those of table `nat` may be iptables rules in nft's words. */
export interface NftRuleset {
  readonly nat: readonly NatRule[];
}

interface Place {
  family: "ip" | "ip6" | "inet";
  table: string;
  chain: string;
  position: number;
}

function choiceOf(rule: string): PortChoice {
  if (/\bfully-random\b/.test(rule)) return "fully-random";
  return /(?:^|[ ,])random(?:,|$| )/.test(rule.replace(/numgen random/g, ""))
    ? "random"
    : "in-order";
}

/** `10.0.0.5:53`, and both of `numgen random mod 2 map { 0 : 10.0.0.5 . 53, 1 : 10.0.0.6 . 53 }`. */
function backendsOf(statement: string): string[] {
  const map = /\bmap \{([^}]*)\}/.exec(statement)?.[1];
  if (map === undefined) {
    const [, target] = /^dnat (?:ip6? )?(?:addr \. port )?to (\S+)/.exec(statement) ?? [];
    return target === undefined ? [] : [target];
  }
  return map.split(",").map((element) => element.replace(/^[^:]*: */, "").trim());
}

function protocolOf(rule: string): string | null {
  const [, header, meta] = /\b(udp|tcp) [ds]port\b|\bl4proto (\w+)\b/.exec(rule) ?? [];
  return header ?? meta ?? null;
}

function natRule(text: string, place: Place & { line: number }): NatRule | null {
  const handle = count(/ # handle (\d+)$/.exec(text)?.[1]);
  const rule = text.replace(/ # handle \d+$/, "");
  // A comment may hold any word.
  const bare = rule.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const [, statement] =
    /(?:^|\s)(?<!\b(?:jump|goto) )((?:masquerade|snat|dnat)(?:\s.*)?)$/.exec(bare) ?? [];
  if (statement === undefined) return null;
  const kind = statement.startsWith("dnat") ? "destination" : "source";
  const [, target = ""] = / to (\S+)/.exec(statement) ?? [];
  const port = count(/\b(?:udp|tcp|th) dport (\d{1,5})\b/.exec(bare)?.[1]);
  const address = /^(?::.*|ip6?|)$/.test(target) ? null : target;
  return {
    ...place,
    kind,
    handle,
    protocol: protocolOf(bare),
    destinationPort: port,
    choice: kind === "source" ? choiceOf(statement) : "in-order",
    ports: portsOfAddress(target),
    address: kind === "source" ? address : null,
    backends: kind === "destination" ? backendsOf(statement) : [],
    words: [rule],
    text: rule,
  };
}

function parse(text: string): NftRuleset {
  const nat: NatRule[] = [];
  let place: Place | null = null;
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    const table = /^table (ip6?|inet) (\S+) \{/.exec(line);
    if (table || /^table \w+ /.test(line)) {
      const [, family, name = ""] = table ?? [];
      place = table
        ? { family: family as Place["family"], table: name, chain: "", position: 0 }
        : null;
      continue;
    }
    const chain = /^chain (\S+) \{/.exec(line)?.[1];
    if (place === null) continue;
    if (chain !== undefined) place = { ...place, chain, position: 0 };
    if (chain !== undefined || !/ # handle \d+$/.test(line)) continue;
    place.position++;
    const rule = natRule(line, { ...place, line: index + 1 });
    if (rule !== null) nat.push(rule);
  }
  return { nat };
}

/**
 * `nft -a list ruleset`: every rule with its handle.
 *
 * The plain form and not JSON: it is the one that `nft replace rule` takes back, some builds have no JSON, and rules that
 * iptables made are whole only here. An empty output is no rules.
 */
const nftAListRuleset: Fact<NftRuleset> = commandFact({
  id: "cmd/nft-a-list-ruleset",
  argv: ["nft", "-a", "list", "ruleset"],
  scope: "netns",
  privilege: "root",
  limitSeconds: 10,
  spec: ["nft(8): NAT statements, numgen expression"],
  parse,
});

export default nftAListRuleset;
