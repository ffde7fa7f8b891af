import type { Says, Words } from "./message.ts";
import type { NonEmpty } from "./nonempty.ts";
import type { Quantity } from "./quantity.ts";
import type { Origin } from "./reading.ts";
import type { Remedy } from "./remedy.ts";

/** A fact that a case could not do without, and why it is missing: in words that say how to get it. */
export interface Missing {
  readonly fact: string;
  readonly why: Says;
}

export type Verdict =
  | { readonly kind: "present" | "latent"; readonly findings: NonEmpty<Finding> }
  | { readonly kind: "absent"; readonly evidence: NonEmpty<Evidence> }
  | { readonly kind: "not-applicable"; readonly says: Says }
  | { readonly kind: "unknown"; readonly missing: NonEmpty<Missing> };

export type SubjectKind =
  | "nic"
  | "cpu"
  | "filesystem"
  | "mount-namespace"
  | "network-namespace"
  | "container"
  | "process"
  | "host"
  | "destination"
  | "flow"
  | "daemon"
  | "user"
  | "socket";

export interface Subject {
  readonly kind: SubjectKind;
  /** Host text: shown with control characters made visible. */
  readonly name: string;
}

/** The number that decides, whose it is, and why: ours (a judgement) or the kernel's (a fact). */
export interface Limit {
  readonly op: ">=" | ">" | "<=" | "<";
  readonly than: Quantity;
  readonly because: Says;
}

/** One of many things that a piece of evidence counts: a layer, a file, a mount. */
export interface EvidenceItem {
  readonly name: string;
  readonly says: Says;
  readonly quantities: readonly Quantity[];
  readonly origin: Origin;
}

/** One observation. `label` is the short name in the left column of the report; `says` the value in words. */
export interface Evidence {
  readonly label: Says;
  readonly says: Says;
  readonly observed: Quantity | string;
  readonly limit?: Limit;
  readonly origin: Origin;
  readonly items?: readonly EvidenceItem[];
}

/** One named part of a whole. `key` is stable: `deleted-but-open`, `SUnreclaim`. */
export interface Part {
  readonly key: string;
  readonly label: Says;
  readonly quantity: Quantity;
  readonly origin: Origin;
}

/** total = Σ parts + residual, exactly. A negative residual says that parts were counted while they moved. */
export interface Balance {
  readonly total: Part;
  readonly parts: readonly Part[];
  readonly residual: Quantity;
}

export interface Finding {
  /** One of the case's own causes. */
  readonly cause: string;
  readonly subject: Subject;
  /** `suspected`: the evidence fits, and `says` names what would settle it. */
  readonly certainty: "confirmed" | "suspected";
  readonly severity: "critical" | "warning";
  readonly says: Says;
  readonly evidence: NonEmpty<Evidence>;
  readonly balance?: Balance;
  readonly remedies: readonly Remedy[];
}

/** A sentence of symptoms as people type or paste them; `pattern` is an error text or kernel message. */
export interface Symptom {
  readonly says: Words;
  readonly patterns?: readonly string[];
}

/** A balance whose residual is what the parts leave of the total. All quantities in one unit. */
export function closeBalance(total: Part, parts: readonly Part[]): Balance {
  const rest = parts.reduce(
    (sum, part) => sum - Number(part.quantity.value),
    Number(total.quantity.value),
  );
  return { total, parts, residual: { value: rest, unit: total.quantity.unit } };
}

export const unknown = (...missing: NonEmpty<Missing>): Verdict => ({ kind: "unknown", missing });
