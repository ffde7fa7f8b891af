/** A listening Unix socket, and who waits for it. */
export interface UnixListener {
  readonly path: string;
  readonly inode: number;
  /** Connections that the program has not accepted. */
  readonly waiting: number;
  /** 1-based line of the first that waits; the listener's own if none does. */
  readonly line: number;
}

/** `SO_ACCEPTCON` in the column Flags. */
const LISTENS = 0x10000;
/** `SS_CONNECTING`: a connection that has no socket of a program yet, and therefore no inode. */
const CONNECTING = "02";

/** `Num: RefCount Protocol Flags Type St Inode Path`; the path may hold blanks, and follows one blank. */
const ROW =
  /^[^:]*: ([0-9A-Fa-f]+) ([0-9A-Fa-f]+) ([0-9A-Fa-f]+) ([0-9A-Fa-f]+) ([0-9A-Fa-f]{2}) +(\d+) (.+)$/;

/**
 * Listeners of `/proc/net/unix`. What has connected and was not accepted stands in the table as well: with the
 * listener's path, state 02 and inode 0. Their number is what `ss -xl` prints as Recv-Q.
 *
 * @see linux net/unix/af_unix.c unix_seq_show(), unix_stream_connect()
 */
export function unixListeners(text: string): readonly UnixListener[] {
  const listeners: { path: string; inode: number; line: number }[] = [];
  const waiting = new Map<string, { count: number; line: number }>();
  for (const [index, row] of text.split("\n").entries()) {
    const match = ROW.exec(row);
    if (!match) continue;
    const [, , , flags = "", , state, inode, path = ""] = match;
    const line = index + 1;
    if ((Number.parseInt(flags, 16) & LISTENS) !== 0)
      listeners.push({ path, inode: Number(inode), line });
    else if (state === CONNECTING && inode === "0") {
      const known = waiting.get(path);
      waiting.set(path, { count: (known?.count ?? 0) + 1, line: known?.line ?? line });
    }
  }
  return listeners.map(({ path, inode, line }) => {
    const queue = waiting.get(path);
    return { path, inode, waiting: queue?.count ?? 0, line: queue?.line ?? line };
  });
}
