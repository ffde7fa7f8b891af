import type { CaptureSummary } from "./capture.ts";
import type { Needs, ReadingsOf } from "./fact.ts";
import { defineMessages, type Words } from "./message.ts";
import type { PathProbe } from "./probe.ts";
import type { NonEmpty } from "./nonempty.ts";
import type { Symptom, Verdict } from "./verdict.ts";

/** Who the readings are of. Times are ISO 8601. */
export interface HostIdentity {
  readonly name: string;
  /** Release as `uname -r` prints it; null when the snapshot does not tell. */
  readonly kernel: string | null;
  /** CPUs online; null when the snapshot does not tell. */
  readonly cpus: number | null;
  readonly source: "live" | "root" | "folder" | "capture";
  readonly at: string;
}

/**
 * One known issue.
 *
 * `needs` are read for every run of the case. `closer` is for readings too dear to take from a healthy host: `targets`
 * looks at the first readings and names what to look into (filesystems, namespaces; an empty list: nothing). `named`
 * says that the user asked for this very case.
 */
export interface Case<N extends Needs = Needs, C extends Needs = Needs> {
  readonly id: string;
  readonly title: Words;
  readonly causes: NonEmpty<string>;
  /** Without root the verdict is `unknown` or limited to the user's own processes. */
  readonly needsRoot: boolean;
  readonly symptoms: NonEmpty<Symptom>;
  readonly needs: N;
  readonly closer?: {
    readonly needs: C;
    targets(readings: ReadingsOf<N>, named: boolean): readonly string[];
  };
  diagnose(readings: ReadingsOf<N>, closer: ReadingsOf<C> | null, host: HostIdentity): Verdict;
  /** What the case says of a capture: `casebook pcap` runs the cases that have this. */
  readonly capture?: (capture: CaptureSummary) => Verdict;
  /** What the case says of probes of a path: `casebook probe` runs the cases that have this. */
  readonly probe?: (probe: PathProbe) => Verdict;
  /** Only a capture shows this issue: `check` of a host passes the case over. */
  readonly isOfCapturesOnly?: true;
}

/** Keeps the types of a case's needs while it is written down. */
export function defineCase<const N extends Needs, const C extends Needs = Record<string, never>>(
  definition: Case<N, C>,
): Case<N, C> {
  return definition;
}

const words = defineMessages("capture-case", {
  needsCapture: {
    en: "only a capture shows it: casebook pcap FILE",
    zh: "只有抓包才能看出：casebook pcap FILE",
  },
});

type CaptureCase = Pick<Case, "id" | "title" | "causes" | "symptoms"> &
  Required<Pick<Case, "capture">>;

/** A case that nothing but a capture shows. */
export function defineCaptureCase(definition: CaptureCase): Case {
  return {
    ...definition,
    isOfCapturesOnly: true,
    needsRoot: false,
    needs: {},
    diagnose: () => ({ kind: "not-applicable", says: words.needsCapture() }),
  };
}
