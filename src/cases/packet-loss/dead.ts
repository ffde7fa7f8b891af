import type {
  CaptureDirection,
  CaptureEnd,
  CaptureFlow,
  CaptureSummary,
} from "#contract/capture.ts";
import type { CaptureInVain, CaptureSegment } from "#contract/capture-trouble.ts";

/** A connection one end of which spoke, and then said nothing more whatever the other end tried. */
export interface Dead {
  readonly flow: CaptureFlow;
  /** Who tries, and who says nothing. */
  readonly from: CaptureEnd;
  readonly to: CaptureEnd;
  readonly own: CaptureDirection;
  readonly peer: CaptureDirection;
  readonly inVain: CaptureInVain;
  readonly isSilentServer: boolean;
  readonly isCertain: boolean;
}

/** All connections to one silent host, the longest in vain first. */
export type DeadPath = readonly [Dead, ...Dead[]];

/** Ours: with the first sending, five times in 3 s of Linux' timer; chance loses none so often. */
const TIMES_DEAD = 4;
const SECONDS_DEAD = 2.5;
/** Pause after which the peer's host, or what stands between, may have let the connection go. Ours. */
export const FORGOTTEN_SECONDS = 30;
/** Of many clients a few go away without a word: phones, lids that are shut. Ours. */
const MANY = 20;
const CHANCE = 0.02;
/** Every path carries so much: IPv4 hosts must take 576 bytes (RFC 1122), IPv6 links 1280 (RFC 8200). */
const FLOOR_4 = 576;
const FLOOR_6 = 1280;

/** Larger than all that got through before: the size may be why, and the path is not known to be dead. */
function isOfSize(flow: CaptureFlow, { unacknowledged, largestDelivered }: CaptureDirection) {
  const floor = flow.client.address.includes(":") ? FLOOR_6 : FLOOR_4;
  const most = Math.max(floor, largestDelivered?.bytes ?? 0);
  const isTried = ({ times, super: isSuper }: CaptureSegment): boolean => times > 1 || isSuper;
  return unacknowledged.some((one) => one.bytes > most && one.dontFragment && isTried(one));
}

/** The peer got other data: before, or behind, as it told by SACK. */
const hasTaken = ({ largestDelivered, unacknowledged }: CaptureDirection): boolean =>
  largestDelivered !== null ||
  unacknowledged.some(({ sackedFrame, part }) => sackedFrame !== null || part !== null);

/** The peer has ended it: what it leaves unanswered then is no more than a farewell. */
const isOver = ({ segments, finFrame, reset }: CaptureDirection): boolean =>
  segments === 0 || finFrame !== null || reset !== null;

/** A receiver that said it takes nothing more is another case. */
const isShut = (flow: CaptureFlow): boolean =>
  flow.stalls.some(({ kind, lastFrame }) => kind === "window" && lastFrame === null);

function deadOf(flow: CaptureFlow, isSilentServer: boolean): Dead | null {
  const { client, server, fromClient, fromServer } = flow;
  const [own, peer] = isSilentServer ? [fromClient, fromServer] : [fromServer, fromClient];
  const [from, to] = isSilentServer ? [client, server] : [server, client];
  const { inVain } = own;
  if (inVain === null || isOver(peer) || isShut(flow)) return null;
  if (inVain.tries < TIMES_DEAD || inVain.lasted < SECONDS_DEAD) return null;
  const isSized = isOfSize(flow, own);
  if (isSized && hasTaken(own) && inVain.silence < FORGOTTEN_SECONDS) return null;
  // A peer that never got beyond the handshake may not have heard its end.
  const hasSpoken = peer.segments > (peer.opening?.frames ?? 0);
  const isCertain = hasSpoken && !isSized;
  return { flow, from, to, own, peer, inVain, isSilentServer, isCertain };
}

const rank = ({ isCertain, inVain }: Dead): number => (isCertain ? 1e9 : 0) + inVain.lasted;

/** Hosts that say nothing any more, those with the most connections first. */
export function deadIn({ flows, totals }: CaptureSummary): readonly DeadPath[] {
  const all = flows.flatMap((flow) => [true, false].flatMap((one) => deadOf(flow, one) ?? []));
  const clients = all.filter(({ isSilentServer }) => !isSilentServer).length;
  const { streams } = totals.tcp;
  const areFew = streams >= MANY && clients / streams < CHANCE;
  const byPath = new Map<string, [Dead, ...Dead[]]>();
  for (const dead of all) {
    if (areFew && !dead.isSilentServer) continue;
    const path = `${dead.from.address} ${dead.to.address}`;
    const known = byPath.get(path);
    if (known) known.push(dead);
    else byPath.set(path, [dead]);
  }
  for (const path of byPath.values()) path.sort((one, other) => rank(other) - rank(one));
  return [...byPath.values()].toSorted((one, other) => other.length - one.length);
}
