import { closeSync, constants, openSync } from "node:fs";
import { basename, dirname } from "node:path";
import { errorCode } from "./read-file.ts";

/** What a socket did with a question. `full`: nobody accepts, and no more may wait. `ended`: closed without an answer. */
export type SocketAnswer =
  | { readonly outcome: "answered"; readonly text: string; readonly seconds: number }
  | {
      readonly outcome: "silent" | "refused" | "full" | "denied" | "ended" | "failed";
      readonly seconds: number;
    };

export interface SocketQuestion {
  readonly path: string;
  readonly text: string;
  readonly limitSeconds: number;
  /** Whether what came so far is the whole answer. */
  isWhole(text: string): boolean;
}

/** `sun_path` (unix(7)): a longer path is reached through an open directory. */
const LONGEST_PATH = 107;
/** Longer than a list of ten thousand containers. */
const LONGEST_ANSWER = 16 * 1024 * 1024;

const REFUSALS: Readonly<Record<string, "refused" | "full" | "denied">> = {
  ECONNREFUSED: "refused",
  ENOENT: "refused",
  EAGAIN: "full",
  EACCES: "denied",
  EPERM: "denied",
};

function near(path: string): { readonly path: string; readonly fd: number | null } {
  if (Buffer.byteLength(path) <= LONGEST_PATH) return { path, fd: null };
  const fd = openSync(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
  return { path: `/proc/self/fd/${fd}/${basename(path)}`, fd };
}

/** Asks a Unix socket and waits for its answer, never longer than the limit. */
export async function askSocket(question: SocketQuestion): Promise<SocketAnswer> {
  const started = performance.now();
  const seconds = (): number => Math.round(performance.now() - started) / 1000;
  const { promise, resolve } = Promise.withResolvers<SocketAnswer>();
  const limit = setTimeout(
    () => resolve({ outcome: "silent", seconds: seconds() }),
    question.limitSeconds * 1000,
  );
  const parts: Buffer[] = [];
  let length = 0;
  const fail = (error: unknown): void =>
    resolve({ outcome: REFUSALS[errorCode(error)] ?? "failed", seconds: seconds() });
  let fd: number | null = null;
  let end = (): void => undefined;
  try {
    const place = near(question.path);
    fd = place.fd;
    const connecting = Bun.connect({
      unix: place.path,
      socket: {
        open: (socket) => void socket.write(question.text),
        data(_socket, data) {
          parts.push(Buffer.from(data));
          length += data.length;
          const text = Buffer.concat(parts).toString("latin1");
          if (question.isWhole(text) || length > LONGEST_ANSWER)
            resolve({ outcome: "answered", text, seconds: seconds() });
        },
        close: () => resolve({ outcome: "ended", seconds: seconds() }),
        error: (_socket, error) => fail(error),
        connectError: (_socket, error) => fail(error),
      },
    });
    connecting.then((socket) => (end = () => void socket.end()), fail);
  } catch (error) {
    fail(error);
  }
  const answer = await promise;
  clearTimeout(limit);
  end();
  if (fd !== null) closeSync(fd);
  return answer;
}
