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

/** Whether a slot counts one. */
function isOne(slot: Slot | undefined): boolean {
  const value = typeof slot === "object" && "value" in slot ? slot.value : slot;
  return value === 1 || value === 1n;
}

const BRACES = /\{(\w+)(?::([^{}|]*)\|([^{}|]*))?\}/g;

/** A sentence in one language, its slots filled, host text made visible. */
export function renderSays(says: Says, language: Language): string {
  return says.words[language].replace(
    BRACES,
    (_, name: string, one: string | undefined, more: string | undefined) => {
      const slot = says.slots[name];
      if (one === undefined || more === undefined) return slotText(slot, language);
      return isOne(slot) ? one : more;
    },
  );
}
