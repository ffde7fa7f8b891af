import { bytes } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import type { Evidence, Limit } from "#contract/verdict.ts";
import type { SlabCache } from "#facts/proc/slabinfo.ts";
import { ITEMS_KEPT } from "../evidence.ts";
import { memoryWords as words } from "../messages.ts";
import { slabRemedies } from "../remedy.ts";
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

const SLAB_SHARES: Shares = { latent: 0.1, present: 0.25, usual: 256 * MIB };

/** Caches whose objects the kernel gives back under pressure; slabinfo does not say which, so the large ones by name. */
const RECLAIMABLE =
  /^(dentry|.*inode_cache|.*_inode|buffer_head|radix_tree_node|.*extent_status|kmalloc-rcl-.*|xfs_ili|shmem_inode_cache|kernfs_node_cache|nfs_inode_cache|dm_bufio.*|btrfs_extent_.*)$/;

interface Sized {
  readonly cache: SlabCache;
  readonly bytes: number;
}

function largestCaches({ closer, books }: Sight): readonly Sized[] {
  if (closer?.slabinfo.status !== "read") return [];
  return closer.slabinfo.value.caches
    .filter(({ name }) => !RECLAIMABLE.test(name))
    .map((cache) => ({ cache, bytes: cache.slabs * cache.pagesPerSlab * books.pageSize }))
    .filter((sized) => sized.bytes > 0)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, ITEMS_KEPT);
}

function cacheEvidence(sight: Sight, caches: readonly Sized[]): Evidence[] {
  const [first] = caches;
  if (sight.closer === null || !first) return [];
  const { origin } = sight.closer.slabinfo;
  return [
    {
      label: words.cachesLabel(),
      says: words.largestCache({ cache: first.cache.name, amount: bytes(first.bytes) }),
      observed: bytes(first.bytes),
      origin: originAt({ origin }, { line: first.cache.line }),
      items: caches.map(({ cache, bytes: size }) => ({
        name: cache.name,
        says: words.cache({
          amount: bytes(size),
          count: cache.objects,
          size: bytes(cache.objectSize),
        }),
        quantities: [bytes(size)],
        origin: originAt({ origin }, { line: cache.line }),
      })),
    },
  ];
}

/** What the slab holds and cannot give back, without the part that is the sockets'. */
function unreclaimableBytes({ books }: Sight): number | null {
  const amount = books.amount("SUnreclaim");
  return amount === null ? null : Math.max(0, amount.bytes - books.socketsInSlab);
}

export function slabEvidence(sight: Sight, op: Limit["op"]): Evidence[] {
  const amount = unreclaimableBytes(sight);
  const field = sight.books.amount("SUnreclaim");
  if (amount === null || field === null) return [];
  return [
    {
      label: words.slabLabel(),
      says: words.ofRam(sizeSlots(sight, amount)),
      observed: bytes(amount),
      limit: {
        op,
        than: bytes(latentBytes(sight, SLAB_SHARES)),
        because: words.slabBecause(),
      },
      origin: field.origin,
    },
  ];
}

/** Kernel objects that nothing can take back before their owner frees them. */
export function unreclaimableSlab(sight: Sight): Candidate | null {
  const amount = unreclaimableBytes(sight);
  const kind = amount === null ? null : grade(sight, amount, SLAB_SHARES);
  const [evidence] = slabEvidence(sight, ">=");
  if (amount === null || kind === null || !evidence) return null;
  const caches = largestCaches(sight);
  const [largest] = caches;
  const slots = sizeSlots(sight, amount);
  return draft(sight, {
    kind,
    cause: "unreclaimable-slab",
    bytes: amount,
    says: largest
      ? words.unreclaimableSlabNamed({
          ...slots,
          cache: largest.cache.name,
          size: bytes(largest.bytes),
        })
      : words.unreclaimableSlab(slots),
    evidence,
    more: cacheEvidence(sight, caches),
    remedies: slabRemedies(largest?.cache.name ?? null),
  });
}
