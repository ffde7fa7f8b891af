import { bytes } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import type { Evidence } from "#contract/verdict.ts";
import { againEvidence, belowEvidence, reservedEvidence, unreadEvidence } from "./around.ts";
import { balanceOf, type Books } from "./balance.ts";
import { words } from "./messages.ts";
import type { Gap } from "./space.ts";

function filesystemEvidence(gap: Gap, books: Books): Evidence {
  const { filesystem, name } = gap;
  const used = bytes(filesystem.total - filesystem.free);
  const stored = books.contents?.value.get(filesystem.device);
  const balance = balanceOf(gap, books);
  const slots = { deleted: bytes(gap.deletedBytes), hidden: bytes(gap.hiddenBytes) };
  return {
    label: words.ofFilesystem({ point: name }),
    says:
      balance && stored
        ? words.closed({
            used: balance.total.quantity,
            stored: bytes(stored.bytes + stored.directoryBytes),
            rest: balance.residual,
          })
        : words.quiet({ used, ...slots }),
    observed: balance ? balance.residual : used,
    origin:
      books.contents && stored
        ? originAt(books.contents, { line: stored.line })
        : originAt(books.usage, { line: filesystem.line }),
  };
}

/** How near a gap comes to its limit. */
const share = (held: number, { floor }: Gap): number => held / Number(floor.value);

/** What rules a gap out: the filesystem that comes nearest, by each cause, and what every one of them holds. */
export function absentEvidence(gaps: readonly Gap[], books: Books): Evidence[] {
  const nearest = (held: (gap: Gap) => number): Gap | undefined =>
    gaps.toSorted((a, b) => share(held(b), b) - share(held(a), a))[0];
  const [open, hidden] = [nearest((gap) => gap.deletedBytes), nearest((gap) => gap.hiddenBytes)];
  if (!open || !hidden) return [];
  return [
    {
      label: words.mostDeleted(),
      says: words.at({ bytes: bytes(open.deletedBytes), point: open.name }),
      observed: bytes(open.deletedBytes),
      limit: { op: "<", than: open.floor, because: words.floorDeleted() },
      origin: originAt(books.deleted, { line: open.files[0]?.line ?? 1 }),
    },
    {
      label: words.mostHidden(),
      says: words.at({ bytes: bytes(hidden.hiddenBytes), point: hidden.name }),
      observed: bytes(hidden.hiddenBytes),
      limit: { op: "<", than: hidden.floor, because: words.floorHidden() },
      origin: originAt(books.usage, { line: hidden.filesystem.line }),
    },
    ...gaps.flatMap((gap) => [
      filesystemEvidence(gap, books),
      ...reservedEvidence(gap, books).filter(
        ({ observed }) => typeof observed === "object" && observed.value >= gap.floor.value,
      ),
      ...againEvidence(gap, books),
      ...belowEvidence(gap, books),
    ]),
    ...unreadEvidence(books),
  ];
}
