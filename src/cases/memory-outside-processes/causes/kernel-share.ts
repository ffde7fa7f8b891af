import type { Says } from "#contract/message.ts";
import { bytes } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import type { Remedy } from "#contract/remedy.ts";
import type { Evidence, Limit } from "#contract/verdict.ts";
import { ITEMS_KEPT } from "../evidence.ts";
import { memoryWords as words, partLabel } from "../messages.ts";
import { pageTableRemedies, percpuRemedies, vmallocRemedies } from "../remedy.ts";
import {
  type Candidate,
  draft,
  grade,
  latentBytes,
  MIB,
  type Shares,
  type Sight,
  sizeSlots,
} from "../sight.ts";
import { vmallocUsers } from "../vmalloc.ts";

/** On a host at rest each of these accounts is well below 1 % of RAM. */
const KERNEL_SHARES: Shares = { latent: 0.05, present: 0.1, usual: 128 * MIB };

type Slots = ReturnType<typeof sizeSlots>;

interface Account {
  readonly key: "PageTables" | "VmallocUsed" | "Percpu";
  readonly cause: string;
  says(slots: Slots): Says;
  /** Who holds it, where the closer look tells. */
  holders(sight: Sight): readonly Evidence[];
  remedies(): readonly Remedy[];
}

function pageTableHolders({ closer }: Sight): Evidence[] {
  if (closer?.processMemory.status !== "read") return [];
  const { value, origin } = closer.processMemory;
  const largest = value
    .filter(({ pageTables }) => (pageTables ?? 0) > 0)
    .sort((a, b) => (b.pageTables ?? 0) - (a.pageTables ?? 0))
    .slice(0, ITEMS_KEPT);
  const [first] = largest;
  if (!first) return [];
  return [
    {
      label: words.pageTablesLabel(),
      says: words.holder({
        name: `${first.comm} (${first.pid})`,
        amount: bytes(first.pageTables ?? 0),
      }),
      observed: bytes(first.pageTables ?? 0),
      origin: originAt({ origin }, { line: first.line }),
      items: largest.map(({ comm, pid, pageTables, line }) => ({
        name: `${comm} (${pid})`,
        says: words.is({ amount: bytes(pageTables ?? 0) }),
        quantities: [bytes(pageTables ?? 0)],
        origin: originAt({ origin }, { line }),
      })),
    },
  ];
}

function vmallocHolders({ closer, books }: Sight): Evidence[] {
  if (closer?.vmallocinfo.status !== "read") return [];
  const { value, origin } = closer.vmallocinfo;
  const largest = vmallocUsers(value).slice(0, ITEMS_KEPT);
  const [first] = largest;
  if (!first) return [];
  const sizeOf = (pages: number): ReturnType<typeof bytes> => bytes(pages * books.pageSize);
  return [
    {
      label: words.vmallocLabel(),
      says: words.holder({ name: first.caller, amount: sizeOf(first.pages) }),
      observed: sizeOf(first.pages),
      origin: originAt({ origin }, { line: first.line }),
      items: largest.map(({ caller, pages, areas, line }) => ({
        name: caller,
        says: words.areas({ amount: sizeOf(pages), count: areas }),
        quantities: [sizeOf(pages)],
        origin: originAt({ origin }, { line }),
      })),
    },
  ];
}

const ACCOUNTS: readonly Account[] = [
  {
    key: "PageTables",
    cause: "page-tables",
    says: words.pageTables,
    holders: pageTableHolders,
    remedies: pageTableRemedies,
  },
  {
    key: "VmallocUsed",
    cause: "vmalloc",
    says: words.vmalloc,
    holders: vmallocHolders,
    remedies: vmallocRemedies,
  },
  {
    key: "Percpu",
    cause: "percpu",
    says: words.percpu,
    holders: () => [],
    remedies: percpuRemedies,
  },
];

function accountEvidence(sight: Sight, key: Account["key"], op: Limit["op"]): Evidence | null {
  const amount = sight.books.amount(key);
  if (amount === null) return null;
  return {
    label: partLabel(key),
    says: words.ofRam(sizeSlots(sight, amount.bytes)),
    observed: bytes(amount.bytes),
    limit: {
      op,
      than: bytes(latentBytes(sight, KERNEL_SHARES)),
      because: words.kernelBecause(),
    },
    origin: amount.origin,
  };
}

export function kernelEvidence(sight: Sight, op: Limit["op"]): Evidence[] {
  return ACCOUNTS.flatMap(({ key }) => accountEvidence(sight, key, op) ?? []);
}

/** Accounts of the kernel that are small on a healthy host: page tables, vmalloc, per-CPU data. */
export function kernelShares(sight: Sight): Candidate[] {
  return ACCOUNTS.flatMap(({ key, cause, says, holders, remedies }) => {
    const amount = sight.books.amount(key);
    const evidence = accountEvidence(sight, key, ">=");
    const kind = amount === null ? null : grade(sight, amount.bytes, KERNEL_SHARES);
    if (amount === null || evidence === null || kind === null) return [];
    return [
      draft(sight, {
        kind,
        cause,
        bytes: amount.bytes,
        says: says(sizeSlots(sight, amount.bytes)),
        evidence,
        more: holders(sight),
        remedies: remedies(),
      }),
    ];
  });
}
