import { bytes, quantity } from "#contract/quantity.ts";
import type { Says } from "#contract/message.ts";
import { originAt } from "#contract/reading.ts";
import type { Finding } from "#contract/verdict.ts";
import type { HiddenPlace } from "#facts/walk/filesystem-usage.ts";
import { severityOf, sideEvidence, usedEvidence } from "./around.ts";
import { balanceOf, type Books } from "./balance.ts";
import { words } from "./messages.ts";
import { hiddenRemedies } from "./remedy.ts";
import type { Gap } from "./space.ts";

function amountSays(place: Pick<HiddenPlace, "bytes" | "files" | "complete">): Says {
  const slots = { bytes: bytes(place.bytes), files: place.files };
  if (!place.complete) return words.hiddenAtLeast(slots);
  return place.files === 1 ? words.hiddenOne({ bytes: slots.bytes }) : words.hiddenSum(slots);
}

/** The finding about files of one filesystem that lie under mounts. */
export function hiddenFinding(gap: Gap, books: Books): Finding {
  const { filesystem, name, hiddenBytes, floor } = gap;
  const places = filesystem.hidden
    .filter((place) => place.bytes > 0)
    .toSorted((a, b) => b.bytes - a.bytes);
  const files = places.reduce((sum, place) => sum + place.files, 0);
  const complete = places.every((place) => place.complete);
  const slots = { bytes: bytes(hiddenBytes), point: name, mount: places[0]?.point ?? "" };
  const balance = balanceOf(gap, books);
  return {
    cause: "hidden-under-mount",
    subject: { kind: "filesystem", name },
    certainty: "confirmed",
    severity: severityOf(gap),
    says:
      places.length > 1
        ? words.hiddenMore({ ...slots, count: places.length })
        : words.hidden(slots),
    evidence: [
      usedEvidence(gap, books),
      {
        label: words.hiddenUnder(),
        says: amountSays({ bytes: hiddenBytes, files, complete }),
        observed: bytes(hiddenBytes),
        limit: { op: ">=", than: floor, because: words.floorHidden() },
        origin: originAt(books.usage, { line: places[0]?.line ?? filesystem.line }),
        items: places.map((place) => ({
          name: place.point,
          says: amountSays(place),
          quantities: [bytes(place.bytes), quantity(place.files, "files")],
          origin: originAt(books.usage, { line: place.line }),
        })),
      },
      ...sideEvidence(gap, books),
    ],
    ...(balance && { balance }),
    remedies: hiddenRemedies(gap.filesystem, places),
  };
}
