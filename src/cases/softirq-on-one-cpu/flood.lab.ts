/** What the flood is told. It is printed into a program of its own, so it holds nothing but these values. */
export interface FloodOrder {
  readonly address: string;
  readonly port: number;
  /** Sockets to send from: each is a flow. */
  readonly flows: number;
  readonly bytes: number;
  /** Datagrams per second; as many as one CPU can send if not said. */
  readonly perSecond?: number;
}

/**
 * Sends datagrams until it is ended. It runs in a program of its own that gets its source text,
 * so it refers to nothing outside itself; `sendmmsg` hands 64 datagrams over per call.
 */
export async function flood(order: FloodOrder): Promise<never> {
  const { address, port, flows, bytes, perSecond } = order;
  const { dlopen, ptr } = await import("bun:ffi");
  const { symbols } = dlopen("libc.so.6", {
    socket: { args: ["i32", "i32", "i32"], returns: "i32" },
    connect: { args: ["i32", "ptr", "u32"], returns: "i32" },
    sendmmsg: { args: ["i32", "ptr", "u32", "i32"], returns: "i32" },
  });
  const [AF_INET, SOCK_DGRAM, MESSAGES] = [2, 2, 64];
  const target = new Uint8Array([
    AF_INET,
    0,
    port >> 8,
    port & 255,
    ...address.split(".").map(Number),
  ]);
  const sockaddr = new Uint8Array(16);
  sockaddr.set(target);
  const sockets = Array.from({ length: flows }, () => {
    const socket = symbols.socket(AF_INET, SOCK_DGRAM, 0);
    if (socket < 0 || symbols.connect(socket, ptr(sockaddr), 16) !== 0)
      throw new Error(`cannot send to ${address}`);
    return socket;
  });
  // struct mmsghdr: msghdr of 56 bytes with the iovec at 16 and its count at 24, then the sent length.
  const payload = new Uint8Array(bytes);
  const iovec = new BigUint64Array([BigInt(ptr(payload)), BigInt(bytes)]);
  const headers = new BigUint64Array(8 * MESSAGES);
  for (let message = 0; message < MESSAGES; message++) {
    headers[8 * message + 2] = BigInt(ptr(iovec));
    headers[8 * message + 3] = 1n;
  }
  // The kernel reads these by address, which the garbage collector does not see.
  Object.assign(globalThis, { kept: [payload, iovec, headers] });
  const vector = ptr(headers);
  // Falling behind is not made up for: a burst would be another load than the one that was asked for.
  const pause = perSecond === undefined ? 0 : (MESSAGES / perSecond) * 1000;
  let due = performance.now();
  for (;;) {
    for (const socket of sockets) {
      symbols.sendmmsg(socket, vector, MESSAGES, 0);
      if (pause === 0) continue;
      due = Math.max(due + pause, performance.now() - pause);
      await new Promise((go) => setTimeout(go, Math.max(0, due - performance.now())));
    }
  }
}

/** A socket that takes datagrams and never reads them: without one the kernel would answer each with an ICMP error. */
export async function sink({ port }: { readonly port: number }): Promise<void> {
  const { dlopen, ptr } = await import("bun:ffi");
  const { symbols } = dlopen("libc.so.6", {
    socket: { args: ["i32", "i32", "i32"], returns: "i32" },
    bind: { args: ["i32", "ptr", "u32"], returns: "i32" },
  });
  const sockaddr = new Uint8Array(16);
  sockaddr.set([2, 0, port >> 8, port & 255]);
  if (symbols.bind(symbols.socket(2, 2, 0), ptr(sockaddr), 16) !== 0)
    throw new Error(`cannot bind port ${port}`);
  await new Promise(() => setInterval(() => undefined, 1 << 30));
}

/** The words that run one of these with the Bun that runs us, whether it is Bun itself or our executable. */
export function programOf<T>(act: (order: T) => Promise<unknown>, order: T): string[] {
  const source = `await (${act.toString()})(${JSON.stringify(order)})`;
  return ["env", "BUN_BE_BUN=1", process.execPath, "-e", source];
}
