import type { Words } from "#contract/message.ts";
import type { NonEmpty } from "#contract/nonempty.ts";
import type { Report } from "#contract/report.ts";
import type { Bench } from "./bench.ts";
import type { Room } from "./room.ts";

/** What must be there for a variant to run; if not, it is left out, and the reason is told. */
export type Requirement =
  | { readonly kind: "root" }
  | { readonly kind: "program"; readonly name: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "cpus"; readonly atLeast: number };

/** A variant that is up and provoked: how to ask, and what the answer must be. */
export interface Stage {
  /** More words for `casebook check CASE --format json`. */
  readonly flags?: readonly string[];
  /** A capture that the lab took: `casebook pcap` is asked about it, not `check` about a host. */
  readonly capture?: string;
  /** `HOST` or `HOST:PORT`: `casebook probe mtu` is asked about the path to it. */
  readonly probe?: string;
  /** The namespaces that the check runs in; the host's own if not said: that is where an operator stands. */
  readonly room?: Room;
  /** What runs Casebook, if not the program that runs the lab: as another user, say. */
  readonly command?: readonly string[];
  /** @returns what is wrong with the report; nothing if it is as it should be. */
  judge(report: Report): readonly string[];
  /** What is asked next, after more was done: the same fault seen from elsewhere, or the host after a remedy. */
  next?(): Promise<Stage>;
}

export interface LabVariant {
  readonly id: string;
  /** `fault` must be found; `healthy` and `look-alike` must not; of `blind` nothing may be told but what is lacking. */
  readonly kind: "fault" | "healthy" | "look-alike" | "blind";
  readonly says: Words;
  readonly requires: readonly Requirement[];
  /** Builds and provokes. Everything it makes goes through the bench, which takes it down again. */
  up(bench: Bench): Promise<Stage>;
}

/** How one case is reproduced on the kernel in front of us. */
export interface Lab {
  readonly case: string;
  readonly variants: NonEmpty<LabVariant>;
}

export const defineLab = (lab: Lab): Lab => lab;
export const root: Requirement = { kind: "root" };
export const program = (name: string): Requirement => ({ kind: "program", name });
