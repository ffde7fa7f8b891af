import type { Damage, Refusal, Stop } from "#capture/ending.ts";
import type { Says } from "#contract/message.ts";
import { captureWords as words } from "./capture-messages.ts";

type Cut = Extract<Stop, { kind: "truncated" }>;

function cutSays({ inside, have, need }: Cut): Says {
  const slots = { have, need };
  switch (inside) {
    case "file-header":
      return words.cutFileHeader(slots);
    case "record-header":
      return words.cutRecordHeader(slots);
    case "frame":
      return words.cutFrame(slots);
    case "block":
      return words.cutBlock(slots);
  }
}

const hex = (number: number): string => `0x${(number >>> 0).toString(16)}`;

type Claim = Extract<Damage, { claimed: number }>;

function claimSays(claim: Claim): Says {
  switch (claim.why) {
    case "frame-too-long":
      return words.frameTooLong(claim);
    case "block-too-long":
      return words.blockTooLong(claim);
    case "block-too-short":
      return words.blockTooShort(claim);
    case "frame-beyond-block":
      return words.frameBeyondBlock(claim);
    case "option-beyond-block":
      return words.optionBeyondBlock(claim);
    case "unknown-interface":
      return words.unknownInterface(claim);
  }
}

function damageSays(damage: Damage): Says {
  if ("claimed" in damage) return claimSays(damage);
  switch (damage.why) {
    case "block-lengths-differ":
      return words.blockLengthsDiffer(damage);
    case "too-many-interfaces":
      return words.tooManyInterfaces(damage);
    case "no-byte-order":
      return words.noByteOrder({ found: hex(damage.found) });
    case "unsupported-version":
      return words.unsupportedVersion(damage);
    case "reserved-link-bits":
      return words.reservedLinkBits({ found: hex(damage.found) });
  }
}

function refusalSays(refusal: Refusal): Says {
  if (refusal.why === "empty") return words.empty();
  return refusal.why === "not-a-capture"
    ? words.magic({ magic: `0x${refusal.magic}` })
    : damageSays(refusal);
}

/** Why reading stopped, in words; null when the capture was read to its end. */
export function stopSays(stop: Stop): Says | null {
  switch (stop.kind) {
    case "complete":
      return null;
    case "truncated":
      return cutSays(stop);
    case "damaged":
      return damageSays(stop.damage);
    case "refused":
      return refusalSays(stop.refusal);
  }
}
