import { bytes } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import type { Evidence, Limit } from "#contract/verdict.ts";
import { memoryWords as words } from "../messages.ts";
import { unaccountedRemedies } from "../remedy.ts";
import { type Candidate, draft, MIB, type Sight, sizeSlots } from "../sight.ts";

/**
 * How much may be in no account: drivers' rings and tables are on every host. Ours: hosts at rest show less than
 * 0.5 % of RAM; six times that, and no less than 512 MiB.
 */
export function residualLimit(total: number): number {
  return Math.max(512 * MIB, 0.03 * total);
}

const limitOf = (total: number, op: Limit["op"]): Limit => ({
  op,
  than: bytes(residualLimit(total)),
  because: words.residualBecause(),
});

export function residualEvidence({ books }: Sight, op: Limit["op"]): Evidence {
  const limit = limitOf(books.total, op);
  return {
    label: words.residualLabel(),
    says: words.residual({ amount: bytes(books.residual.bytes), limit: limit.than }),
    observed: bytes(books.residual.bytes),
    limit,
    origin: books.residual.origin,
  };
}

/** Pages that balloon drivers hold by their own count: some lower MemTotal by them, others leave them in the residual. */
function balloonEvidence({ first, books }: Sight): Evidence[] {
  if (first.vmstat.status !== "read") return [];
  const inflated = first.vmstat.value.get("balloon_inflate");
  const deflated = first.vmstat.value.get("balloon_deflate");
  if (!inflated || !deflated || inflated.value <= deflated.value) return [];
  const amount = bytes(Number(inflated.value - deflated.value) * books.pageSize);
  return [
    {
      label: words.balloonLabel(),
      says: words.balloon({ amount }),
      observed: amount,
      origin: originAt(first.vmstat, { line: inflated.line }),
    },
  ];
}

/** Memory that no account of the kernel explains: pages that a driver or a leak took straight from the allocator. */
export function unaccounted(sight: Sight): Candidate | null {
  const { books } = sight;
  if (!(books.residual.bytes > residualLimit(books.total))) return null;
  const slots = sizeSlots(sight, books.residual.bytes);
  const isClosed = books.untold.length === 0 && books.isPageSizeKnown;
  return draft(sight, {
    kind: "present",
    cause: "unaccounted",
    bytes: books.residual.bytes,
    certainty: isClosed ? "confirmed" : "suspected",
    says:
      books.untold.length === 0
        ? words.unaccounted(slots)
        : words.unaccountedUnless({ ...slots, names: books.untold.join(" ") }),
    evidence: residualEvidence(sight, ">"),
    more: balloonEvidence(sight),
    remedies: unaccountedRemedies(),
  });
}
