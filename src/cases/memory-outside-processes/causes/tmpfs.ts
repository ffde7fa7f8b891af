import type { Says } from "#contract/message.ts";
import { bytes } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import type { Evidence, Limit } from "#contract/verdict.ts";
import type { TmpfsUsage } from "#facts/walk/tmpfs-usage.ts";
import { ITEMS_KEPT, sumOf } from "../evidence.ts";
import { memoryWords as words } from "../messages.ts";
import { reachablePath, tmpfsRemedies } from "../remedy.ts";
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

const TMPFS_SHARES: Shares = { latent: 0.1, present: 0.5, usual: 64 * MIB };
/** Of RAM: processes that could not be read may map no more than this, or the split between them and files is open. */
const UNREAD_SHARE = 0.02;
/** Of AnonPages: processes that hold less are not all of them, as in a tree that holds a few. */
const ALL_PROCESSES_SHARE = 0.7;

interface Held {
  readonly bytes: number;
  /** False: processes may map a part of it, and that is their memory. */
  readonly isSplit: boolean;
}

function mounts({ closer }: Sight): readonly TmpfsUsage[] {
  if (closer?.tmpfsUsage.status !== "read") return [];
  return closer.tmpfsUsage.value.filter(({ used }) => used > 0).sort((a, b) => b.used - a.used);
}

/** Shmem that no process maps: files of tmpfs, and segments that nobody attaches. Null where the kernel has no Shmem. */
function heldByFiles(sight: Sight): Held | null {
  const { books, closer } = sight;
  const shmem = books.amount("Shmem")?.bytes;
  if (shmem === undefined) return null;
  const processes = closer?.processMemory.status === "read" ? closer.processMemory.value : [];
  const unread = processes.filter(({ pssShmem }) => pssShmem === null);
  const unreadRss = sumOf(unread, ({ rss }) => rss);
  const held = sumOf(processes, ({ pss }) => pss) + unreadRss;
  const areAll = held >= ALL_PROCESSES_SHARE * (books.amount("AnonPages")?.bytes ?? 0);
  if (processes.length > 0 && areAll && unreadRss <= UNREAD_SHARE * books.total) {
    const mapped = sumOf(processes, ({ pssShmem }) => pssShmem);
    return { bytes: Math.max(0, shmem - mapped - unreadRss), isSplit: true };
  }
  if (closer?.tmpfsUsage.status === "read") {
    const files = mounts(sight).reduce((sum, { used }) => sum + used, 0);
    return { bytes: Math.min(shmem, files), isSplit: true };
  }
  return { bytes: shmem, isSplit: false };
}

export function tmpfsEvidence(sight: Sight, op: Limit["op"]): Evidence[] {
  const held = heldByFiles(sight);
  const shmem = sight.books.amount("Shmem");
  if (held === null || shmem === null) return [];
  return [
    {
      label: held.isSplit ? words.tmpfsLabel() : words.shmemLabel(),
      says: words.ofRam(sizeSlots(sight, held.bytes)),
      observed: bytes(held.bytes),
      limit: {
        op,
        than: bytes(latentBytes(sight, TMPFS_SHARES)),
        because: words.tmpfsBecause(),
      },
      origin: shmem.origin,
    },
  ];
}

/** A mount point as a sentence names it; that of another mount namespace with a process that sees it there. */
const placeOf = ({ mountPoint, ofHost, comm, pid }: TmpfsUsage): Says =>
  ofHost
    ? words.mountPoint({ mount: mountPoint })
    : words.mountPointOf({ mount: mountPoint, process: `${comm} (${pid})` });

function mountEvidence(sight: Sight, found: readonly TmpfsUsage[]): Evidence[] {
  if (sight.closer === null || found.length === 0) return [];
  const { origin } = sight.closer.tmpfsUsage;
  const all = bytes(found.reduce((sum, { used }) => sum + used, 0));
  return [
    {
      label: words.mountsLabel(),
      says: words.mounts({ amount: all, count: found.length }),
      observed: all,
      origin,
      items: found.slice(0, ITEMS_KEPT).map((mount) => ({
        name: reachablePath(mount),
        says:
          mount.size > 0
            ? words.mountOf({ amount: bytes(mount.used), size: bytes(mount.size) })
            : words.is({ amount: bytes(mount.used) }),
        quantities: [bytes(mount.used), bytes(mount.size)],
        origin: originAt({ origin }, { line: mount.line }),
      })),
    },
  ];
}

/** Files that live in memory: no process holds them, and without swap nothing can evict them. */
export function tmpfs(sight: Sight): Candidate | null {
  const held = heldByFiles(sight);
  const kind = held === null ? null : grade(sight, held.bytes, TMPFS_SHARES);
  const [evidence] = tmpfsEvidence(sight, ">=");
  if (held === null || kind === null || !evidence) return null;
  const found = mounts(sight);
  const [largest] = found;
  const slots = sizeSlots(sight, held.bytes);
  return draft(sight, {
    kind,
    cause: "tmpfs",
    bytes: held.bytes,
    certainty: held.isSplit ? "confirmed" : "suspected",
    says: !held.isSplit
      ? words.tmpfsUnsplit(slots)
      : largest
        ? words.tmpfsNamed({ ...slots, mount: placeOf(largest), size: bytes(largest.used) })
        : words.tmpfs(slots),
    evidence,
    more: mountEvidence(sight, found),
    remedies: tmpfsRemedies(largest ?? null),
  });
}
