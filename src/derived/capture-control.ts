import type { CaptureSummary } from "#contract/capture.ts";

/**
 * Whether a filter such as `tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != 0` left nothing but how connections begin and
 * end: not even the acknowledgment of a SYN-ACK, or the middle of a connection, is there. What became of data does not
 * show then.
 */
export function isControlOnly({ totals: { tcp, vantage } }: CaptureSummary): boolean {
  const areAll = tcp.frames <= tcp.syn + tcp.synAck + tcp.fin + tcp.rst;
  return areAll && (tcp.synAck > 0 || vantage.midStream > 0);
}

/** Connections whose RST came behind data, or behind nothing that was captured. */
export function resetsBehindUnseen({ flows }: CaptureSummary): number {
  return flows.filter(({ fromClient, fromServer }) =>
    [fromClient, fromServer].some(
      ({ reset }) => reset !== null && !reset.refusal && reset.ahead !== 0,
    ),
  ).length;
}
