import type { Says } from "#contract/message.ts";
import type { Remedy } from "#contract/remedy.ts";
import type { LossyPath } from "./lossy.ts";
import { advice } from "./messages.ts";

/** A capture knows no host from inside: all of it is advice. */
export function remediesOf({ flows, cause }: LossyPath, where: Says): readonly Remedy[] {
  const [{ from, to }] = flows;
  const ends = { from: from.address, to: to.address };
  const locate: Remedy = {
    id: "locate-hop",
    risk: "none",
    lasts: "once",
    says: advice.locate({ where }),
    steps: [{ kind: "advise", says: advice.locateHow(ends) }],
  };
  const counters: Remedy = {
    id: "read-counters",
    risk: "none",
    lasts: "once",
    says: advice.counters(),
    steps: [{ kind: "advise", says: advice.countersHow() }],
  };
  const queues: Remedy = {
    id: "smooth-sender",
    risk: "degrades",
    lasts: "until-reboot",
    says: advice.queues(),
    steps: [{ kind: "advise", says: advice.queuesHow() }],
  };
  const endure: Remedy = {
    id: "endure-loss",
    risk: "degrades",
    lasts: "until-reboot",
    says: advice.endure({ from: from.address }),
    steps: [{ kind: "advise", says: advice.endureHow({ from: from.address }) }],
  };
  return cause === "burst-loss" ? [queues, locate, counters] : [locate, counters, endure];
}
