import { bytes } from "#contract/quantity.ts";
import { originAt, type Origin } from "#contract/reading.ts";
import { type Balance, closeBalance, type Part } from "#contract/verdict.ts";
import type { Amount } from "./amount.ts";
import { partLabel, type PartKey } from "./messages.ts";
import type { Closer, First } from "./needs.ts";
import { BASE_PAGE, type PageSize } from "./page-size.ts";
import { socketBytesInSlab, type SocketMemory, socketMemory } from "./sockets.ts";
import { vmallocBytes } from "./vmalloc.ts";

/** The host's memory, every page in one part. */
export interface Books {
  readonly total: number;
  readonly balance: Balance;
  /** What no account of the kernel holds. */
  readonly residual: Amount;
  /** `estimated`: before 3.14 the kernel does not say, and free + page cache + SReclaimable is an upper bound. */
  readonly available: Amount & { readonly estimated: boolean };
  /** Null if sockstat could not be read. */
  readonly sockets: SocketMemory | null;
  /** Part of the sockets' memory that is inside the slab. */
  readonly socketsInSlab: number;
  /** Accounts that this kernel or snapshot does not tell: whatever they hold is in the residual. */
  readonly untold: readonly string[];
  readonly pageSize: number;
  /** False: 4 KiB are assumed, because nothing in this snapshot tells. */
  readonly isPageSizeKnown: boolean;
  amount(key: PartKey): Amount | null;
}

/** Without these a balance is guesswork. */
export const INDISPENSABLE = ["MemTotal", "MemFree", "Cached", "AnonPages", "Slab"] as const;

class Ledger {
  readonly #first: First;
  readonly parts: Part[] = [];
  readonly untold: string[] = [];

  constructor(first: First) {
    this.#first = first;
  }

  field(name: string): number | null {
    return this.#first.meminfo.value.fields.get(name)?.value ?? null;
  }

  at(name: string): Origin {
    const line = this.#first.meminfo.value.fields.get(name)?.line;
    return originAt(this.#first.meminfo, line === undefined ? {} : { line });
  }

  add(key: PartKey, amount: number, origin: Origin): void {
    this.parts.push({ key, label: partLabel(key), quantity: bytes(amount), origin });
  }

  /** A field that is a part; missing ones of the kernel's era are told as such. */
  take(key: PartKey, whenMissing: "told" | "silent" = "told"): void {
    const value = this.field(key);
    if (value === null) {
      if (whenMissing === "told") this.untold.push(key);
    } else if (value > 0 || whenMissing === "told") this.add(key, value, this.at(key));
  }

  get rest(): number {
    const sum = this.parts.reduce((all, { quantity }) => all + Number(quantity.value), 0);
    return (this.field("MemTotal") ?? 0) - sum;
  }

  /** A memory of which some part may lie in an account that was taken already: no more of it than is left. */
  addWithin(key: PartKey, amount: number, origin: Origin): void {
    const within = Math.min(amount, Math.max(0, this.rest));
    if (within > 0) this.add(key, within, origin);
  }
}

function addCaches(ledger: Ledger): void {
  ledger.take("Buffers");
  const cached = ledger.field("Cached") ?? 0;
  const shmem = ledger.field("Shmem");
  ledger.add("Cached", Math.max(0, cached - (shmem ?? 0)), ledger.at("Cached"));
  ledger.take("Shmem");
  const [reclaimable, unreclaimable] = [ledger.field("SReclaimable"), ledger.field("SUnreclaim")];
  if (reclaimable === null || unreclaimable === null) {
    ledger.add("Slab", ledger.field("Slab") ?? 0, ledger.at("Slab"));
    return;
  }
  ledger.take("SReclaimable");
  ledger.take("SUnreclaim");
  const misc = (ledger.field("KReclaimable") ?? reclaimable) - reclaimable;
  if (misc > 0) ledger.add("KReclaimable", misc, ledger.at("KReclaimable"));
}

function addHugePages(ledger: Ledger, { hugepages }: First): void {
  if (ledger.field("Hugetlb") !== null) return ledger.take("Hugetlb");
  if (hugepages.status === "read") {
    const pools = hugepages.value.reduce((sum, pool) => sum + pool.total * pool.pageSize, 0);
    return ledger.add("Hugetlb", pools, hugepages.origin);
  }
  const [count, size] = [ledger.field("HugePages_Total"), ledger.field("Hugepagesize")];
  // Without both fields the kernel was built without huge pages.
  if (count !== null && size !== null)
    ledger.add("Hugetlb", count * size, ledger.at("HugePages_Total"));
}

function addKernel(ledger: Ledger, first: First, closer: Closer | null, pageSize: number): void {
  ledger.take("KernelStack");
  ledger.take("PageTables");
  ledger.take("Percpu");
  for (const key of ["SecPageTables", "Bounce", "WritebackTmp", "HardwareCorrupted"] as const)
    ledger.take(key, "silent");
  const vmalloc = vmallocBytes(first, closer, pageSize);
  if (vmalloc === null) ledger.untold.push("VmallocUsed");
  else ledger.add("VmallocUsed", vmalloc.bytes, vmalloc.origin);
}

function addPageGauges(ledger: Ledger, { zoneinfo, vmstat }: First, pageSize: number): void {
  if (zoneinfo.status === "read") {
    const fullest = zoneinfo.value.zones.toSorted((a, b) => b.onCpuLists - a.onCpuLists)[0];
    const pages = zoneinfo.value.zones.reduce((sum, zone) => sum + zone.onCpuLists, 0);
    const place = fullest === undefined ? {} : { line: fullest.line };
    ledger.add("pcp", pages * pageSize, originAt(zoneinfo, place));
  } else ledger.untold.push("pcp");
  const zspages = vmstat.status === "read" ? vmstat.value.get("nr_zspages") : undefined;
  if (vmstat.status !== "read" || zspages === undefined || zspages.value === 0n) return;
  const origin = originAt(vmstat, { line: zspages.line });
  ledger.addWithin("zspages", Number(zspages.value) * pageSize, origin);
}

function availableOf(ledger: Ledger): Books["available"] {
  const told = ledger.field("MemAvailable");
  if (told !== null) return { bytes: told, origin: ledger.at("MemAvailable"), estimated: false };
  const sum = ["MemFree", "Buffers", "Cached", "SReclaimable"].reduce(
    (all, name) => all + (ledger.field(name) ?? 0),
    0,
  );
  const bytes = Math.max(0, sum - (ledger.field("Shmem") ?? 0));
  return { bytes, origin: ledger.at("MemFree"), estimated: true };
}

/**
 * Closes the balance of `MemTotal`.
 *
 * Left out, because others hold them: `Active` and `Inactive` (views of the page cache and AnonPages), `Mapped`, `Mlocked`,
 * `AnonHugePages`, `Unaccepted` (in MemFree), `Zswap` (in zspages). Sockets, ZFS, balloons and the swap cache overlap with
 * other parts to a degree that no file tells, so they take no more than the others leave.
 */
export function openBooks(first: First, closer: Closer | null, size: PageSize): Books {
  const pageSize = size.kind === "contradiction" ? BASE_PAGE : size.bytes;
  const ledger = new Ledger(first);
  ledger.take("MemFree");
  addPageGauges(ledger, first, pageSize);
  addCaches(ledger);
  ledger.take("AnonPages");
  addHugePages(ledger, first);
  addKernel(ledger, first, closer, pageSize);
  const sockets = socketMemory(first, pageSize);
  const inSlab = socketBytesInSlab(closer, pageSize);
  if (sockets === null) ledger.untold.push("sockets");
  else {
    const within = Math.min(Math.max(0, sockets.bytes - inSlab), Math.max(0, ledger.rest));
    ledger.add("sockets", within, sockets.origin);
  }
  const arc = first.arcstats.status === "read" ? first.arcstats.value.get("size") : undefined;
  if (arc) ledger.addWithin("zfs-arc", Number(arc.value), first.arcstats.origin);
  for (const key of ["Balloon", "SwapCached"] as const)
    ledger.addWithin(key, ledger.field(key) ?? 0, ledger.at(key));
  const total = ledger.field("MemTotal") ?? 0;
  const label = partLabel("MemTotal");
  const balance = closeBalance(
    { key: "MemTotal", label, quantity: bytes(total), origin: ledger.at("MemTotal") },
    ledger.parts,
  );
  const amounts = new Map(ledger.parts.map((part) => [part.key, part]));
  const counted = Number(amounts.get("sockets")?.quantity.value ?? 0);
  return {
    total,
    balance,
    residual: { bytes: Number(balance.residual.value), origin: ledger.at("MemTotal") },
    available: availableOf(ledger),
    sockets,
    socketsInSlab: Math.max(0, (sockets?.bytes ?? 0) - counted),
    untold: ledger.untold,
    pageSize,
    isPageSizeKnown: size.kind === "known",
    amount(key) {
      const part = amounts.get(key);
      return part ? { bytes: Number(part.quantity.value), origin: part.origin } : null;
    },
  };
}
