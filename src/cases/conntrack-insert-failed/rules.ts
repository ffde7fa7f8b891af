import type { ReadingsOf } from "#contract/fact.ts";
import { missingOf } from "#contract/missing.ts";
import type { Namespace, Origin, Reading } from "#contract/reading.ts";
import { originAt } from "#contract/reading.ts";
import type { Missing } from "#contract/verdict.ts";
import ip6tablesSave from "#facts/cmd/ip6tables-save.ts";
import iptablesLegacySave from "#facts/cmd/iptables-legacy-save.ts";
import iptablesSave from "#facts/cmd/iptables-save.ts";
import nftAListRuleset from "#facts/cmd/nft-a-list-ruleset.ts";
import type { NatRule } from "#text/nat-rule.ts";
import type { closerNeeds } from "./needs.ts";

export type Tool = "iptables" | "iptables-legacy" | "ip6tables" | "nft";

export interface PlacedRule {
  readonly rule: NatRule;
  readonly tool: Tool;
  readonly origin: Origin;
}

/** The NAT rules of one namespace. Rules that another tool may hold are unseen when it could not be asked. */
export interface Rules {
  readonly rules: readonly PlacedRule[];
  /** Whether at least one tool answered and none was refused. */
  readonly seen: boolean;
  readonly missing: readonly Missing[];
}

type Closer = ReadingsOf<typeof closerNeeds>;
type Saved = Reading<{ readonly nat: readonly NatRule[] }>;

const FACTS = {
  iptables: iptablesSave,
  "iptables-legacy": iptablesLegacySave,
  ip6tables: ip6tablesSave,
  nft: nftAListRuleset,
} as const;

/** The reading of one namespace among those of all. */
export function ofNamespace<T>(
  all: { readonly readings: readonly { namespace: Namespace; reading: Reading<T> }[] },
  { inode }: Namespace,
): Reading<T> | null {
  return all.readings.find(({ namespace }) => namespace.inode === inode)?.reading ?? null;
}

function placed(tool: Tool, reading: Saved | null): PlacedRule[] {
  if (reading?.status !== "read") return [];
  return reading.value.nat.map((rule) => ({
    rule,
    tool,
    origin: originAt(reading, { line: rule.line }),
  }));
}

/** nft shows rules that iptables made as well, and a host's iptables-save may be the legacy one: each is told once. */
function once(rules: readonly PlacedRule[]): PlacedRule[] {
  const tables = new Set(
    rules
      .filter(({ tool }) => tool === "iptables" || tool === "ip6tables")
      .map(({ rule }) => rule.family),
  );
  const texts = new Set<string>();
  return rules.filter(({ rule, tool }) => {
    if (tool === "nft" && rule.table === "nat" && tables.has(rule.family)) return false;
    const key = `${rule.family} ${rule.text}`;
    const isRepeated = tool === "iptables-legacy" && texts.has(key);
    texts.add(key);
    return !isRepeated;
  });
}

/** All NAT rules of a namespace, whichever tool made them. */
export function rulesOf(closer: Closer | null, namespace: Namespace): Rules {
  if (!closer) return { rules: [], seen: false, missing: [] };
  const answers: readonly (readonly [Tool, Saved | null])[] = [
    ["iptables", ofNamespace(closer.iptables, namespace)],
    ["iptables-legacy", ofNamespace(closer.legacy, namespace)],
    ["ip6tables", ofNamespace(closer.ip6tables, namespace)],
    ["nft", ofNamespace(closer.nft, namespace)],
  ];
  const missing = answers.flatMap(([tool, reading]): Missing[] =>
    reading && (reading.status === "denied" || reading.status === "unparsed")
      ? [missingOf(FACTS[tool], reading)]
      : [],
  );
  const main = answers.filter(([tool]) => tool !== "ip6tables");
  const seen = missing.length === 0 && main.some(([, reading]) => reading?.status === "read");
  return {
    rules: once(answers.flatMap(([tool, reading]) => placed(tool, reading))),
    seen,
    missing,
  };
}

/** Rules under which two flows at the same instant may be given the same port. */
export const racing = ({ rules }: Rules): readonly PlacedRule[] =>
  rules.filter(({ rule }) => rule.kind === "source" && rule.choice !== "fully-random");

/** DNAT of DNS over UDP: by the port matched, or by that of the backend. */
export function dnsRules({ rules }: Rules): readonly PlacedRule[] {
  return rules.filter(
    ({ rule }) =>
      rule.kind === "destination" &&
      (rule.protocol === "udp" || rule.protocol === null) &&
      (rule.destinationPort === 53 || rule.backends.some((backend) => /[:. ]53$/.test(backend))),
  );
}

export type Owner =
  | "kube-proxy"
  | "docker"
  | "flannel"
  | "calico"
  | "cilium"
  | "aws-cni"
  | "ip-masq-agent"
  | "cni";

const OWNERS: readonly (readonly [Owner, RegExp])[] = [
  ["kube-proxy", /\bKUBE-|kubernetes (?:postrouting|service)|\bkube-proxy\b/],
  ["flannel", /\bFLANNEL|flanneld/i],
  ["calico", /\bcali-|\bcali:/],
  ["cilium", /\bCILIUM|\bcilium/],
  ["aws-cni", /\bAWS-SNAT|AWS, SNAT/],
  ["ip-masq-agent", /\bIP-MASQ|ip-masq/],
  ["cni", /\bCNI-/],
  ["docker", /\bDOCKER\b|\bdocker\w*\b|! -o br-[0-9a-f]{12}\b/],
];

/** Who made a rule and will make it again, by the names that it gives its chains and comments. */
export function ownerOf({ text, chain, table }: NatRule): Owner | null {
  return OWNERS.find(([, names]) => names.test(`${table} ${chain} ${text}`))?.[0] ?? null;
}
