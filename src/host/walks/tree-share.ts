import { availableParallelism } from "node:os";
import { ptr } from "bun:ffi";
import { formatRecord, parseRecord } from "#text/record.ts";
import type { Fetched, Order } from "#contract/host.ts";
import { close, openDirectoryAt } from "../directory.ts";
import type { ReaderOrder } from "../isolated.ts";
import { call, cString, kernelWords } from "../libc.ts";
import { selfCommand } from "../self.ts";
import { type TreeOptions, type TreeUsage, TreeCounter } from "./tree-usage.ts";
import type { Walk } from "./walk.ts";

/** A second process costs about as much as this many files. */
const FILES_WORTH_SHARING = 20_000;
const DIRECTORIES_WORTH_SHARING = 64;
/** A tree with few directories near its top is shared later, when as many files have been counted. */
const FILES_LATEST = 60_000;
/** What a pipe takes before it blocks, if it can be widened, less a page for each. */
const PIPE_BYTES = 1 << 20;
const LIST_BYTES = 900_000;
const LONGEST_PATH = 3500;

const F_SETPIPE_SZ = 1031;
const O_CLOEXEC = 0o2000000;
const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;
/** Where the other process finds the queue and the directory to start from. */
const QUEUE_FD = 3;
const TOP_FD = 4;

interface Pipe {
  readonly from: number;
  readonly to: number;
  readonly room: number;
}

function makePipe(): Pipe | null {
  const ends = new Int32Array(2);
  if (call("pipe2", ptr(ends), O_CLOEXEC) < 0) return null;
  const [from = -1, to = -1] = ends;
  const room = call("fcntl", to, F_SETPIPE_SZ, PIPE_BYTES);
  return { from, to, room: room > 0 ? Math.min(room, LIST_BYTES) : 60_000 };
}

/** Writes what the pipe has room for, and closes that end. */
function fill({ to }: Pipe, bytes: Uint8Array): void {
  call("write", to, ptr(bytes), bytes.length);
  close(to);
}

/** Counts the trees whose numbers come from the queue: each number is taken by one process only, the kernel sees to that. */
function work(counter: TreeCounter, top: number, queue: number, paths: readonly string[]): void {
  const next = kernelWords(1);
  while (!counter.stopped && call("read", queue, ptr(next), 4) === 4) {
    const path = paths[next[0] ?? 0];
    if (path !== undefined) countBelow(counter, top, path);
  }
}

function open(top: number, path: string): number {
  return openDirectoryAt(top, cString(path, "latin1").address);
}

function countBelow(counter: TreeCounter, top: number, path: string): void {
  const fd = open(top, path);
  if (fd >= 0) counter.walkBelow(fd);
  else if (![-2, -20, -40].includes(fd)) counter.refused++;
}

/** Counts from the top, level by level, until enough directories are known to share out. */
function expand(counter: TreeCounter, top: number, shareFrom: number): string[] {
  const pending = ["."];
  for (let at = 0; at < pending.length; at++) {
    const left = pending.length - at;
    const enough =
      (counter.files >= shareFrom && left > DIRECTORIES_WORTH_SHARING) ||
      counter.files > FILES_LATEST;
    if (enough) return pending.slice(at);
    const path = pending[at] ?? "";
    const fd = open(top, path);
    if (fd < 0) {
      if (![-2, -20, -40].includes(fd)) counter.refused++;
    } else if (path.length > LONGEST_PATH) counter.walkBelow(fd);
    else for (const name of counter.countOne(fd)) pending.push(`${path}/${name}`);
  }
  return [];
}

/** The second process, from its start to its answer. */
interface Partner {
  readonly input: Pipe;
  readonly queue: Pipe;
  readonly answer: Promise<string>;
}

function startPartner(top: number): Partner | null {
  const input = availableParallelism() > 1 ? makePipe() : null;
  const queue = input === null ? null : makePipe();
  if (input === null || queue === null) return null;
  const child = Bun.spawn([...selfCommand(), "__fetch"], {
    stdio: [input.from, "pipe", "inherit", queue.from, top],
  });
  close(input.from);
  return { input, queue, answer: new Response(child.stdout).text() };
}

/** What is known of a tree before it is counted. */
export interface Expectation extends Required<TreeOptions> {
  /** Inodes of its filesystem; null if that is not known. */
  readonly inodes: number | null;
}

/**
 * Counts the tree below an open directory, in two processes when it is large and the machine has the processors:
 * asking for a file costs the kernel more than it costs us, and two processes ask twice as fast.
 */
export async function countTogether(
  top: number,
  options: Expectation,
): Promise<TreeUsage & { readonly stopped: boolean }> {
  const counter = new TreeCounter(options);
  counter.begin(top);
  // A tree that is known to be large is shared from the start, and the other process starts up meanwhile.
  const isLarge = (options.inodes ?? 0) > 4 * FILES_WORTH_SHARING;
  const early = isLarge ? startPartner(top) : null;
  const pending = expand(counter, top, isLarge ? 0 : FILES_WORTH_SHARING);
  const partner = early ?? (pending.length > 1 ? startPartner(top) : null);
  if (partner === null) {
    for (const path of pending) if (!counter.stopped) countBelow(counter, top, path);
    return counter;
  }
  const { input, queue, answer } = partner;
  const paths = cut(pending, Math.min(input.room - 1000, queue.room));
  fill(queue, new Uint8Array(Uint32Array.from(paths.keys()).buffer));
  fill(input, Buffer.from(JSON.stringify(orderFor(paths, options))));
  for (const path of pending.slice(paths.length))
    if (!counter.stopped) countBelow(counter, top, path);
  work(counter, top, queue.from, paths);
  close(queue.from);
  return sum(counter, await answer);
}

/** As many of the paths as the list has room for. */
function cut(paths: readonly string[], room: number): readonly string[] {
  let used = 0;
  const end = paths.findIndex((path) => (used += JSON.stringify(path).length * 2 + 8) > room);
  return end === -1 ? paths : paths.slice(0, end);
}

function orderFor(paths: readonly string[], options: Expectation): ReaderOrder {
  const seconds = Math.max(0, options.deadline - performance.now()) / 1000;
  const order: Order = {
    source: { kind: "walk", walk: "tree-share" },
    scope: "mntns",
    sample: "first",
    limitSeconds: seconds,
    targets: [String(seconds), String(options.acrossDevices), ...paths],
  };
  return { ask: "fetch", task: { root: "", kind: "live", dockerRoots: [], order }, hung: [] };
}

/** Both counts together; an inode that each met through links of its own is taken off once. */
function sum(counter: TreeCounter, answer: string): TreeUsage & { readonly stopped: boolean } {
  const fetched = JSON.parse(answer) as Fetched;
  if (fetched.status !== "read") throw new Error(`the second counter gave no answer: ${answer}`);
  const [total = "", ...links] = (fetched.entries[0]?.text ?? "").trimEnd().split("\n");
  const fields = parseRecord(total)?.fields;
  const number = (name: string): number => Number(fields?.get(name));
  let twice = 0;
  let twiceBytes = 0;
  for (const link of links) {
    const [key = "0"] = link.split(" ");
    const inode = Number(key) < Number.MAX_SAFE_INTEGER ? Number(key) : BigInt(key);
    const bytes = counter.linkedElsewhere.get(inode);
    if (bytes === undefined) continue;
    twice++;
    twiceBytes += bytes;
  }
  return {
    fileBytes: counter.fileBytes + number("bytes") - twiceBytes,
    directoryBytes: counter.directoryBytes + number("directory-bytes"),
    files: counter.files + number("files") - twice,
    directories: counter.directories + number("directories"),
    refused: counter.refused + number("refused"),
    mountPoints: counter.mountPoints + number("mount-points"),
    stopped: counter.stopped || fields?.get("stopped") !== "false",
  };
}

/**
 * The second process of {@link countTogether}; nobody else asks for it. Targets are the seconds left, whether to go
 * across devices, and the paths; the queue of their numbers and the top directory are open already.
 *
 * `share bytes= directory-bytes= files= directories= refused= mount-points= stopped=`, then one inode a line of which
 * links lie elsewhere.
 */
const treeShare: Walk = {
  name: "tree-share",
  onTree: false,
  run({ targets: [seconds, acrossDevices, ...paths] }) {
    call("prctl", PR_SET_PDEATHSIG, SIGKILL);
    const counter = new TreeCounter({
      acrossDevices: acrossDevices === "true",
      deadline: performance.now() + Number(seconds) * 1000,
    });
    counter.begin(TOP_FD);
    work(counter, TOP_FD, QUEUE_FD, paths);
    const share = formatRecord("share", {
      bytes: counter.fileBytes,
      "directory-bytes": counter.directoryBytes,
      files: counter.files,
      directories: counter.directories,
      refused: counter.refused,
      "mount-points": counter.mountPoints,
      stopped: counter.stopped,
    });
    return [share, ...[...counter.linkedElsewhere.keys()].map(String)].join("\n");
  },
};

export default treeShare;
