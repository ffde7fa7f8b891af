import type { Says } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import type { Remedy } from "#contract/remedy.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import { endName, flowName, type OriginOf } from "#derived/capture-names.ts";
import { type Dead, type DeadPath, FORGOTTEN_SECONDS } from "./dead.ts";
import { advice, words } from "./dead-messages.ts";
import { words as common } from "./messages.ts";

const MOST_NAMED = 20;
const seconds = (value: number) => quantity(value, "seconds");

function headline({ from, to, inVain, isCertain }: Dead): Says {
  const slots = { from: from.address, to: endName(to), lasted: seconds(inVain.lasted) };
  return isCertain ? words.dead(slots) : words.deadDoubtful(slots);
}

function triedEvidence({ inVain }: Dead, origin: OriginOf): Evidence {
  const { tries, keepAlives, lasted, firstFrame: first, lastFrame: last, at } = inVain;
  const slots = { tries, lasted: seconds(lasted), first, last };
  return {
    label: words.triedLabel(),
    says: keepAlives === tries ? words.askedSays(slots) : words.triedSays(slots),
    observed: quantity(tries, "packets"),
    origin: origin(last, at + lasted),
  };
}

function heardEvidence({ peer, inVain }: Dead, origin: OriginOf): Evidence {
  const { silence, at } = inVain;
  const slots = { frame: peer.lastFrame ?? 0, silence: seconds(silence) };
  return {
    label: words.heardLabel(),
    says: words.heardSays(slots),
    observed: seconds(silence),
    origin: origin(peer.lastFrame ?? 0, at - silence),
  };
}

function icmpEvidence({ own, flow }: Dead, origin: OriginOf): Evidence[] {
  if (own.unreachable === null) return [];
  const { count, from, code, frame } = own.unreachable;
  const observed = quantity(count, "packets");
  const says = words.icmpSays({ count, from, code });
  return [{ label: words.icmpLabel(), says, observed, origin: origin(frame, flow.at) }];
}

function connectionsEvidence(path: DeadPath, origin: OriginOf): Evidence[] {
  if (path.length < 2) return [];
  const [first] = path;
  return [
    {
      label: common.connectionsLabel(),
      says: words.deadSays({ count: path.length }),
      observed: quantity(path.length, "flows"),
      origin: origin(first.flow.firstFrame, first.flow.at),
      items: path.slice(0, MOST_NAMED).map(({ flow, inVain }) => ({
        name: flowName(flow),
        says: words.deadOne({ frame: inVain.firstFrame, tries: inVain.tries }),
        quantities: [quantity(inVain.tries, "packets")],
        origin: origin(inVain.firstFrame, inVain.at),
      })),
    },
  ];
}

function remediesOf({ from, to, inVain }: Dead): readonly Remedy[] {
  const ends = { from: from.address, to: to.address };
  const silence = seconds(inVain.silence);
  const base = { risk: "none", lasts: "once" } as const;
  const keepAlive: Remedy[] =
    inVain.silence < FORGOTTEN_SECONDS
      ? []
      : [
          {
            ...base,
            id: "keep-alive",
            says: advice.keepAlive({ silence }),
            steps: [{ kind: "advise", says: advice.keepAliveHow({ silence }) }],
          },
        ];
  return [
    {
      ...base,
      id: "find-silence",
      says: advice.find({ to: to.address }),
      steps: [{ kind: "advise", says: advice.findHow(ends) }],
    },
    ...keepAlive,
    {
      ...base,
      id: "bound-wait",
      says: advice.bound({ from: from.address }),
      steps: [{ kind: "advise", says: advice.boundHow() }],
    },
  ];
}

/** What the capture says of a host that says nothing any more. */
export function findingOfDead(path: DeadPath, origin: OriginOf): Finding {
  const [dead] = path;
  return {
    cause: "dead-connection",
    subject: { kind: "flow", name: flowName(dead.flow) },
    certainty: dead.isCertain ? "confirmed" : "suspected",
    severity: dead.isSilentServer ? "critical" : "warning",
    says: headline(dead),
    evidence: [
      triedEvidence(dead, origin),
      heardEvidence(dead, origin),
      ...icmpEvidence(dead, origin),
      ...connectionsEvidence(path, origin),
    ],
    remedies: remediesOf(dead),
  };
}
