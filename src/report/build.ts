import type { Language, Says, Slot } from "#contract/message.ts";
import type { Outcome } from "#contract/outcome.ts";
import type { Quantity } from "#contract/quantity.ts";
import type { Origin } from "#contract/reading.ts";
import type { Remedy, Step } from "#contract/remedy.ts";
import type {
  Report,
  ReportBalance,
  ReportEvidence,
  ReportFinding,
  ReportOrigin,
  ReportPart,
  ReportQuantity,
  ReportRemedy,
  ReportStep,
  ReportVerdict,
  ReportWords,
} from "#contract/report.ts";
import type { Balance, Evidence, Finding, Part, Verdict } from "#contract/verdict.ts";
import { renderSays } from "#text/render-says.ts";

const number = ({ value, unit }: Quantity): ReportQuantity => ({
  value: typeof value === "bigint" ? value.toString() : value,
  unit,
});

const place = ({ source, line, namespace, at }: Origin): ReportOrigin => ({
  source,
  ...(line !== undefined && { line }),
  ...(namespace !== undefined && { namespace }),
  at,
});

/** Builds every part of a report in one language. */
class Builder {
  readonly #language: Language;
  constructor(language: Language) {
    this.#language = language;
  }

  text(says: Says): string {
    return renderSays(says, this.#language);
  }

  #slot(slot: Slot): string | number | ReportQuantity {
    if (typeof slot === "bigint") return slot.toString();
    if (typeof slot !== "object") return slot;
    return "words" in slot ? this.text(slot) : number(slot);
  }

  words(says: Says): ReportWords {
    const slots = Object.fromEntries(
      Object.entries(says.slots).map(([name, slot]) => [name, this.#slot(slot)]),
    );
    return { says: this.text(says), key: says.key, slots };
  }

  evidence(one: Evidence): ReportEvidence {
    const { limit, items } = one;
    return {
      ...this.words(one.says),
      label: this.text(one.label),
      observed: typeof one.observed === "string" ? one.observed : number(one.observed),
      ...(limit && {
        limit: { op: limit.op, than: number(limit.than), because: this.text(limit.because) },
      }),
      origin: place(one.origin),
      ...(items && {
        items: items.map((item) => ({
          ...this.words(item.says),
          name: item.name,
          quantities: item.quantities.map(number),
          origin: place(item.origin),
        })),
      }),
    };
  }

  #part(part: Part): ReportPart {
    return {
      key: part.key,
      label: this.text(part.label),
      quantity: number(part.quantity),
      origin: place(part.origin),
    };
  }

  #balance(balance: Balance): ReportBalance {
    return {
      total: this.#part(balance.total),
      parts: balance.parts.map((part) => this.#part(part)),
      residual: number(balance.residual),
    };
  }

  #step(step: Step): ReportStep {
    const says = this.text(step.says);
    if (step.kind === "run")
      return { ...step, argv: [...step.argv], undo: step.undo && [...step.undo], says };
    return { ...step, says };
  }

  #remedy(remedy: Remedy): ReportRemedy {
    const { id, risk, lasts, steps } = remedy;
    return {
      ...this.words(remedy.says),
      id,
      risk,
      lasts,
      steps: steps.map((step) => this.#step(step)),
    };
  }

  finding(id: string, finding: Finding): ReportFinding {
    const { cause, subject, certainty, severity, balance } = finding;
    return {
      id,
      cause,
      subject: { ...subject },
      certainty,
      severity,
      ...this.words(finding.says),
      evidence: finding.evidence.map((one) => this.evidence(one)),
      balance: balance ? this.#balance(balance) : null,
      remedies: finding.remedies.map((remedy) => this.#remedy(remedy)),
    };
  }
}

/** A sentence of a report in one language. */
export const wordsIn = (says: Says, language: Language): ReportWords =>
  new Builder(language).words(says);

/** `<case>/<subject>`, the subject's leading slashes dropped; a second finding of the same subject gets `#2`. */
function findingIds(caseId: string, findings: readonly Finding[]): string[] {
  const used = new Map<string, number>();
  return findings.map(({ subject }) => {
    const id = `${caseId}/${subject.name.replace(/^\/+/, "") || "root"}`;
    const times = (used.get(id) ?? 0) + 1;
    used.set(id, times);
    return times === 1 ? id : `${id}#${times}`;
  });
}

function buildVerdict(
  builder: Builder,
  id: string,
  title: string,
  verdict: Verdict,
): ReportVerdict {
  const head = { case: id, title };
  switch (verdict.kind) {
    case "present":
    case "latent": {
      const ids = findingIds(id, verdict.findings);
      const findings = verdict.findings.map((finding, index) =>
        builder.finding(ids[index] ?? id, finding),
      );
      return { ...head, kind: verdict.kind, findings };
    }
    case "absent":
      return {
        ...head,
        kind: "absent",
        evidence: verdict.evidence.map((one) => builder.evidence(one)),
      };
    case "not-applicable":
      return {
        ...head,
        kind: "not-applicable",
        says: builder.text(verdict.says),
        key: verdict.says.key,
      };
    case "unknown":
      return {
        ...head,
        kind: "unknown",
        missing: verdict.missing.map(({ fact, why }) => ({
          fact,
          why: builder.text(why),
          key: why.key,
        })),
      };
  }
}

/** The report of a run, in one language. Every format is made from this. */
export function buildReport(outcome: Outcome, version: string, language: Language): Report {
  const builder = new Builder(language);
  const { name, kernel, cpus, source, at } = outcome.host;
  return {
    schema: "casebook/report/v1",
    version,
    host: { name, kernel, cpus, source, at, intervalSeconds: outcome.intervalSeconds },
    verdicts: outcome.verdicts.map((one) =>
      buildVerdict(builder, one.case.id, one.case.title[language], one.verdict),
    ),
    defects: outcome.defects.map((defect) => ({ ...defect })),
  };
}
