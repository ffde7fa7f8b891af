import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Survey, type SurveyOptions } from "#capture/summary/survey.ts";
import { BOMBS, packedBombs } from "./stress/bombs.ts";
import { randomBelow } from "./stress/random.ts";

/**
 * `bin/bun tools/stress-captures.ts DIR [COUNT [SEED]]`: sums up COUNT captures made of those below DIR by changing,
 * dropping, doubling and cutting bytes, then captures that ask for much with few bytes, plain and packed.
 *
 * Prints how they ended, the slowest and the memory, and fails when one throws, takes more time than its size allows,
 * tells something else by the lane than the long way, or when the process came to hold more than
 * {@link MOST_MEBIBYTES}. What throws or differs is printed as hexadecimal.
 */
const [directory, countText = "200000", seedText = "1"] = process.argv.slice(2);
if (directory === undefined) {
  console.error("usage: bin/bun tools/stress-captures.ts DIR [COUNT [SEED]]");
  process.exit(2);
}

const MOST_MEBIBYTES = 256;
/** Time that a capture may take: what it takes to begin, and so much a byte. The fastest of some tries counts. */
const BASE_MILLISECONDS = 5;
/** In a process of its own, whose code is not compiled yet. */
const APART_MILLISECONDS = 200;
const NANOSECONDS_PER_BYTE = 400;
const TRIES = 10;
/** One in so many is read both ways. */
const COMPARED = 4;
const READER = join(import.meta.dir, "stress/read-capture.ts");
const LARGEST = 1 << 20;
const BOMB_BYTES = 1 << 22;
const UNPACKED_BYTES = 1 << 28;
const WORDS = [0, 1, 4, 0x7fffffff, 0x80000000, 0xffffffff, 0x0fffffff, 65_535, 262_144, 262_145];
const below = randomBelow(Number(seedText));

const originals = readdirSync(directory, { recursive: true, encoding: "utf8" })
  .map((name) => join(directory, name))
  .filter((path) => /\.(pcap|pcapng|cap|dmp)$/.test(path) && statSync(path).size > 0)
  .map((path) => new Uint8Array(readFileSync(path)))
  .filter(({ length }) => length < LARGEST / 4);
const scratch = new Uint8Array(LARGEST);
const view = new DataView(scratch.buffer);

/** Makes one capture in `scratch`. */
function mutated(): Uint8Array {
  const original = originals[below(originals.length)] ?? new Uint8Array(0);
  scratch.set(original);
  let { length } = original;
  for (let edits = 1 + below(6); edits > 0 && length > 8; edits--) {
    const at = below(length - 4);
    const span = 1 + below(64);
    const kind = below(6);
    if (kind === 0) length = at;
    else if (kind === 1) scratch[at] = below(256);
    else if (kind <= 3) view.setUint32(at, WORDS[below(WORDS.length)] ?? 0, kind === 2);
    else if (kind === 4) {
      scratch.copyWithin(at, at + span, length);
      length = Math.max(0, length - span);
    } else {
      scratch.copyWithin(at + span, at, length);
      length = Math.min(LARGEST, length + span);
    }
  }
  return scratch.subarray(0, length);
}

const ends = new Map<string, number>();
const slowest = { name: "", milliseconds: 0, bytes: 0, share: 0 };
const told = {
  captures: 0,
  thrown: 0,
  tooSlow: 0,
  /** Of which the lane and the long way told different things. */
  differing: 0,
  frames: 0,
  bytes: 0,
  peakMebibytes: 0,
};

function sumUp(capture: Uint8Array, chunk: number, options: Partial<SurveyOptions> = {}) {
  const survey = new Survey({ filter: null, all: true, sketched: true, ...options });
  for (let at = 0; at < capture.length; at += chunk)
    if (!survey.feed(capture.subarray(at, at + chunk))) break;
  return survey.end("capture");
}

function isSameByLane(capture: Uint8Array, chunk: number): boolean {
  const [lane, long] = [0, Infinity].map((framesBeforeLane) =>
    JSON.stringify(sumUp(capture, chunk, { framesBeforeLane })),
  );
  return lane === long;
}

/** Notes a time, and by how much it lies below what the size allows. */
function judge(
  name: string,
  milliseconds: number,
  bytes: number,
  base = BASE_MILLISECONDS,
): boolean {
  const share = milliseconds / (base + (bytes * NANOSECONDS_PER_BYTE) / 1e6);
  if (share > slowest.share) Object.assign(slowest, { name, milliseconds, bytes, share });
  return share <= 1;
}

function attempt(name: string, capture: Uint8Array, chunk: number): void {
  told.captures++;
  told.bytes += capture.length;
  let fastest = Infinity;
  try {
    for (let tries = 0; tries < TRIES; tries++) {
      const before = process.cpuUsage();
      const began = performance.now();
      const { ending } = sumUp(capture, chunk);
      const { user, system } = process.cpuUsage(before);
      fastest = Math.min(fastest, performance.now() - began, (user + system) / 1000);
      if (tries === 0) told.frames += ending.frames;
      if (tries === 0) ends.set(ending.stop.kind, (ends.get(ending.stop.kind) ?? 0) + 1);
      if (fastest < BASE_MILLISECONDS) break;
    }
    if (told.captures % COMPARED === 0 && !isSameByLane(capture, chunk)) {
      told.differing++;
      console.log(`${name}: the lane and the long way differ`, capture.toHex().slice(0, 4000));
    }
    if (judge(name, fastest, capture.length)) return;
    told.tooSlow++;
    console.log(`${name}: ${capture.length} bytes took ${fastest.toFixed(1)} ms`);
  } catch (error) {
    told.thrown++;
    console.log(name, error, capture.toHex().slice(0, 4000));
  }
}

interface Read {
  readonly milliseconds: number;
  readonly mebibytes: number;
  readonly bytes: number;
  readonly frames: number;
  readonly end: string;
}

/** In a process of its own, so that the memory is that of reading. */
function readApart(folder: string, name: string, capture: Uint8Array): void {
  const file = join(folder, "capture");
  writeFileSync(file, capture);
  const { stdout, stderr } = Bun.spawnSync([process.execPath, READER, file]);
  told.captures++;
  const text = stdout.toString();
  if (text === "") {
    told.thrown++;
    console.log(name, stderr.toString());
    return;
  }
  const { milliseconds, mebibytes, bytes, frames, end } = JSON.parse(text) as Read;
  told.frames += frames;
  told.bytes += bytes;
  told.peakMebibytes = Math.max(told.peakMebibytes, Math.round(mebibytes));
  if (!judge(name, milliseconds, bytes, APART_MILLISECONDS)) told.tooSlow++;
  const became = bytes === capture.length ? "" : ` became ${bytes}`;
  const cost = `${Math.round(milliseconds)} ms, ${Math.round(mebibytes)} MiB`;
  console.log(`${name}: ${capture.length} bytes${became}, ${frames} frames, ${end}, ${cost}`);
}

const began = performance.now();
for (let made = 0; made < Number(countText); made++) {
  const capture = mutated();
  attempt("mutated", capture, below(2) === 0 ? LARGEST : 1 + below(3000));
}
told.peakMebibytes = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(`mutated: ${countText} captures, ${told.frames} frames, ${told.peakMebibytes} MiB`);
const folder = mkdtempSync(join(tmpdir(), "casebook-stress-"));
try {
  for (const [name, bomb] of Object.entries(BOMBS)) readApart(folder, name, bomb(BOMB_BYTES));
  for (const [name, packed] of Object.entries(packedBombs(UNPACKED_BYTES)))
    readApart(folder, name, packed);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const seconds = Math.round((performance.now() - began) / 1000);
console.log(JSON.stringify({ ...told, ends: Object.fromEntries(ends), seconds, slowest }));
const wrong = told.thrown + told.tooSlow + told.differing;
const isGood = wrong === 0 && told.peakMebibytes <= MOST_MEBIBYTES;
process.exitCode = isGood ? 0 : 1;
