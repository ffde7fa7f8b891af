import type { Says } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import { endName, type OriginOf } from "#derived/capture-names.ts";
import { connectionsEvidence } from "./finding.ts";
import type { Late, Slow } from "./late.ts";
import { words } from "./messages.ts";
import { remediesOfClocks, remediesOfSlow } from "./remedy.ts";
import type { Clocks } from "./timestamps.ts";

function headline({ flow, how, seconds, times }: Late): Says {
  const server = endName(flow.server);
  const client = flow.client.address;
  const after = quantity(seconds, "seconds");
  switch (how) {
    case "late":
      return words.late({ server, after, times });
    case "too-late":
      return words.tooLate({ server, after, client });
    case "lost":
      return words.lost({ server, after, client });
    case "unseen":
      return words.unseen({ server, after });
  }
}

function answerEvidence({ flow, how, seconds, times, frame }: Late, origin: OriginOf): Evidence {
  const after = quantity(seconds, "seconds");
  return {
    label: words.answerLabel(),
    says: how === "unseen" ? words.answerUnseen({ after }) : words.answerSays({ after, times }),
    observed: after,
    origin: origin(frame, flow.at + seconds),
  };
}

/** What the capture says of a port that answers late. */
export function findingOfSlow({ lates, asked }: Slow, origin: OriginOf): Finding {
  const worst = lates.reduce((one, other) => (other.seconds > one.seconds ? other : one));
  const { flow } = worst;
  return {
    cause: "answered-late",
    subject: { kind: "destination", name: endName(flow.server) },
    certainty: worst.how === "unseen" ? "suspected" : "confirmed",
    severity: worst.how === "too-late" ? "critical" : "warning",
    says: headline(worst),
    evidence: [
      answerEvidence(worst, origin),
      {
        label: words.lateLabel(),
        says: words.lateSays({ late: lates.length, asked }),
        observed: quantity(lates.length, "flows"),
        origin: origin(flow.firstFrame, flow.at),
      },
      ...connectionsEvidence(lates, origin),
    ],
    remedies: remediesOfSlow(flow.server.address),
  };
}

/** What the capture says of an address with several clocks behind it. */
export function findingOfClocks(clocks: Clocks, origin: OriginOf): Finding {
  const { client, server, dropped, answered, newer, isCertain } = clocks;
  const [first] = dropped;
  const slots = { client, server };
  const step = {
    newer: String(newer.timestamp),
    older: String(first.timestamp),
    after: quantity(first.at - newer.at, "seconds"),
  };
  return {
    cause: "timestamps-behind-nat",
    subject: { kind: "destination", name: endName(first.server) },
    certainty: isCertain ? "confirmed" : "suspected",
    severity: "critical",
    says: isCertain ? words.clocks(slots) : words.clocksDoubtful(slots),
    evidence: [
      {
        label: words.droppedLabel(),
        says: words.droppedSays({ count: dropped.length }),
        observed: quantity(dropped.length, "flows"),
        origin: origin(first.firstFrame, first.at),
      },
      {
        label: words.answeredLabel(),
        says: words.answeredSays({ count: answered.length }),
        observed: quantity(answered.length, "flows"),
        origin: origin(newer.firstFrame, newer.at),
      },
      {
        label: words.clockLabel(),
        says: words.clockSays(step),
        observed: step.after,
        origin: origin(first.firstFrame, first.at),
      },
    ],
    remedies: remediesOfClocks(server),
  };
}
