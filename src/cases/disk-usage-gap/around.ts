import { bytes, ratio } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import type { Books } from "./balance.ts";
import { words } from "./messages.ts";
import type { Gap } from "./space.ts";

/** Filesystems whose blocks may belong to several files. */
const SHARES_BLOCKS = new Set(["btrfs", "xfs", "bcachefs", "ocfs2"]);

/** Above this share of the filesystem in use, space is what an operator is woken for. Ours. */
const NEARLY_FULL = 0.95;

export const severityOf = ({ filesystem: { total, free } }: Gap): Finding["severity"] =>
  total - free >= total * NEARLY_FULL ? "critical" : "warning";

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

/** Space that is free and that df(1) does not show as available: for root alone, or for the filesystem's metadata. */
export function reservedEvidence({ filesystem }: Gap, { usage }: Books): Evidence[] {
  const reserved = filesystem.free - filesystem.available;
  if (reserved <= 0) return [];
  const isRoots = /^(ext[234]|f2fs|ufs|reiserfs)$/.test(filesystem.type);
  return [
    {
      label: isRoots ? words.reserved() : words.withheld(),
      says: (isRoots ? words.reservedIs : words.withheldIs)({ bytes: bytes(reserved) }),
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

const isBelow = (point: string, top: string): boolean =>
  point !== top && point.startsWith(top === "/" ? "/" : `${top}/`);

/** Other filesystems on disks that are mounted below one, and what they hold: a du(1) without -x counts them too. */
export function belowEvidence({ filesystem }: Gap, { usage }: Books): Evidence[] {
  const { point, process, line } = filesystem;
  const below = usage.value.filter(
    (other) =>
      process === null &&
      other.process === null &&
      other.device !== filesystem.device &&
      isBelow(other.point, point),
  );
  if (below.length === 0) return [];
  const used = bytes(below.reduce((sum, { total, free }) => sum + total - free, 0));
  return [
    {
      label: words.below(),
      says: words.belowSays({ bytes: used, count: below.length }),
      observed: used,
      origin: originAt(usage, { line: below[0]?.line ?? line }),
    },
  ];
}

/** What else makes df(1) differ from what a person expects: reserved blocks, overhead, shared blocks. */
export function sideEvidence(gap: Gap, books: Books): Evidence[] {
  const { total, deviceBytes, type, line } = gap.filesystem;
  const { usage } = books;
  const origin = originAt(usage, { line });
  const outside = (deviceBytes ?? 0) - total;
  const side: Evidence[] = [
    ...reservedEvidence(gap, books),
    ...againEvidence(gap, books),
    ...belowEvidence(gap, books),
  ];
  if (outside > 0)
    side.push({
      label: words.overhead(),
      says: words.overheadIs({ bytes: bytes(outside) }),
      observed: bytes(outside),
      origin,
    });
  if (SHARES_BLOCKS.has(type))
    side.push({ label: words.shared(), says: words.sharedIs({ type }), observed: type, origin });
  return [...side, ...unreadEvidence(books)];
}

/** Processes that may hold more. */
export function unreadEvidence({ deleted }: Books): Evidence[] {
  const { unreadable, refused } = deleted.value;
  const said = [
    ...(unreadable > 0 ? [{ count: unreadable, says: words.unreadIs }] : []),
    ...(refused > 0 ? [{ count: refused, says: words.refusedIs }] : []),
  ];
  return said.map(({ count, says }) => ({
    label: words.unread(),
    says: says({ count }),
    observed: { value: count, unit: "processes" },
    origin: originAt(deleted, { line: 1 }),
  }));
}
