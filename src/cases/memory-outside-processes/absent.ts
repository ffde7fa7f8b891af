import { bytes, ratio } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import type { NonEmpty } from "#contract/nonempty.ts";
import type { Evidence } from "#contract/verdict.ts";
import { hugePageEvidence } from "./causes/huge-pages.ts";
import { kernelEvidence } from "./causes/kernel-share.ts";
import { socketEvidence } from "./causes/socket-buffers.ts";
import { tmpfsEvidence } from "./causes/tmpfs.ts";
import { residualEvidence } from "./causes/unaccounted.ts";
import { slabEvidence } from "./causes/unreclaimable-slab.ts";
import { availableEvidence, largestProcesses, untoldEvidence } from "./evidence.ts";
import { memoryWords as words } from "./messages.ts";
import type { Sight } from "./sight.ts";

/** Reclaimable slab from this share of RAM on looks like a leak to people, and is none. */
const MANY_DENTRIES = 0.2;
/** Free pages on the lists of CPUs from this share on look like one, too. */
const LONG_LISTS = 0.01;

/** Where the memory is, the largest part first. */
function balanceEvidence({ books }: Sight): Evidence {
  const { total, parts } = books.balance;
  const sorted = parts.toSorted((a, b) => Number(b.quantity.value) - Number(a.quantity.value));
  return {
    label: total.label,
    says: words.balance({ amount: total.quantity }),
    observed: total.quantity,
    origin: total.origin,
    items: sorted.map(({ key, quantity, origin }) => ({
      name: key,
      says: words.ofRam({
        amount: quantity,
        share: ratio(Number(quantity.value) / Number(total.quantity.value)),
      }),
      quantities: [quantity],
      origin,
    })),
  };
}

/** What is often taken for a leak: caches that shrink when memory is wanted. */
function lookAlikes({ books, first }: Sight): Evidence[] {
  const found: Evidence[] = [];
  const reclaimable = books.amount("SReclaimable");
  if (reclaimable && reclaimable.bytes >= MANY_DENTRIES * books.total) {
    const { dentryState } = first;
    found.push({
      label: words.reclaimableLabel(),
      says:
        dentryState.status === "read"
          ? words.dentries({
              count: dentryState.value.dentries,
              negative: dentryState.value.negative,
            })
          : words.reclaimable(),
      observed: bytes(reclaimable.bytes),
      origin: reclaimable.origin,
    });
  }
  const lists = books.amount("pcp");
  if (lists && lists.bytes >= LONG_LISTS * books.total) {
    found.push({
      label: words.listsLabel(),
      says: words.lists({ amount: bytes(lists.bytes) }),
      observed: bytes(lists.bytes),
      origin: lists.origin,
    });
  }
  const arc = books.amount("zfs-arc");
  if (arc) {
    found.push({
      label: words.arcLabel(),
      says: words.arc({ amount: bytes(arc.bytes) }),
      observed: bytes(arc.bytes),
      origin: originAt(arc, {}),
    });
  }
  return found;
}

/** The balance, and for each cause its value beside its limit. */
export function absentEvidence(sight: Sight): NonEmpty<Evidence> {
  const { books, closer } = sight;
  return [
    residualEvidence(sight, "<="),
    ...(books.sockets ? socketEvidence(books.sockets, books.pageSize) : []),
    ...slabEvidence(sight, "<"),
    ...tmpfsEvidence(sight, "<"),
    ...hugePageEvidence(sight, "<"),
    ...kernelEvidence(sight, "<"),
    ...lookAlikes(sight),
    availableEvidence(books),
    ...largestProcesses(closer),
    ...untoldEvidence(books),
    balanceEvidence(sight),
  ];
}
