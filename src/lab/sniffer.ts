import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "./bench.ts";
import type { Room } from "./room.ts";

/** Bytes: what a card is given to split is 64 KiB at most. */
const WHOLE_FRAMES = 131_072;

export interface SnifferOptions {
  /** `any` for all of them. */
  readonly device: string;
  /** Bytes kept of each frame; whole frames if not said. */
  readonly snapLength?: number;
  /** Only what comes in or goes out. */
  readonly direction?: "in" | "out";
  /** A filter in the words of pcap-filter(7). */
  readonly filter?: string;
}

/** A capture that is being taken in a room. */
export interface Sniffer {
  /** Ends it. @returns the path of the capture. */
  stop(): Promise<string>;
}

function listening(words: string): boolean {
  const said = readFileSync(words, "utf8");
  const complaint =
    /^tcpdump: (?!.*listening on)(?!WARNING).*(?:No such|permitted|syntax error).*$/m.exec(said);
  if (complaint) throw new Error(complaint[0]);
  return said.includes("listening on");
}

/** Starts tcpdump in a room and waits until it listens. The capture lies in the bench's directory as `NAME.pcap`. */
export async function sniff(
  bench: Bench,
  room: Room,
  name: string,
  { device, snapLength, direction, filter }: SnifferOptions,
): Promise<Sniffer> {
  const file = join(bench.directory, `${name}.pcap`);
  const words = join(bench.directory, `${name}.tcpdump`);
  await Bun.write(words, "");
  const options = [
    "-s",
    String(snapLength ?? WHOLE_FRAMES),
    // KiB: room for a hundred whole frames, which the kernel keeps in slots of the snap length.
    "-B",
    "16384",
    ...(direction === undefined ? [] : ["-Q", direction]),
    ...(filter === undefined ? [] : [filter]),
  ];
  // -U and --immediate-mode: what has passed is in the file at once. -Z: tcpdump stays who may write there.
  const tcpdump = [
    "tcpdump",
    "-n",
    "-U",
    "--immediate-mode",
    "-Z",
    "root",
    "-i",
    device,
    "-w",
    file,
  ];
  const started = room.start(
    "sh",
    "-c",
    'words=$1; shift; exec "$@" 2>"$words"',
    "sh",
    words,
    ...tcpdump,
    ...options,
  );
  await bench.until(`tcpdump listens at ${device}`, () => listening(words));
  return {
    async stop() {
      started.kill("SIGINT");
      await started.exited;
      return file;
    },
  };
}
