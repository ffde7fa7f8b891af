import { selfCommand } from "#host/self.ts";

/** The word that makes this program one of the lab's: `casebook __lab NAME WORDS…`. */
const PROGRAM = "__lab";

/** What labs run beside the system's own tools, loaded when started. Each reads its words from the end of argv. */
const programs = {
  "close-wait": () => import("./programs/close-wait.ts"),
  "connect-bursts": () => import("./programs/connect-bursts.ts"),
  "full-pipes": () => import("./programs/full-pipes.ts"),
  "full-sockets": () => import("./programs/full-sockets.ts"),
  "hold-files": () => import("./programs/hold-files.ts"),
  "listen-queue": () => import("./programs/listen-queue.ts"),
  "kube-api": () => import("./programs/kube-api.ts"),
  "map-file": () => import("./programs/map-file.ts"),
  "missing-names": () => import("./programs/missing-names.ts"),
  "watch-files": () => import("./programs/watch-files.ts"),
  "share-watches": () => import("./programs/share-watches.ts"),
  "tcp-client": () => import("./programs/tcp-client.ts"),
  "tcp-server": () => import("./programs/tcp-server.ts"),
  "old-timestamps": () => import("./programs/old-timestamps.ts"),
  "tcp-bytes": () => import("./programs/tcp-bytes.ts"),
  "tcp-pairs": () => import("./programs/tcp-pairs.ts"),
  "mute-fuse": () => import("./programs/mute-fuse.ts"),
  "udp-flows": () => import("./programs/udp-flows.ts"),
  "udp-same-port": () => import("./programs/udp-same-port.ts"),
} as const;

/** The words that run a program of `programs/`; `room.start(...)` takes them. */
export function labProgram(
  name: keyof typeof programs,
  ...words: readonly (string | number)[]
): string[] {
  return [...selfCommand(), PROGRAM, name, ...words.map(String)];
}

/** The program's own side of {@link labProgram}. */
export async function labProgramMain(): Promise<void> {
  const [name] = process.argv.splice(2, 2).slice(1);
  const load = Object.entries(programs).find(([known]) => known === name)?.[1];
  if (!load) throw new Error(`no lab program ${name ?? ""}`);
  await load();
}
