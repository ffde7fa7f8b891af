import type { CaptureFlow, CaptureSummary } from "#contract/capture.ts";

/** A RST behind data that was not captured, or in a connection of which nothing else was. */
const isBehindUnseen = ({ syn, synAck, fromClient, fromServer }: CaptureFlow): boolean =>
  [fromClient, fromServer].some(({ reset }) => {
    if (reset === null || reset.refusal) return false;
    return reset.ahead === null ? !syn && !synAck : reset.ahead > 0;
  });

/** Connections that ended like that. */
export const resetsBehindUnseen = ({ flows }: CaptureSummary): number =>
  flows.filter(isBehindUnseen).length;

/**
 * Whether a filter such as `tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != 0` left nothing but how connections begin and
 * end, though there was more: data that a FIN or RST lies behind, or the answer to a SYN-ACK. What became of data does
 * not show then.
 */
export function isControlOnly(capture: CaptureSummary): boolean {
  const { tcp, vantage } = capture.totals;
  if (tcp.frames > tcp.syn + tcp.synAck + tcp.fin + tcp.rst) return false;
  const isMore = vantage.midStream > 0 || tcp.lostSegments > 0 || tcp.rst < tcp.synAck;
  return isMore || resetsBehindUnseen(capture) > 0;
}
