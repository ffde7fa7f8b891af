import type { ReportSuspect, ReportVerdict, ReportWhy } from "#contract/report.ts";

/** How much a verdict makes of the words: what the host shows counts more than what they say. */
const VERDICT_WEIGHTS: Readonly<Record<ReportVerdict["kind"], number>> = {
  present: 4,
  latent: 2,
  unknown: 1,
  "not-applicable": 0.9,
  absent: 0.3,
};

/** Orders the considered cases, and their verdicts, by words and verdict together. */
export function rankByVerdict(
  why: ReportWhy,
  verdicts: readonly ReportVerdict[],
): { why: ReportWhy; verdicts: ReportVerdict[] } {
  const kinds = new Map(verdicts.map((verdict) => [verdict.case, verdict.kind]));
  const weight = ({ case: id, score }: ReportSuspect): number =>
    score * VERDICT_WEIGHTS[kinds.get(id) ?? "unknown"];
  const considered = why.considered.toSorted((a, b) => weight(b) - weight(a));
  const places = new Map(considered.map(({ case: id }, place) => [id, place]));
  const place = (verdict: ReportVerdict): number => places.get(verdict.case) ?? places.size;
  return {
    why: { ...why, considered },
    verdicts: verdicts.toSorted((a, b) => place(a) - place(b)),
  };
}
