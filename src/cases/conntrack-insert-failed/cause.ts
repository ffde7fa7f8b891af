import { isKernelBefore } from "#text/kernel-version.ts";
import { FULL_RATIO, type PortSight, type PortUse } from "./ports.ts";
import { dnsRules, racing, type Rules } from "./rules.ts";

export type Cause = "snat-port-race" | "snat-ports-exhausted" | "dns-udp-race" | "insert-race";

/** Ours, from measurements: a race finds a port taken about once for each failure, a search that fails tries all of them. */
const TRIES_OF_A_SEARCH = 10;

/**
 * Ours: the kernel tries some 240 ports of a large range before it gives up, so that one in a hundred searches fails at
 * 98 %. `found` cannot tell then: Linux 6.18 does not count the ports that it tries for TCP.
 */
const SURELY_FULL_RATIO = 0.95;

export interface Failures {
  /** Inserts that failed. */
  readonly failed: number;
  readonly found: number | null;
  readonly chainTooLong: number | null;
}

export interface Judged {
  readonly cause: Cause;
  readonly certain: boolean;
  /** Inserts were refused because hash chains were too long. */
  readonly chains?: true;
}

const tries = ({ found, failed }: Failures): number | null =>
  found === null || failed === 0 ? null : found / failed;

/** Before 5.7 two queries sent at once from one socket could go to two backends, and the second be dropped (6a757c07e51f). */
function racesInDns(rules: Rules, kernel: string | null): boolean {
  const backends = new Set(dnsRules(rules).flatMap(({ rule }) => rule.backends));
  return (
    (backends.size > 1 && isKernelBefore(kernel, 5, 7) === true) ||
    (backends.size > 0 && isKernelBefore(kernel, 5, 0) === true)
  );
}

function isExhausted(use: PortUse | null, failures: Failures): use is PortUse {
  if (use === null || use.ratio < FULL_RATIO) return false;
  const tried = tries(failures);
  return use.ratio >= SURELY_FULL_RATIO || tried === null || tried >= TRIES_OF_A_SEARCH;
}

/** Whether a rule names the ports to give: a range that can run out soon. */
const hasRange = ({ rules }: Rules): boolean =>
  rules.some(({ rule }) => rule.kind === "source" && rule.ports !== null);

/** The table was not seen, and each failure tried many ports: what the counters alone suggest. */
function seemsExhausted(failures: Failures, rules: Rules, ports: PortSight): boolean {
  const searched = (tries(failures) ?? 0) >= TRIES_OF_A_SEARCH;
  return searched && !ports.seen && (hasRange(rules) || !rules.seen);
}

/** Why inserts fail, from what was seen of rules and ports. What was not seen makes it a suspicion. */
export function causeOf(
  failures: Failures,
  rules: Rules,
  ports: PortSight,
  kernel: string | null,
): Judged {
  if (isExhausted(ports.fullest, failures))
    return { cause: "snat-ports-exhausted", certain: ports.fullest.rule !== null || rules.seen };
  if (failures.failed > 0 && (failures.chainTooLong ?? 0) * 2 >= failures.failed)
    return { cause: "insert-race", certain: true, chains: true };
  const races = racing(rules).length > 0;
  if (racesInDns(rules, kernel)) return { cause: "dns-udp-race", certain: !races };
  if (seemsExhausted(failures, rules, ports))
    return { cause: "snat-ports-exhausted", certain: false };
  if (!rules.seen) return { cause: "snat-port-race", certain: false };
  // Without a translated flow in the table it is hard to blame source NAT.
  if (races && (ports.fullest !== null || !ports.seen))
    return { cause: "snat-port-race", certain: ports.seen || !hasRange(rules) };
  return { cause: "insert-race", certain: !races };
}
