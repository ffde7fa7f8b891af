import type { Remedy } from "#contract/remedy.ts";
import { advice } from "./messages.ts";
import type { Stall } from "./stalls.ts";

/** A capture knows no host from inside: all of it is advice. */
export function remediesOf({ receiver, sender, flow }: Stall): readonly Remedy[] {
  const host = receiver.address;
  const port = String(flow.server.port);
  return [
    {
      id: "find-reader",
      risk: "none",
      lasts: "once",
      says: advice.find({ host }),
      steps: [{ kind: "advise", says: advice.findHow({ host, port }) }],
    },
    {
      id: "restart-reader",
      risk: "interrupts",
      lasts: "once",
      says: advice.restart({ host }),
      steps: [{ kind: "advise", says: advice.restartHow() }],
    },
    {
      id: "bound-wait",
      risk: "none",
      lasts: "permanent",
      says: advice.bound({ sender: sender.address }),
      steps: [{ kind: "advise", says: advice.boundHow() }],
    },
  ];
}
