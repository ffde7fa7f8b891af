import { bytes, ratio } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import type { Evidence } from "#contract/verdict.ts";
import type { ProcessMemory } from "#facts/walk/process-memory.ts";
import type { Books } from "./books.ts";
import { memoryWords as words } from "./messages.ts";
import type { Closer } from "./needs.ts";

export const ITEMS_KEPT = 10;

/** What is left for processes without swapping. */
export function availableEvidence({ available, total }: Books): Evidence {
  const slots = { amount: bytes(available.bytes), share: ratio(available.bytes / total) };
  return {
    label: words.availableLabel(),
    says: available.estimated ? words.availableEstimate(slots) : words.ofRam(slots),
    observed: bytes(available.bytes),
    origin: available.origin,
  };
}

export const sumOf = (
  processes: readonly ProcessMemory[],
  of: (one: ProcessMemory) => number | null,
): number => processes.reduce((sum, one) => sum + (of(one) ?? 0), 0);

/** What the processes hold, shared pages counted once; for those that could not be read, an upper bound. */
export function processEvidence(closer: Closer | null): Evidence[] {
  if (closer?.processMemory.status !== "read") return [];
  const { value: processes, origin } = closer.processMemory;
  const unread = processes.filter(({ pss }) => pss === null);
  const pss = sumOf(processes, (one) => one.pss);
  const unreadRss = sumOf(unread, ({ rss }) => rss);
  if (processes.length === 0) return [];
  const slots = { amount: bytes(pss), count: processes.length - unread.length };
  return [
    {
      label: words.processesLabel(),
      says:
        unread.length === processes.length
          ? words.processesRss({ amount: bytes(unreadRss), count: unread.length })
          : unread.length > 0
            ? words.processesPartly({ ...slots, rest: bytes(unreadRss), unread: unread.length })
            : words.processes(slots),
      observed: bytes(pss + unreadRss),
      origin,
    },
  ];
}

/** The same with the largest processes by name. */
export function largestProcesses(closer: Closer | null): Evidence[] {
  if (closer?.processMemory.status !== "read") return [];
  const { value: processes, origin } = closer.processMemory;
  const largest = processes.toSorted((a, b) => (b.pss ?? b.rss) - (a.pss ?? a.rss));
  const items = largest.slice(0, ITEMS_KEPT).map(({ pid, comm, pss, rss, line }) => ({
    name: `${comm} (${pid})`,
    says: pss === null ? words.atMost({ amount: bytes(rss) }) : words.is({ amount: bytes(pss) }),
    quantities: [bytes(pss ?? rss)],
    origin: originAt({ origin }, { line }),
  }));
  return processEvidence(closer).map((evidence) => ({ ...evidence, items }));
}

/** Accounts that are folded into the residual, by name. */
export function untoldEvidence({ untold, residual, isPageSizeKnown, pageSize }: Books): Evidence[] {
  const names = untold.join(" ");
  const assumed: Evidence = {
    label: words.pageSizeLabel(),
    says: words.pageSizeAssumed({ size: bytes(pageSize) }),
    observed: bytes(pageSize),
    origin: residual.origin,
  };
  if (untold.length === 0) return isPageSizeKnown ? [] : [assumed];
  return [
    ...(isPageSizeKnown ? [] : [assumed]),
    {
      label: words.untoldLabel(),
      says: words.untold({ names }),
      observed: names,
      origin: residual.origin,
    },
  ];
}
