import type { Case, HostIdentity } from "#contract/case.ts";
import type { Defect, Outcome } from "#contract/outcome.ts";
import type { PathProbe } from "#contract/probe.ts";
import type { Verdict } from "#contract/verdict.ts";
import { defectOf } from "./collect.ts";
import { engineWords } from "./messages.ts";
import { settle } from "./settle.ts";

type Judged = NonNullable<Case["probe"]>;

function judge(id: string, judged: Judged, probe: PathProbe, defects: Defect[]): Verdict {
  try {
    return judged(probe);
  } catch (error) {
    const defect = defectOf(`case ${id}`, error);
    defects.push(defect);
    const why = engineWords.defect({ text: defect.message });
    return { kind: "unknown", missing: [{ fact: id, why }] };
  }
}

/** Lets each case that knows probes of a path judge one. A bug in one costs that one its verdict. */
export function judgeProbe(cases: readonly Case[], probe: PathProbe, host: HostIdentity): Outcome {
  const defects: Defect[] = [];
  const verdicts = cases.flatMap((known) =>
    known.probe ? [{ case: known, verdict: judge(known.id, known.probe, probe, defects) }] : [],
  );
  return { host, intervalSeconds: null, verdicts, defects };
}

/** What a host says, settled by probes where a case knows them. */
export function withProbes(
  outcome: Outcome,
  cases: readonly Case[],
  probes: readonly PathProbe[],
): Outcome {
  const defects = [...outcome.defects];
  const judges = new Map(cases.map(({ id, probe }) => [id, probe]));
  const verdicts = outcome.verdicts.map(({ case: known, verdict }) => {
    const judged = judges.get(known.id);
    if (!judged) return { case: known, verdict };
    const probed = probes.map((probe) => ({
      isBothWays: probe.port !== null,
      addresses: probe.paths.map(({ address }) => address),
      verdict: judge(known.id, judged, probe, defects),
    }));
    return { case: known, verdict: settle(verdict, probed) };
  });
  return { ...outcome, verdicts, defects };
}
