import type { CaptureDirection, CaptureFlow } from "#contract/capture.ts";
import type { Says } from "#contract/message.ts";
import { bytes, quantity } from "#contract/quantity.ts";
import type { Evidence } from "#contract/verdict.ts";
import { flowName, type OriginOf } from "#derived/capture-names.ts";
import { words } from "./messages.ts";
import { type Clue, routersPassed } from "./resetter.ts";
import type { Broken } from "./resets.ts";

const MOST_ITEMS = 20;
/** Less is a round trip, or the time that a program takes. */
const SHORTEST_SILENCE_SECONDS = 0.5;

/** The side that the RST names as its sender, and the other one. */
const sidesOf = ({ flow, isByServer }: Broken): readonly [CaptureDirection, CaptureDirection] =>
  isByServer ? [flow.fromServer, flow.fromClient] : [flow.fromClient, flow.fromServer];

function rstEvidence(broken: Broken, origin: OriginOf): Evidence {
  const { reset } = broken;
  const [own, peer] = sidesOf(broken);
  const isLacking = reset.timestamps === false && own.timestamps && peer.timestamps;
  const options: Says | string = isLacking ? words.noTimestamps() : "";
  return {
    label: words.rstLabel(),
    says: words.rstSays({ hops: reset.hops, window: reset.window, options }),
    observed: quantity(reset.frames, "packets"),
    origin: origin(reset.frame, reset.at),
  };
}

function hopsSays({ reset }: Broken, own: CaptureDirection): Says {
  if (own.hops === null) return words.hopsNone();
  const { fewest, most } = own.hops;
  const hops = fewest === most ? String(fewest) : `${fewest}–${most}`;
  if (reset.hops >= fewest && reset.hops <= most) return words.hopsSame({ hops });
  const passed = routersPassed(reset.hops);
  const ownPassed = routersPassed(most);
  return passed === ownPassed
    ? words.hopsDiffer({ hops })
    : words.hopsOther({ hops, reset: passed, own: ownPassed });
}

function hopsEvidence(broken: Broken, origin: OriginOf): Evidence {
  const [own] = sidesOf(broken);
  return {
    label: words.hopsLabel(),
    says: hopsSays(broken, own),
    observed: own.hops === null ? "-" : `${own.hops.fewest}..${own.hops.most}`,
    origin: origin(own.opening?.firstFrame ?? broken.flow.firstFrame, broken.flow.at),
  };
}

function clueEvidence(clue: Clue, { reset }: Broken, origin: OriginOf): Evidence[] {
  const at = origin(reset.frame, reset.at);
  switch (clue.kind) {
    case "other-hops":
      return [];
    case "made-here": {
      const observed = quantity(reset.frames, "packets");
      return [{ label: words.madeHereLabel(), says: words.madeHereSays(), observed, origin: at }];
    }
    case "went-on": {
      const { segments, frame } = reset.after ?? { segments: 0, frame: reset.frame };
      const says = words.wentOnSays({ count: segments });
      const observed = quantity(segments, "packets");
      return [{ label: words.wentOnLabel(), says, observed, origin: origin(frame, reset.at) }];
    }
    case "ahead": {
      const observed = bytes(reset.ahead ?? 0);
      const says = words.aheadSays({ count: reset.ahead ?? 0 });
      return [{ label: words.aheadLabel(), says, observed, origin: at }];
    }
  }
}

function carriedEvidence({ flow, reset, isByServer }: Broken, origin: OriginOf): Evidence {
  const [own, peer] = [bytes(reset.ownPayload), bytes(reset.peerPayload)];
  const [client, server] = isByServer ? [peer, own] : [own, peer];
  return {
    label: words.carriedLabel(),
    says: words.carriedSays({ client, server }),
    observed: bytes(reset.ownPayload + reset.peerPayload),
    origin: origin(flow.firstFrame, flow.at),
  };
}

function lostEvidence({ reset }: Broken, origin: OriginOf): Evidence[] {
  const count = bytes(reset.unacknowledged + reset.unread);
  if (count.value === 0) return [];
  const says = words.lostSays({ count });
  return [
    { label: words.lostLabel(), says, observed: count, origin: origin(reset.frame, reset.at) },
  ];
}

/** How long nothing was said before the RST, or before the data that it answers. */
function silenceEvidence({ reset }: Broken, origin: OriginOf): Evidence[] {
  const longest = Math.max(reset.silence, reset.pause);
  if (longest < SHORTEST_SILENCE_SECONDS) return [];
  const silence = quantity(longest, "seconds");
  const says =
    reset.pause > reset.silence ? words.pauseSays({ silence }) : words.silenceSays({ silence });
  return [
    {
      label: words.silenceLabel(),
      says,
      observed: silence,
      origin: origin(reset.frame, reset.at),
    },
  ];
}

/** The connections, when there are several: the first of them by name. */
export function connectionsEvidence(
  flows: readonly (readonly [CaptureFlow, number])[],
  says: Says,
  origin: OriginOf,
): Evidence[] {
  const [first] = flows;
  if (!first || flows.length < 2) return [];
  return [
    {
      label: words.connectionsLabel(),
      says,
      observed: quantity(flows.length, "flows"),
      origin: origin(first[0].firstFrame, first[0].at),
      items: flows.slice(0, MOST_ITEMS).map(([flow, frame]) => ({
        name: flowName(flow),
        says: words.connection({ frame }),
        quantities: [quantity(flow.lasted, "seconds")],
        origin: origin(frame, flow.at),
      })),
    },
  ];
}

export const evidenceOf = (broken: Broken, origin: OriginOf): [Evidence, ...Evidence[]] => [
  rstEvidence(broken, origin),
  hopsEvidence(broken, origin),
  ...broken.clues.flatMap((clue) => clueEvidence(clue, broken, origin)),
  carriedEvidence(broken, origin),
  ...lostEvidence(broken, origin),
  ...silenceEvidence(broken, origin),
];
