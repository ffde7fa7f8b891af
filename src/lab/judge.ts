import type { Report, ReportFinding, ReportVerdict } from "#contract/report.ts";

/** The verdict of the one case that a lab is about. @throws if the report has none. */
export function verdictOf(report: Report): ReportVerdict {
  const [verdict] = report.verdicts;
  if (!verdict) throw new Error("the report holds no verdict");
  return verdict;
}

/** Findings of a present or latent verdict; none otherwise. */
export function findingsOf(report: Report): readonly ReportFinding[] {
  const verdict = verdictOf(report);
  return verdict.kind === "present" || verdict.kind === "latent" ? verdict.findings : [];
}

export interface ExpectedFinding {
  readonly kind?: "present" | "latent";
  readonly cause: string;
  readonly subject: string | RegExp;
  readonly certainty?: "confirmed" | "suspected";
}

/** What is wrong if the report does not say exactly this of the case. */
export function expectFinding(report: Report, expected: ExpectedFinding): string[] {
  const { kind = "present", cause, subject, certainty = "confirmed" } = expected;
  const verdict = verdictOf(report);
  if (verdict.kind !== kind)
    return [`expected ${kind}, found ${verdict.kind}: ${JSON.stringify(verdict).slice(0, 2000)}`];
  const fits = (name: string): boolean =>
    typeof subject === "string" ? name === subject : subject.test(name);
  const found = findingsOf(report).find(
    (finding) => finding.cause === cause && fits(finding.subject.name),
  );
  if (!found) {
    const seen = findingsOf(report).map((finding) => `${finding.cause} of ${finding.subject.name}`);
    return [`expected ${cause} of ${String(subject)}, found ${seen.join(", ")}`];
  }
  return found.certainty === certainty ? [] : [`expected ${certainty}, found ${found.certainty}`];
}

/** What is wrong if the case is anything but ruled out. */
export function expectAbsent(report: Report): string[] {
  const verdict = verdictOf(report);
  return verdict.kind === "absent"
    ? []
    : [`expected absent, found ${verdict.kind}: ${JSON.stringify(verdict).slice(0, 2000)}`];
}

/** What is wrong if the case says that it is there, or claims a finding about a subject that fits. */
export function expectNoFinding(report: Report, subject?: RegExp): string[] {
  return findingsOf(report)
    .filter((finding) => subject === undefined || subject.test(finding.subject.name))
    .map((finding) => `expected no finding, found ${finding.cause} of ${finding.subject.name}`);
}

/** What is wrong if the case says anything but that it cannot tell, for lack of this fact. */
export function expectUnknown(report: Report, fact: string): string[] {
  const verdict = verdictOf(report);
  if (verdict.kind !== "unknown") return [`expected unknown, found ${verdict.kind}`];
  const named = verdict.missing.map((missing) => missing.fact);
  return named.includes(fact) ? [] : [`expected ${fact} to be missing, found ${named.join(", ")}`];
}
