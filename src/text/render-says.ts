import type { Language, Says, Slot } from "#contract/message.ts";
import { formatQuantity } from "./units.ts";
import { visible } from "./visible.ts";

function slotText(slot: Slot | undefined, language: Language): string {
  if (slot === undefined) return "";
  if (typeof slot === "string") return visible(slot);
  if (typeof slot === "number" || typeof slot === "bigint")
    return formatQuantity({ value: slot, unit: "entries" });
  return "words" in slot ? renderSays(slot, language) : formatQuantity(slot);
}

/** A sentence in one language, its slots filled, host text made visible. */
export function renderSays(says: Says, language: Language): string {
  return says.words[language].replace(/\{(\w+)\}/g, (_, name: string) =>
    slotText(says.slots[name], language),
  );
}
