import { writeSync } from "node:fs";
import { connect, sleep, type Socket } from "bun";
import type { ClientOptions } from "../tcp.ts";

/**
 * `tcp-client OPTIONS`: connects and talks as `ClientOptions` (JSON) says. Prints `bytes SECONDS COUNT` when it has got
 * what it waits for, `closed COUNT`, `timeout COUNT` or `error CODE`.
 */
const options = JSON.parse(process.argv[2] ?? "{}") as ClientOptions;
const { address, port, sends = 1, expects = 1, afterwards = "close", reads = true } = options;
const { limitSeconds = 10, tls = false } = options;

const began = performance.now();
let got = 0;
let finished = false;
let left = new Uint8Array(0);

function end(text: string, status: number): never {
  writeSync(1, `${text}\n`);
  process.exit(status);
}

async function finish(socket: Socket): Promise<void> {
  if (finished) return;
  finished = true;
  const seconds = ((performance.now() - began) / 1000).toFixed(3);
  if (afterwards === "abort") socket.terminate();
  else if (afterwards === "close") socket.end();
  else await sleep(limitSeconds * 1000);
  // What was written last must leave before the process does.
  await sleep(20);
  end(`bytes ${seconds} ${got}`, 0);
}

function push(socket: Socket): void {
  left = left.subarray(socket.write(left));
}

function begin(socket: Socket): void {
  if (!reads) socket.pause();
  left = new Uint8Array(sends).fill(0x62);
  push(socket);
  if (expects === 0 && left.length === 0) void finish(socket);
}

setTimeout(() => end(`timeout ${got}`, 1), limitSeconds * 1000);
try {
  await connect({
    hostname: address,
    port,
    ...(tls && { tls: { rejectUnauthorized: false } }),
    socket: {
      open: (socket) => {
        if (!tls) begin(socket);
      },
      handshake: begin,
      data: (socket, bytes) => {
        got += bytes.length;
        if (got >= expects) void finish(socket);
      },
      drain: (socket) => {
        push(socket);
        if (expects === 0 && left.length === 0) void finish(socket);
      },
      close: () => {
        if (!finished) end(`closed ${got}`, 1);
      },
      error: (_, error) => end(`error ${error.message}`, 1),
    },
  });
} catch (error) {
  end(`error ${error instanceof Error && "code" in error ? String(error.code) : String(error)}`, 1);
}
