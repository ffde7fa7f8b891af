import type { HostIdentity } from "#contract/case.ts";
import type { Says } from "#contract/message.ts";
import { bytes, ratio } from "#contract/quantity.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import type { Remedy } from "#contract/remedy.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import type { Books } from "./books.ts";
import { availableEvidence, processEvidence, untoldEvidence } from "./evidence.ts";
import type { Closer, First } from "./needs.ts";

/** Below this share of RAM, what is left for processes is short. Ours: monitoring rules commonly warn at 20 to 10 %. */
const LOW_AVAILABLE = 0.2;
const CRITICAL_AVAILABLE = 0.1;

/** All that the causes judge from. */
export interface Sight {
  readonly books: Books;
  readonly first: First;
  readonly closer: Closer | null;
  readonly host: HostIdentity;
}

/** A cause that may be reported: `bytes` orders several of them. */
export interface Candidate {
  readonly kind: "present" | "latent";
  readonly bytes: number;
  readonly finding: Finding;
}

export function isLow({ books }: Sight): boolean {
  return books.available.bytes < LOW_AVAILABLE * books.total;
}

/** Shares of RAM, ours: from `latent` on it is worth knowing; it is harm from `present` on, or when memory is short. */
export interface Shares {
  readonly latent: number;
  readonly present: number;
  /** Bytes that are usual on any host: on a small one they are a large share, and no fault. */
  readonly usual: number;
}

export const MIB = 1024 * 1024;

/** The bytes from which on an amount is worth knowing. */
export function latentBytes({ books }: Sight, { latent, usual }: Shares): number {
  return Math.max(latent * books.total, usual);
}

export function grade(sight: Sight, amount: number, shares: Shares): Candidate["kind"] | null {
  if (!(amount >= latentBytes(sight, shares))) return null;
  const isHarm = amount >= shares.present * sight.books.total || isLow(sight);
  return isHarm ? "present" : "latent";
}

export interface Drafted {
  readonly kind: Candidate["kind"];
  readonly cause: string;
  readonly bytes: number;
  readonly says: Says;
  readonly evidence: Evidence;
  readonly more?: readonly Evidence[];
  readonly certainty?: Finding["certainty"];
  readonly critical?: boolean;
  readonly remedies: readonly Remedy[];
}

/** A finding with what all findings of this case show: what is available, what the processes hold, the balance. */
export function draft(sight: Sight, drafted: Drafted): Candidate {
  const { books, closer, host } = sight;
  const { kind, cause, says, evidence, more = [], certainty = "confirmed", remedies } = drafted;
  const critical =
    drafted.critical === true ||
    (kind === "present" && books.available.bytes < CRITICAL_AVAILABLE * books.total);
  return {
    kind,
    bytes: drafted.bytes,
    finding: {
      cause,
      subject: { kind: "host", name: host.name },
      certainty,
      severity: critical ? "critical" : "warning",
      says,
      evidence: nonEmpty([
        evidence,
        ...more,
        availableEvidence(books),
        ...processEvidence(closer),
        ...untoldEvidence(books),
      ]) ?? [evidence],
      balance: books.balance,
      remedies,
    },
  };
}

/** The slots that every sentence of a cause begins with. */
export const sizeSlots = (
  { books }: Sight,
  amount: number,
): { amount: ReturnType<typeof bytes>; share: ReturnType<typeof ratio> } => ({
  amount: bytes(amount),
  share: ratio(books.total > 0 ? amount / books.total : 0),
});
