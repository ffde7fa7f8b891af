import { listen, sleep, write, type Socket } from "bun";
import type { ServerOptions } from "../tcp.ts";

/** `tcp-server OPTIONS READY`: serves as `ServerOptions` (JSON) says, writes the file READY, and stays until it is ended. */
const [json = "{}", ready = ""] = process.argv.slice(2);
const options = JSON.parse(json) as ServerOptions;
const { port, sends = 0, after = 1, afterwards = "keep", reads = true } = options;

interface Talk {
  got: number;
  left: Uint8Array;
  answered: boolean;
}

function push(socket: Socket<Talk>): void {
  const { data } = socket;
  const taken = socket.write(data.left);
  data.left = data.left.subarray(taken);
  if (data.left.length > 0 || !data.answered) return;
  if (afterwards === "close") socket.end();
  if (afterwards === "abort") socket.terminate();
}

function answer(socket: Socket<Talk>): void {
  if (socket.data.answered || socket.data.got < after) return;
  socket.data.answered = true;
  push(socket);
}

function begin(socket: Socket<Talk>): void {
  socket.data = { got: 0, left: new Uint8Array(sends).fill(0x61), answered: false };
  if (!reads) socket.pause();
  answer(socket);
}

listen<Talk>({
  // Both families.
  hostname: "::",
  port,
  ...(options.tls && {
    tls: { key: Bun.file(options.tls.key), cert: Bun.file(options.tls.certificate) },
  }),
  socket: {
    open: (socket) => {
      if (!options.tls) begin(socket);
    },
    handshake: begin,
    data: (socket, bytes) => {
      socket.data.got += bytes.length;
      answer(socket);
    },
    drain: push,
    error: () => undefined,
  },
});
await write(ready, "");
await sleep(120_000);
