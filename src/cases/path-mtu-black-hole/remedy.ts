import type { Remedy } from "#contract/remedy.ts";
import { words } from "./messages.ts";

/** What ends a hole between two addresses. A capture knows neither's host: all of it is advice. */
export function remediesOf(from: string, to: string): readonly Remedy[] {
  return [
    {
      id: "allow-icmp",
      risk: "none",
      lasts: "permanent",
      says: words.allowIcmp({ from }),
      steps: [{ kind: "advise", says: words.allowIcmpHow({ from, to }) }],
    },
    {
      id: "clamp-mss",
      risk: "none",
      lasts: "until-reboot",
      says: words.clamp(),
      steps: [{ kind: "advise", says: words.clampHow() }],
    },
    {
      id: "lower-route-mtu",
      risk: "degrades",
      lasts: "until-reboot",
      says: words.lower({ from }),
      steps: [{ kind: "advise", says: words.lowerHow({ from, to }) }],
    },
  ];
}
