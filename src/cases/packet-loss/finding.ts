import type { CaptureDirection } from "#contract/capture.ts";
import type { Says } from "#contract/message.ts";
import { bytes, quantity, ratio } from "#contract/quantity.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import { flowName, type OriginOf } from "#derived/capture-names.ts";
import { heldUp, type Lossy, type LossyPath, RATIO_LOST } from "./lossy.ts";
import { words } from "./messages.ts";
import { remediesOf } from "./remedy.ts";

const seconds = (value: number) => quantity(value, "seconds");
/** Connections that are named one by one. */
const MOST_NAMED = 50;
/** Where every fifth segment is a repetition, little else gets through. */
const STORM_SHARE = 0.2;
const STORM_SEGMENTS = 20;
const RATIO_CRITICAL = 0.05;
const SECONDS_CRITICAL = 3;

export const lossLimit = () =>
  ({ op: ">=", than: ratio(RATIO_LOST), because: words.limit() }) as const;

function whereOf({ flows }: LossyPath): Says {
  const [{ from, to }] = flows;
  const behind = flows.reduce((all, { loss }) => all + loss.behind, 0);
  const before = flows.reduce((all, { loss }) => all + loss.before, 0);
  // A few on the other side may be the sender's second thoughts.
  if (before <= behind / 10) return words.whereBehind({ to: to.address });
  if (behind <= before / 10) return words.whereBefore({ from: from.address });
  return words.whereBoth();
}

function headline(path: LossyPath): Says {
  const [{ from, to, isCertain, loss }] = path.flows;
  const ends = { from: from.address, to: to.address };
  const share = ratio(path.ratio);
  if (!isCertain) return words.doubtful({ ...ends, ratio: share });
  const where = whereOf(path);
  if (path.cause === "random-loss") return words.random({ ...ends, ratio: share, where });
  return words.burst({ ...ends, longest: loss.longestRun?.segments ?? 1, where });
}

function lostEvidence(
  { flow, loss, lost, lostBytes, payload, ratio: share }: Lossy,
  origin: OriginOf,
): Evidence {
  return {
    label: words.lostLabel(),
    says: words.lostSays({
      ratio: ratio(share),
      lost,
      size: bytes(lostBytes),
      payload: bytes(payload),
    }),
    observed: ratio(share),
    limit: lossLimit(),
    origin: origin(loss.frames[0] ?? flow.firstFrame, loss.at),
  };
}

function sideEvidence({ loss }: Lossy, origin: OriginOf): Evidence[] {
  const at = origin(loss.frames[0] ?? 0, loss.at);
  const { behind, before } = loss;
  return [
    ...(behind > 0
      ? [
          {
            label: words.behindLabel(),
            says: words.behindSays({ count: behind }),
            observed: quantity(behind, "packets"),
            origin: at,
          },
        ]
      : []),
    ...(before > 0
      ? [
          {
            label: words.beforeLabel(),
            says: words.beforeSays({ count: before }),
            observed: quantity(before, "packets"),
            origin: at,
          },
        ]
      : []),
  ];
}

function patternEvidence({ loss, lost }: Lossy, origin: OriginOf): Evidence[] {
  const { runs, longestRun, frames, at } = loss;
  if (longestRun === null) return [];
  const [first = 0] = frames;
  return [
    {
      label: words.patternLabel(),
      says: words.patternSays({ lost, runs, longest: longestRun.segments }),
      observed: quantity(longestRun.segments, "packets"),
      origin: origin(longestRun.frame, at),
    },
    {
      label: words.framesLabel(),
      says: words.framesSays({ frames: frames.join(", ") + (lost > frames.length ? ", …" : "") }),
      observed: quantity(frames.length, "packets"),
      origin: origin(first, at),
    },
  ];
}

/** Frames that are in the capture twice count once. */
const sentAgain = ({ own, lost, loss }: Lossy): number =>
  Math.max(lost + loss.again, own.retransmissions - own.seenTwice);
const sent = ({ segments, seenTwice }: CaptureDirection): number =>
  Math.max(1, segments - seenTwice);

/** Also of repetitions that nothing was lost for. */
const isStorm = (lossy: Lossy): boolean =>
  sentAgain(lossy) >= STORM_SEGMENTS && sentAgain(lossy) / sent(lossy.own) >= STORM_SHARE;

function againEvidence(lossy: Lossy, origin: OriginOf): Evidence {
  const { own, loss, flow } = lossy;
  const [again, segments] = [sentAgain(lossy), sent(own)];
  const says = isStorm(lossy)
    ? words.stormSays({ again, segments })
    : words.againSays({ again, segments, repeated: loss.again });
  const observed = quantity(again, "packets");
  return { label: words.againLabel(), says, observed, origin: origin(own.lastFrame ?? 0, flow.at) };
}

function waitEvidence({ own, flow }: Lossy, origin: OriginOf): Evidence[] {
  if (own.longestWait === null) return [];
  const lasted = seconds(own.longestWait.seconds);
  return [
    {
      label: words.waitLabel(),
      says: words.waitSays({ lasted }),
      observed: lasted,
      origin: origin(own.longestWait.frame, flow.at),
    },
  ];
}

function heldUpEvidence(lossy: Lossy, origin: OriginOf): Evidence[] {
  const stall = heldUp(lossy);
  if (stall === null) return [];
  const lasted = seconds(stall.lasted);
  return [
    {
      label: words.heldUpLabel(),
      says: words.heldUpSays({ lasted, size: bytes(stall.bytes) }),
      observed: lasted,
      origin: origin(stall.lastFrame ?? stall.firstFrame, stall.at),
    },
  ];
}

function toldEvidence({ peer, loss, flow }: Lossy, origin: OriginOf): Evidence {
  const duplicates = peer.duplicateAcks;
  const heard = loss.told ? words.toldSays({ duplicates }) : words.toldDuplicates({ duplicates });
  return {
    label: words.toldLabel(),
    says: peer.segments === 0 ? words.toldNothing() : heard,
    observed: quantity(duplicates, "packets"),
    origin: origin(peer.lastFrame ?? flow.firstFrame, flow.at),
  };
}

/** What looks like loss and is none. */
export function besideEvidence(
  { loss, flow }: Pick<Lossy, "loss" | "flow">,
  origin: OriginOf,
): Evidence[] {
  const { needless, refused, overtaken, missed } = loss;
  const count = needless + refused + overtaken;
  if (count === 0 && missed === null) return [];
  const slots = { needless, refused, overtaken, missed: bytes(missed?.bytes ?? 0) };
  return [
    {
      label: words.besideLabel(),
      says: words.besideSays(slots),
      observed: quantity(count, "packets"),
      origin: origin(missed?.frame ?? flow.firstFrame, flow.at),
    },
  ];
}

/** How far the capture was from either end: a round trip near zero names the host that it was taken on. */
function placeEvidence({ own, peer, from, to, flow }: Lossy, origin: OriginOf): Evidence[] {
  if (own.roundTrip === null || peer.roundTrip === null) return [];
  const before = seconds(peer.roundTrip.shortest);
  const behind = seconds(own.roundTrip.shortest);
  const ends = { from: from.address, to: to.address };
  return [
    {
      label: words.placeLabel(),
      says: words.placeSays({ before, behind, ...ends }),
      observed: before,
      origin: origin(flow.firstFrame, flow.at),
    },
  ];
}

function connectionsEvidence({ flows }: LossyPath, origin: OriginOf): Evidence[] {
  if (flows.length < 2) return [];
  const [first] = flows;
  return [
    {
      label: words.connectionsLabel(),
      says: words.connectionsSays({ count: flows.length }),
      observed: quantity(flows.length, "flows"),
      origin: origin(first.flow.firstFrame, first.flow.at),
      items: flows.slice(0, MOST_NAMED).map(({ flow, ratio: share, lost, loss }) => ({
        name: flowName(flow),
        says: words.connection({ ratio: ratio(share), lost }),
        quantities: [ratio(share), quantity(lost, "packets")],
        origin: origin(loss.frames[0] ?? flow.firstFrame, loss.at),
      })),
    },
  ];
}

function isCritical({ flows, ratio: share }: LossyPath): boolean {
  const waits = flows.map(({ own }) => own.longestWait?.seconds ?? 0);
  return share >= RATIO_CRITICAL || Math.max(...waits) >= SECONDS_CRITICAL || flows.some(isStorm);
}

/** What the capture says of one path that loses data. */
export function findingOf(path: LossyPath, origin: OriginOf): Finding {
  const [lossy] = path.flows;
  return {
    cause: path.cause,
    subject: { kind: "flow", name: flowName(lossy.flow) },
    certainty: lossy.isCertain ? "confirmed" : "suspected",
    severity: isCritical(path) ? "critical" : "warning",
    says: headline(path),
    evidence: [
      lostEvidence(lossy, origin),
      ...sideEvidence(lossy, origin),
      ...patternEvidence(lossy, origin),
      againEvidence(lossy, origin),
      ...heldUpEvidence(lossy, origin),
      ...waitEvidence(lossy, origin),
      toldEvidence(lossy, origin),
      ...besideEvidence(lossy, origin),
      ...placeEvidence(lossy, origin),
      ...connectionsEvidence(path, origin),
    ],
    remedies: remediesOf(path, whereOf(path)),
  };
}
