import type { Case, HostIdentity } from "#contract/case.ts";
import type { Defect, Outcome } from "#contract/outcome.ts";
import type { PathProbe } from "#contract/probe.ts";
import type { Verdict } from "#contract/verdict.ts";
import { defectOf } from "./collect.ts";
import { engineWords } from "./messages.ts";

/** Lets each case that knows probes of a path judge one. A bug in one costs that one its verdict. */
export function judgeProbe(cases: readonly Case[], probe: PathProbe, host: HostIdentity): Outcome {
  const defects: Defect[] = [];
  const judge = (known: Case, judged: NonNullable<Case["probe"]>): Verdict => {
    try {
      return judged(probe);
    } catch (error) {
      const defect = defectOf(`case ${known.id}`, error);
      defects.push(defect);
      const why = engineWords.defect({ text: defect.message });
      return { kind: "unknown", missing: [{ fact: known.id, why }] };
    }
  };
  const verdicts = cases.flatMap((known) =>
    known.probe ? [{ case: known, verdict: judge(known, known.probe) }] : [],
  );
  return { host, intervalSeconds: null, verdicts, defects };
}
