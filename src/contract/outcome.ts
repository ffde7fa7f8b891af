import type { Case, HostIdentity } from "./case.ts";
import type { Verdict } from "./verdict.ts";

/** A bug of Casebook itself, which cost one fact or one case its answer. */
export interface Defect {
  readonly where: string;
  readonly message: string;
  readonly stack: string;
}

/** What a run found out, before any rendering. */
export interface Outcome {
  readonly host: HostIdentity;
  readonly intervalSeconds: number | null;
  readonly verdicts: readonly {
    readonly case: Pick<Case, "id" | "title">;
    readonly verdict: Verdict;
  }[];
  readonly defects: readonly Defect[];
}
