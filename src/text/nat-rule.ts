/** Whether a rule chooses ports so that two flows at the same instant do not choose the same one. */
export type PortChoice = "in-order" | "random" | "fully-random";

/** One rule that translates addresses. */
export interface NatRule {
  readonly kind: "source" | "destination";
  readonly family: "ip" | "ip6" | "inet";
  readonly table: string;
  readonly chain: string;
  /** 1-based, among the rules of its chain. */
  readonly position: number;
  /** nft's own number for the rule. */
  readonly handle: number | null;
  /** `tcp`, `udp` as matched; null: any. */
  readonly protocol: string | null;
  /** Destination port matched; null: any. */
  readonly destinationPort: number | null;
  readonly choice: PortChoice;
  /** The source ports that it may give; null: whatever is free, near the flow's own. */
  readonly ports: { readonly first: number; readonly last: number } | null;
  /** Addresses that it may give; null: the interface's own. */
  readonly address: string | null;
  /** Where DNAT sends to: `10.0.0.5:53`. */
  readonly backends: readonly string[];
  /** What comes after the chain's name in `iptables -A CHAIN`, word by word, or the rule as nft prints it. */
  readonly words: readonly string[];
  /** As the tool printed it. */
  readonly text: string;
  readonly line: number;
}

/** `1024-2000`, `53`; null if it is no range of ports. */
export function portRange(text: string): { first: number; last: number } | null {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (!match) return null;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  return first <= last && last <= 65_535 ? { first, last } : null;
}

/** The ports of `1.2.3.4-1.2.3.9:1024-2000`, `:5000-5019`, `[2001:db8::1]:80`; null if none are named. */
export function portsOfAddress(text: string): { first: number; last: number } | null {
  const bare = /^\[[^\]]*\](?::(.*))?$/.exec(text);
  if (bare) return bare[1] === undefined ? null : portRange(bare[1]);
  const parts = text.split(":");
  return parts.length === 2 ? portRange(parts[1] ?? "") : null;
}
