import { addressText } from "./socket-rows.ts";

/** TCP states as `/proc/net/tcp` numbers them (linux include/net/tcp_states.h). */
export const TCP_STATES = {
  ESTABLISHED: 1,
  SYN_SENT: 2,
  SYN_RECV: 3,
  FIN_WAIT1: 4,
  FIN_WAIT2: 5,
  TIME_WAIT: 6,
  CLOSE: 7,
  CLOSE_WAIT: 8,
  LAST_ACK: 9,
  LISTEN: 10,
  CLOSING: 11,
} as const;

/**
 * The ends and the state of one line of `/proc/net/tcp` or `tcp6`, taken by position: a table may have a million lines,
 * and of most of them nothing else is asked.
 */
export interface TcpLine {
  /** Hexadecimal, as the kernel prints it. */
  readonly localAddress: string;
  readonly localPort: number;
  /** Hexadecimal, as the kernel prints it: `0100007F:01BB`. */
  readonly remote: string;
  readonly state: number;
  /** What follows the state. */
  readonly rest: string;
}

const COLON = 58;
const V4 = 8;
const V6 = 32;

/** Null for what is no such line: the heading, or one that was torn. */
export function tcpLine(line: string): TcpLine | null {
  const colon = line.indexOf(": ");
  if (colon < 0) return null;
  const at = colon + 2;
  const width =
    line.charCodeAt(at + V4) === COLON ? V4 : line.charCodeAt(at + V6) === COLON ? V6 : null;
  if (width === null) return null;
  const remoteAt = at + width + 6;
  const stateAt = remoteAt + width + 6;
  const localPort = Number.parseInt(line.slice(at + width + 1, remoteAt), 16);
  const state = Number.parseInt(line.slice(stateAt, stateAt + 2), 16);
  const remote = line.slice(remoteAt, stateAt - 1);
  if (Number.isNaN(localPort) || Number.isNaN(state) || remote.charCodeAt(width) !== COLON)
    return null;
  const localAddress = line.slice(at, at + width);
  return { localAddress, localPort, remote, state, rest: line.slice(stateAt + 3) };
}

/** The other columns of a line. Queues are in bytes, of a listening socket in connections. */
export interface TcpLineRest {
  readonly sendQueue: number;
  readonly receiveQueue: number;
  /** Until the socket's timer fires; of TIME_WAIT until it ends. 0 if none runs. */
  readonly timerSeconds: number;
  readonly uid: number;
  /** 0: no descriptor was ever made for it, or the last one was closed. */
  readonly inode: number;
}

const REST =
  /^([0-9A-F]{8}):([0-9A-F]{8}) [0-9A-F]{2}:([0-9A-F]{8,16}) [0-9A-F]{8} +(\d{1,10}) +\d+ (\d{1,15})(?: |$)/;

/** `clock_t` of every architecture that these files are read on. */
const TICKS_PER_SECOND = 100;

export function tcpLineRest(rest: string): TcpLineRest | null {
  const [, send, receive, expires, uid, inode] = REST.exec(rest) ?? [];
  if (send === undefined || receive === undefined || expires === undefined) return null;
  return {
    sendQueue: Number.parseInt(send, 16),
    receiveQueue: Number.parseInt(receive, 16),
    timerSeconds: Number.parseInt(expires, 16) / TICKS_PER_SECOND,
    uid: Number(uid),
    inode: Number(inode),
  };
}

/** Half of {@link TcpLineRest}, for tables of TIME_WAIT: seconds until the socket's timer fires. */
export function timerSeconds(rest: string): number {
  const ticks = Number.parseInt(rest.slice(21, rest.indexOf(" ", 21)), 16);
  return Number.isNaN(ticks) ? 0 : ticks / TICKS_PER_SECOND;
}

/** `0100007F:01BB` as `127.0.0.1:443`. */
export function endText(hex: string): string {
  const cut = hex.indexOf(":");
  return `${addressText(hex.slice(0, cut))}:${Number.parseInt(hex.slice(cut + 1), 16)}`;
}
