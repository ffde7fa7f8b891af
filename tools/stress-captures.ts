import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Fragments } from "#capture/fragments.ts";
import { FlowAnalysis } from "#capture/flows/flow-analysis.ts";
import { Packet } from "#capture/packet.ts";
import { CaptureReader } from "#capture/reader.ts";

/**
 * `bin/bun tools/stress-captures.ts DIR [COUNT [SEED]]`: reads COUNT captures made of those below DIR by changing,
 * dropping, doubling and cutting bytes, and prints how they ended, the slowest per byte and the memory. A capture that
 * makes the reader throw is printed as hexadecimal.
 */
const [directory, countText = "200000", seedText = "1"] = process.argv.slice(2);
if (directory === undefined) {
  console.error("usage: bin/bun tools/stress-captures.ts DIR [COUNT [SEED]]");
  process.exit(2);
}

const LARGEST = 1 << 20;
const WORDS = [0, 1, 4, 0x7fffffff, 0x80000000, 0xffffffff, 0x0fffffff, 65_535, 262_144, 262_145];
let random = (Number(seedText) * 2_654_435_761) >>> 0 || 1;
/** xorshift32: the same captures for the same seed. */
function below(limit: number): number {
  random ^= random << 13;
  random ^= random >>> 17;
  random ^= random << 5;
  return (random >>> 0) % limit;
}

const originals = readdirSync(directory, { recursive: true, encoding: "utf8" })
  .map((name) => join(directory, name))
  .filter((path) => /\.(pcap|pcapng|cap|dmp)$/.test(path) && statSync(path).size > 0)
  .map((path) => new Uint8Array(readFileSync(path)))
  .filter(({ length }) => length < LARGEST / 4);
const scratch = new Uint8Array(LARGEST);
const view = new DataView(scratch.buffer);

/** Makes one capture in `scratch`. @returns its length. */
function make(): number {
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
  return length;
}

const packet = new Packet();
const fragments = new Fragments();
const ends = new Map<string, number>();
const slowest = { nanosecondsPerByte: 0, bytes: 0, milliseconds: 0 };
let [frames, bytes, thrown, largestRss] = [0, 0, 0, 0];
const began = performance.now();
for (let made = 0; made < Number(countText); made++) {
  const length = make();
  const start = performance.now();
  try {
    const flows = new FlowAnalysis(() => undefined);
    const reader = new CaptureReader((frame) => {
      fragments.decode(frame, packet);
      flows.add(frame, packet);
    });
    const chunk = below(2) === 0 ? length : 1 + below(3000);
    for (let at = 0; at < length; at += chunk)
      if (!reader.feed(scratch.subarray(at, Math.min(length, at + chunk)))) break;
    const ending = reader.end();
    flows.end();
    frames += ending.frames;
    ends.set(ending.stop.kind, (ends.get(ending.stop.kind) ?? 0) + 1);
  } catch (error) {
    thrown++;
    console.log(error, Buffer.from(scratch.subarray(0, length)).toString("hex").slice(0, 4000));
  }
  const milliseconds = performance.now() - start;
  const nanosecondsPerByte = (milliseconds * 1e6) / Math.max(length, 4096);
  if (nanosecondsPerByte > slowest.nanosecondsPerByte)
    Object.assign(slowest, { nanosecondsPerByte, bytes: length, milliseconds });
  bytes += length;
  if (made % 1000 === 0) largestRss = Math.max(largestRss, process.memoryUsage.rss());
}
console.log(
  JSON.stringify({
    captures: Number(countText),
    ends: Object.fromEntries(ends),
    thrown,
    frames,
    bytes,
    seconds: (performance.now() - began) / 1000,
    slowest,
    largestRssMebibytes: Math.round(largestRss / 1024 ** 2),
  }),
);
