import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "./bench.ts";
import { labProgram } from "./programs.ts";
import type { Room } from "./room.ts";
import type { Started } from "./started.ts";

/** What becomes of a connection when a side has said all: it stays, is closed (FIN) or aborted (RST). */
type Afterwards = "keep" | "close" | "abort";

/** A TCP server on every address of its room. */
export interface ServerOptions {
  readonly port: number;
  /** Bytes that it answers with, 0 if not said. */
  readonly sends?: number;
  /** Bytes that it waits for before it answers: 0 to speak first; 1 if not said. */
  readonly after?: number;
  /** After its answer; `keep` if not said. */
  readonly afterwards?: Afterwards;
  /** `false`: what the client sends stays in the kernel, and the window closes. */
  readonly reads?: boolean;
  /** Speaks TLS; see {@link certificate}. */
  readonly tls?: Certificate;
}

export interface ClientOptions {
  readonly address: string;
  readonly port: number;
  /** Bytes that it sends after connecting; 1 if not said. */
  readonly sends?: number;
  /** Bytes that it waits for; 1 if not said. 0: it is done when the kernel has taken what it sends. */
  readonly expects?: number;
  /** When it is done; `close` if not said. */
  readonly afterwards?: Afterwards;
  readonly reads?: boolean;
  readonly tls?: boolean;
  /** 10 if not said. */
  readonly limitSeconds?: number;
}

/** Starts a server in a room. It listens when this returns. */
export async function serve(bench: Bench, room: Room, options: ServerOptions): Promise<Started> {
  const ready = join(bench.directory, `${room.name}-${options.port}.listens`);
  const started = room.start(...labProgram("tcp-server", JSON.stringify(options), ready));
  await bench.until(`port ${options.port} listens`, () => existsSync(ready));
  return started;
}

/**
 * Starts a client in a room. Its output is one line: `bytes SECONDS COUNT` when it got what it waited for, else
 * `closed COUNT`, `timeout COUNT` or `error CODE`.
 */
export function connectFrom(room: Room, options: ClientOptions): Started {
  return room.start(...labProgram("tcp-client", JSON.stringify(options)));
}

/** Files (PEM). */
export interface Certificate {
  readonly key: string;
  readonly certificate: string;
}

/** A certificate that a lab signs itself, for a name. Requires the program `openssl`. */
export async function certificate(bench: Bench, name: string): Promise<Certificate> {
  const [key, file] = [join(bench.directory, "key.pem"), join(bench.directory, "certificate.pem")];
  const words = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", `/CN=${name}`];
  await bench.run("openssl", "req", "-x509", ...words, "-keyout", key, "-out", file);
  return { key, certificate: file };
}
