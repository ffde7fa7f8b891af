import { nonEmpty } from "#contract/nonempty.ts";
import type { Finding, Verdict } from "#contract/verdict.ts";

const findingsOf = (verdict: Verdict): readonly Finding[] =>
  verdict.kind === "present" || verdict.kind === "latent" ? verdict.findings : [];

/** A probe is about one destination, so its word counts more there than what the host only suspects. */
interface Probed {
  /** Both ways were tried: without a port only the way there is. */
  readonly isBothWays: boolean;
  readonly addresses: readonly string[];
  readonly verdict: Verdict;
}

/** What a probe has settled of an address: it is there for certain, or ruled out. */
function isSettled({ subject, certainty }: Finding, probed: readonly Probed[]): boolean {
  if (subject.kind !== "destination" || certainty === "confirmed") return false;
  const about = probed.filter(({ addresses }) => addresses.includes(subject.name));
  return about.some(
    ({ verdict, isBothWays }) =>
      (verdict.kind === "absent" && isBothWays) ||
      findingsOf(verdict).some((found) => found.subject.name === subject.name),
  );
}

/**
 * The verdict of a host together with those of probes. A hole that a probe proves is a hole; a suspicion of the host that
 * it proves or rules out is told of no more; what it could not decide leaves the verdict open.
 */
export function settle(host: Verdict, probed: readonly Probed[]): Verdict {
  if (probed.length === 0) return host;
  const kept = findingsOf(host).filter((finding) => !isSettled(finding, probed));
  const isPresent = ({ kind }: Verdict): boolean => kind === "present";
  const all = nonEmpty([...probed.flatMap(({ verdict }) => findingsOf(verdict)), ...kept]);
  if (all) {
    const isHarm =
      probed.some(({ verdict }) => isPresent(verdict)) || (kept.length > 0 && isPresent(host));
    return { kind: isHarm ? "present" : "latent", findings: all };
  }
  const verdicts = [...probed.map(({ verdict }) => verdict), host];
  const missing = nonEmpty(
    verdicts.flatMap((verdict) => (verdict.kind === "unknown" ? verdict.missing : [])),
  );
  if (missing) return { kind: "unknown", missing };
  const evidence = nonEmpty(
    verdicts.flatMap((verdict) => (verdict.kind === "absent" ? verdict.evidence : [])),
  );
  return evidence ? { kind: "absent", evidence } : host;
}
