import { inNetns } from "./in-netns.ts";
import { attributesOf, Netlink, NETLINK_SOCK_DIAG, NetlinkError } from "./netlink.ts";

const SOCK_DIAG_BY_FAMILY = 20;
const AF_UNIX = 1;
/** `1 << TCP_LISTEN`: Unix sockets borrow TCP's names of states. */
const LISTENING = 1 << 10;
const UDIAG_SHOW_RQLEN = 0x10;
const UNIX_DIAG_RQLEN = 4;
const REQUEST_BYTES = 24;
const MESSAGE_BYTES = 16;

/**
 * Connections that listening Unix sockets of a process's network namespace have not accepted, by the listener's inode:
 * Recv-Q of `ss -xl`. Null where the kernel has no such answer (CONFIG_UNIX_DIAG), or does not let us in.
 *
 * @see linux include/uapi/linux/unix_diag.h, net/unix/diag.c sk_diag_show_rqlen()
 */
export function acceptQueues(pid: number): ReadonlyMap<number, number> | null {
  const namespace = { kind: "net", inode: 0, own: false, pids: [pid], name: "" } as const;
  try {
    const inside = inNetns(namespace, "", ask);
    return inside.entered ? inside.value : null;
  } catch (error) {
    if (error instanceof NetlinkError) return null;
    throw error;
  }
}

function ask(): ReadonlyMap<number, number> {
  using netlink = new Netlink(NETLINK_SOCK_DIAG);
  const body = new Uint8Array(REQUEST_BYTES);
  const view = new DataView(body.buffer);
  body[0] = AF_UNIX;
  view.setUint32(4, LISTENING, true);
  view.setUint32(12, UDIAG_SHOW_RQLEN, true);
  const queues = new Map<number, number>();
  for (const message of netlink.ask({ type: SOCK_DIAG_BY_FAMILY, isDump: true, body })) {
    if (message.body.byteLength < MESSAGE_BYTES) continue;
    const length = attributesOf(message.body, MESSAGE_BYTES).get(UNIX_DIAG_RQLEN);
    if (length && length.byteLength >= 4)
      queues.set(message.body.getUint32(4, true), length.getUint32(0, true));
  }
  return queues;
}
