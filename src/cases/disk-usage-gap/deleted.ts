import { bytes } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import type { Evidence, EvidenceItem, Finding } from "#contract/verdict.ts";
import type { DeletedFile } from "#facts/walk/deleted-open-files.ts";
import { severityOf, sideEvidence, usedEvidence } from "./around.ts";
import { balanceOf, type Books } from "./balance.ts";
import { heldAs, type Hoard, hoards, holderSays, nameOf } from "./holder.ts";
import { words } from "./messages.ts";
import { deletedRemedies } from "./remedy.ts";
import type { Gap } from "./space.ts";

function fileItem(file: DeletedFile, point: string, { deleted }: Books): EvidenceItem {
  const [holder] = file.told;
  const as = holder ? heldAs(holder) : words.someone();
  const slots = { bytes: bytes(file.bytes), holder: holderSays(holder), as };
  return {
    name: nameOf(file, point),
    says:
      file.holders > 1
        ? words.heldByMore({ ...slots, count: file.holders - 1 })
        : words.heldBy(slots),
    quantities: [bytes(file.bytes)],
    origin: originAt(deleted, { line: file.line }),
  };
}

function hoardItem({ holder, bytes: held }: Hoard, { deleted }: Books): EvidenceItem {
  const slots = { holder: holderSays(holder), bytes: bytes(held) };
  return {
    name: holder.comm || holder.as,
    says:
      holder.unit === null
        ? words.holderSum(slots)
        : words.holderUnit({ ...slots, unit: holder.unit }),
    quantities: [bytes(held)],
    origin: originAt(deleted, { line: holder.line }),
  };
}

function heldEvidence(gap: Gap, books: Books): Evidence {
  const { deletedBytes, deletedCount, files, floor } = gap;
  const [first] = files;
  return {
    label: words.deletedOpen(),
    says:
      deletedCount === 1
        ? words.oneHeld({ bytes: bytes(deletedBytes) })
        : words.filesHeld({ bytes: bytes(deletedBytes), count: deletedCount }),
    observed: bytes(deletedBytes),
    limit: { op: ">=", than: floor, because: words.floorDeleted() },
    origin: originAt(books.deleted, first ? { line: first.line } : {}),
    items: files.map((file) => fileItem(file, gap.filesystem.point, books)),
  };
}

function holderEvidence(found: readonly Hoard[], books: Books): Evidence[] {
  const [largest] = found;
  if (largest === undefined) return [];
  return [
    {
      label: words.holder(),
      says: words.holderSum({ holder: holderSays(largest.holder), bytes: bytes(largest.bytes) }),
      observed: bytes(largest.bytes),
      origin: originAt(books.deleted, { line: largest.holder.line }),
      ...(found.length > 1 && { items: found.map((hoard) => hoardItem(hoard, books)) }),
    },
  ];
}

/** The finding about files of one filesystem that are deleted and still take space. */
export function deletedFinding(gap: Gap, books: Books): Finding {
  const { name, deletedBytes, exactBytes, floor } = gap;
  const found = hoards(gap.files);
  const isExact = exactBytes >= Number(floor.value);
  const slots = {
    bytes: bytes(deletedBytes),
    point: name,
    holder: holderSays(found[0]?.holder),
  };
  const balance = balanceOf(gap, books);
  return {
    cause: "deleted-but-open",
    subject: { kind: "filesystem", name },
    certainty: isExact ? "confirmed" : "suspected",
    severity: severityOf(gap),
    says: isExact ? words.deleted(slots) : words.deletedPerhaps(slots),
    evidence: [
      usedEvidence(gap, books),
      heldEvidence(gap, books),
      ...holderEvidence(found, books),
      ...sideEvidence(gap, books),
    ],
    ...(balance && { balance }),
    remedies: deletedRemedies(found),
  };
}
