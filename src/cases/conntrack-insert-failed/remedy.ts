import { nonEmpty } from "#contract/nonempty.ts";
import type { Namespace } from "#contract/reading.ts";
import type { Remedy, Step } from "#contract/remedy.ts";
import type { Says } from "#contract/message.ts";
import type { Judged } from "./cause.ts";
import { words } from "./messages.ts";
import { endpoint, type PortUse } from "./ports.ts";
import { type Owner, ownerOf, type PlacedRule, racing, type Rules } from "./rules.ts";

/** More rules than a person reads before agreeing. */
const MOST_STEPS = 12;

const ADVICE: Readonly<Record<Owner, () => Says>> = {
  "kube-proxy": words.kubeProxy,
  docker: words.docker,
  flannel: words.flannel,
  calico: words.calico,
  cilium: words.cilium,
  "aws-cni": words.awsCni,
  "ip-masq-agent": words.ipMasqAgent,
  cni: words.cni,
};

/** The words that run a command in a namespace. */
function inside({ own, pids, name }: Namespace): readonly string[] {
  const [pid] = pids;
  if (own) return [];
  return pid === undefined
    ? ["ip", "netns", "exec", name]
    : ["nsenter", `--net=/proc/${pid}/ns/net`];
}

/** The nft rule with other words in its NAT statement; a comment may hold any word and stays as it is. */
function changedNft(text: string, change: (statement: string) => string): string {
  const at = text.search(/(?<!\b(?:jump|goto) )\b(?:masquerade|snat)\b/);
  const comment = / comment "(?:[^"\\]|\\.)*"$/.exec(text)?.[0] ?? "";
  const end = text.length - comment.length;
  return at === -1 ? text : text.slice(0, at) + change(text.slice(at, end)) + comment;
}

function randomNft(statement: string): string {
  const plain = statement.replace(/([ ,])random\b/, "$1fully-random");
  if (plain !== statement) return plain;
  return /\bpersistent$/.test(statement)
    ? `${statement},fully-random`
    : `${statement} fully-random`;
}

/** Replaces a rule at its place, so that none is without effect meanwhile. */
function replace(
  placed: PlacedRule,
  namespace: Namespace,
  change: {
    readonly words: (words: readonly string[]) => string[];
    readonly nft: (text: string) => string;
  },
): Step {
  const { rule, tool } = placed;
  const enter = inside(namespace);
  const { chain, handle, position, family, table } = rule;
  if (tool === "nft") {
    const command = (text: string) =>
      ["nft", "replace", "rule", family, table, chain, "handle", `${handle ?? ""}`, text] as const;
    const [first, ...rest] = [...enter, ...command(changedNft(rule.text, change.nft))];
    const [undo, ...more] = [...enter, ...command(rule.text)];
    return {
      kind: "run",
      argv: [first ?? "nft", ...rest],
      undo: [undo ?? "nft", ...more],
      says: words.replaceHandle({ handle: `${handle ?? ""}`, chain }),
    };
  }
  const command = (spec: readonly string[]) =>
    [...enter, tool, "-t", "nat", "-R", chain, `${position}`, ...spec] as const;
  const [first, ...rest] = command(change.words(rule.words));
  const [undo, ...more] = command(rule.words);
  return {
    kind: "run",
    argv: [first ?? tool, ...rest],
    undo: [undo ?? tool, ...more],
    says: words.replaceRule({ position: `${position}`, chain }),
  };
}

const randomWords = (spec: readonly string[]): string[] => [
  ...spec.filter((word) => word !== "--random"),
  "--random-fully",
];

function makeRandom(rules: Rules, namespace: Namespace): Remedy[] {
  const racers = racing(rules).slice(0, MOST_STEPS);
  const owners = new Set(racers.flatMap(({ rule }) => ownerOf(rule) ?? []));
  const steps = nonEmpty<Step>([
    ...racers.map((placed) => replace(placed, namespace, { words: randomWords, nft: randomNft })),
    ...[...owners].map((owner): Step => ({
      kind: "advise",
      says: words.tellOwner({ owner, how: ADVICE[owner]() }),
    })),
  ]);
  return steps
    ? [
        {
          id: "random-fully",
          risk: "degrades",
          lasts: "until-reboot",
          says: words.makeRandom(),
          steps,
        },
      ]
    : [];
}

const WIDE = "1024-65535";

function widerWords(spec: readonly string[]): string[] {
  const ports = spec.indexOf("--to-ports");
  if (ports !== -1) return spec.with(ports + 1, WIDE);
  const address = spec.indexOf("--to-source");
  const text = spec[address + 1] ?? "";
  return address === -1 ? [...spec] : spec.with(address + 1, text.replace(/:[\d-]+$/, `:${WIDE}`));
}

function widen(use: PortUse | null, namespace: Namespace): Remedy[] {
  if (!use?.rule) return [];
  const nft = (statement: string): string => statement.replace(/:\d+-\d+\b/, `:${WIDE}`);
  return [
    {
      id: "widen-port-range",
      risk: "none",
      lasts: "until-reboot",
      says: words.widenRange({ range: use.range }),
      steps: [replace(use.rule, namespace, { words: widerWords, nft })],
    },
  ];
}

function moreAddresses(use: PortUse | null): Remedy {
  const advice: Step[] = use
    ? [
        {
          kind: "advise",
          says: words.keepAlive({
            destination: endpoint(use.ports.destination, use.ports.destinationPort),
          }),
        },
      ]
    : [];
  return {
    id: "more-addresses",
    risk: "interrupts",
    lasts: "permanent",
    says: words.moreAddresses(),
    steps: [{ kind: "advise", says: words.addAddresses() }, ...advice],
  };
}

const DNS_CACHE: Remedy = {
  id: "dns-cache",
  risk: "none",
  lasts: "permanent",
  says: words.dnsCache(),
  steps: [
    { kind: "advise", says: words.nodeLocal() },
    { kind: "advise", says: words.singleRequest() },
    { kind: "advise", says: words.newKernel() },
  ],
};

const FIND_DUPLICATES: Remedy = {
  id: "find-duplicates",
  risk: "none",
  lasts: "permanent",
  says: words.findDuplicates(),
  steps: [{ kind: "advise", says: words.duplicates() }],
};

const MORE_BUCKETS: Remedy = {
  id: "more-buckets",
  risk: "degrades",
  lasts: "until-reboot",
  says: words.moreBuckets(),
  steps: [{ kind: "advise", says: words.buckets() }],
};

/** What ends a cause; what can be run comes first. */
export function remediesOf(
  judged: Judged,
  namespace: Namespace,
  rules: Rules,
  use: PortUse | null,
): readonly Remedy[] {
  switch (judged.cause) {
    case "snat-port-race":
      return makeRandom(rules, namespace);
    case "snat-ports-exhausted":
      return [...widen(use, namespace), moreAddresses(use)];
    case "dns-udp-race":
      return [DNS_CACHE, ...makeRandom(rules, namespace)];
    case "insert-race":
      return [judged.chains ? MORE_BUCKETS : FIND_DUPLICATES];
  }
}
