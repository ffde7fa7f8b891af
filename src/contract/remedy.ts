import type { Says } from "./message.ts";
import type { NonEmpty } from "./nonempty.ts";

/**
 * One act of a plan, as data. What can be undone says how; `advise` is for a person: nothing is run.
 * `previous` is the value that was read when the plan was made, null when it could not be read.
 */
export type Step =
  | {
      readonly kind: "write";
      readonly path: string;
      readonly value: string;
      readonly previous: string | null;
      readonly says: Says;
    }
  | {
      readonly kind: "run";
      readonly argv: NonEmpty<string>;
      readonly undo: NonEmpty<string> | null;
      readonly says: Says;
    }
  | { readonly kind: "move"; readonly from: string; readonly to: string; readonly says: Says }
  | { readonly kind: "advise"; readonly says: Says };

/**
 * A plan that ends a finding's cause.
 *
 * `risk` is what a person at night must know first: `none` interrupts nothing; `degrades` may slow or reorder work;
 * `interrupts` stops a service or link for a while; `loses-data` cannot be undone in full.
 */
export interface Remedy {
  readonly id: string;
  readonly risk: "none" | "degrades" | "interrupts" | "loses-data";
  readonly lasts: "until-reboot" | "until-restart" | "permanent" | "once";
  readonly says: Says;
  readonly steps: NonEmpty<Step>;
}
