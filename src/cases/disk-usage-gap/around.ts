import { bytes, ratio } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import type { Evidence } from "#contract/verdict.ts";
import type { Books } from "./balance.ts";
import { words } from "./messages.ts";
import type { Gap } from "./space.ts";

/** Filesystems whose blocks may belong to several files. */
const SHARES_BLOCKS = new Set(["btrfs", "xfs", "bcachefs", "ocfs2"]);

/** How full the filesystem is: the figure that df(1) prints. */
export function usedEvidence({ filesystem }: Gap, { usage }: Books): Evidence {
  const { total, free, line } = filesystem;
  const used = total - free;
  return {
    label: words.used(),
    says: words.usedOf({
      used: bytes(used),
      total: bytes(total),
      share: ratio(total > 0 ? used / total : 0),
    }),
    observed: bytes(used),
    origin: originAt(usage, { line }),
  };
}

/** Space that is free to root alone. */
export function reservedEvidence({ filesystem }: Gap, { usage }: Books): Evidence[] {
  const reserved = filesystem.free - filesystem.available;
  if (reserved <= 0) return [];
  return [
    {
      label: words.reserved(),
      says: words.reservedIs({ bytes: bytes(reserved) }),
      observed: bytes(reserved),
      origin: originAt(usage, { line: filesystem.line }),
    },
  ];
}

/** Where else the same files are shown, so that du(1) meets them again. */
export function againEvidence({ filesystem }: Gap, { usage }: Books): Evidence[] {
  const [point, ...more] = filesystem.again;
  if (point === undefined) return [];
  return [
    {
      label: words.again(),
      says:
        more.length === 0
          ? words.againAt({ point })
          : words.againAtMore({ point, count: more.length }),
      observed: { value: more.length + 1, unit: "mounts" },
      origin: originAt(usage, { line: filesystem.line }),
    },
  ];
}

/** What else makes df(1) differ from what a person expects: reserved blocks, overhead, shared blocks. */
export function sideEvidence(gap: Gap, books: Books): Evidence[] {
  const { total, deviceBytes, type, line } = gap.filesystem;
  const { usage, deleted } = books;
  const origin = originAt(usage, { line });
  const outside = (deviceBytes ?? 0) - total;
  const { unreadable } = deleted.value;
  const side: Evidence[] = [...reservedEvidence(gap, books), ...againEvidence(gap, books)];
  if (outside > 0)
    side.push({
      label: words.overhead(),
      says: words.overheadIs({ bytes: bytes(outside) }),
      observed: bytes(outside),
      origin,
    });
  if (SHARES_BLOCKS.has(type))
    side.push({ label: words.shared(), says: words.sharedIs({ type }), observed: type, origin });
  if (unreadable > 0)
    side.push({
      label: words.unread(),
      says: words.unreadIs({ count: unreadable }),
      observed: { value: unreadable, unit: "processes" },
      origin: originAt(deleted, { line: 1 }),
    });
  return side;
}
