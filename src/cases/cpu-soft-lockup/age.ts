import type { Says } from "#contract/message.ts";
import { words } from "./messages.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, as coarse as a person needs it. */
export function agoSays(seconds: number | null): Says {
  if (seconds === null) return words.someTimeAgo();
  if (seconds < 2 * MINUTE) return words.secondsAgo({ count: Math.round(seconds) });
  if (seconds < 2 * HOUR) return words.minutesAgo({ count: Math.round(seconds / MINUTE) });
  if (seconds < 2 * DAY) return words.hoursAgo({ count: Math.round(seconds / HOUR) });
  return words.daysAgo({ count: Math.round(seconds / DAY) });
}
