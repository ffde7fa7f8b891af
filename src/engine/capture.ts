import type { CaptureSummary } from "#contract/capture.ts";
import type { Case, HostIdentity } from "#contract/case.ts";
import type { Defect, Outcome } from "#contract/outcome.ts";
import type { Verdict } from "#contract/verdict.ts";
import { defectOf } from "./collect.ts";
import { engineWords } from "./messages.ts";

/** Lets each case that knows captures judge one. A bug in one costs that one its verdict. */
export function judgeCapture(cases: readonly Case[], capture: CaptureSummary): Outcome {
  const defects: Defect[] = [];
  const host: HostIdentity = {
    name: capture.file,
    kernel: null,
    cpus: null,
    source: "capture",
    at: capture.at,
  };
  const judge = (known: Case, judged: NonNullable<Case["capture"]>): Verdict => {
    try {
      return judged(capture);
    } catch (error) {
      const defect = defectOf(`case ${known.id}`, error);
      defects.push(defect);
      const why = engineWords.defect({ text: defect.message });
      return { kind: "unknown", missing: [{ fact: known.id, why }] };
    }
  };
  const verdicts = cases.flatMap((known) =>
    known.capture ? [{ case: known, verdict: judge(known, known.capture) }] : [],
  );
  return { host, intervalSeconds: null, verdicts, defects };
}
