import { bytes, quantity } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import type { Evidence, Limit } from "#contract/verdict.ts";
import { memoryWords as words } from "../messages.ts";
import type { Pool } from "../pool.ts";
import { hugePageRemedies } from "../remedy.ts";
import {
  type Candidate,
  draft,
  grade,
  latentBytes,
  isLow,
  type Shares,
  type Sight,
  sizeSlots,
} from "../sight.ts";

const HUGE_SHARES: Shares = { latent: 0.1, present: 0.25, usual: 0 };
/** The whole pool, used or not, when memory is short: what is in it can serve nothing else. */
const DOMINATING_SHARE = 0.25;

/** Pools by size; from meminfo, that knows the default size only, where sysfs was not read. Null: no huge pages. */
function poolsOf({ first }: Sight): readonly Pool[] | null {
  const { hugepages, meminfo } = first;
  if (hugepages.status === "read") {
    return hugepages.value.map(({ pageSize, total, free, reserved, surplus, path }) => ({
      pageSize,
      total,
      surplus: surplus ?? 0,
      unused: Math.max(0, Math.min(free, total) - (reserved ?? 0)),
      path,
      origin: originAt(hugepages, { source: path }),
    }));
  }
  const field = (name: string): number | undefined => meminfo.value.fields.get(name)?.value;
  const [total, free, pageSize] = ["HugePages_Total", "HugePages_Free", "Hugepagesize"].map(field);
  if (total === undefined || free === undefined || pageSize === undefined) return null;
  const line = meminfo.value.fields.get("HugePages_Free")?.line;
  return [
    {
      pageSize,
      total,
      surplus: field("HugePages_Surp") ?? 0,
      unused: Math.max(0, Math.min(free, total) - (field("HugePages_Rsvd") ?? 0)),
      path: null,
      origin: originAt(meminfo, line === undefined ? {} : { line }),
    },
  ];
}

const unusedBytes = (pools: readonly Pool[]): number =>
  pools.reduce((sum, { unused, pageSize }) => sum + unused * pageSize, 0);

export function hugePageEvidence(sight: Sight, op: Limit["op"]): Evidence[] {
  const pools = poolsOf(sight);
  const [fullest] = pools?.toSorted((a, b) => b.unused * b.pageSize - a.unused * a.pageSize) ?? [];
  if (pools === null || !fullest) return [];
  const unused = unusedBytes(pools);
  return [
    {
      label: words.hugeLabel(),
      says: words.ofRam(sizeSlots(sight, unused)),
      observed: bytes(unused),
      limit: {
        op,
        than: bytes(latentBytes(sight, HUGE_SHARES)),
        because: words.hugeBecause(),
      },
      origin: fullest.origin,
      items: pools
        .filter(({ total }) => total > 0)
        .map(({ pageSize, total, unused: count, origin, path }) => ({
          name: path?.split("/").at(-2) ?? "HugePages",
          says: words.hugePool({
            size: bytes(pageSize),
            total: quantity(total, "pages"),
            unused: quantity(count, "pages"),
          }),
          quantities: [bytes(total * pageSize), bytes(count * pageSize)],
          origin,
        })),
    },
  ];
}

/** Memory set aside for huge pages: it counts as used, and serves only programs that ask for huge pages. */
export function hugePages(sight: Sight): Candidate | null {
  const pools = poolsOf(sight);
  const [evidence] = hugePageEvidence(sight, ">=");
  if (pools === null || !evidence) return null;
  const unused = unusedBytes(pools);
  const kind = grade(sight, unused, HUGE_SHARES);
  const whole = pools.reduce((sum, { total, pageSize }) => sum + total * pageSize, 0);
  const dominates = isLow(sight) && whole >= DOMINATING_SHARE * sight.books.total;
  if (kind === null && !dominates) return null;
  const { available } = sight.books;
  return draft(sight, {
    kind: kind ?? "latent",
    cause: "huge-pages",
    bytes: kind === null ? whole : unused,
    says:
      kind === null
        ? words.hugePagesUsed({ ...sizeSlots(sight, whole), available: bytes(available.bytes) })
        : words.hugePagesUnused(sizeSlots(sight, unused)),
    evidence,
    remedies: hugePageRemedies(pools),
  });
}
