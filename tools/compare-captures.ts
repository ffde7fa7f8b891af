import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { Census } from "#capture/census.ts";
import { Fragments } from "#capture/fragments.ts";
import type { Ending } from "#capture/ending.ts";
import { FlowAnalysis } from "#capture/flows/flow-analysis.ts";
import * as terms from "#capture/flows/terms.ts";
import { Packet } from "#capture/packet.ts";
import { CaptureReader } from "#capture/reader.ts";
import { readPackedFile } from "#host/packed-file.ts";

/**
 * `bin/bun tools/compare-captures.ts DIR [TRUTH [KNOWN]]`: reads every capture that TRUTH (`DIR/truth.json`) names below
 * DIR, and prints each count that differs under the reason that KNOWN (beside this file) gives for it, then the sums.
 *
 * TRUTH is JSON: `entries` by path, each with what another tool counted. KNOWN is JSON: by a name for the reason, the
 * reason and the `path: field` lines that it explains.
 */
interface Truth {
  readonly kind: string;
  readonly frames: number;
  readonly truncated_frames?: number;
  readonly arp_frames?: number;
  readonly tcp?: Readonly<Record<string, unknown>>;
}

type Counts = Readonly<Record<string, number>>;

interface Known {
  readonly [name: string]: { readonly reason: string; readonly differences: readonly string[] };
}

const UNEXPLAINED = "No reason is known.";
const TCP_COUNTS = ["frames", "syn", "synack", "fin", "rst", "streams"] as const;
/** What one segment may be, by the other tool's name and ours. */
const TERMS = {
  retransmission: terms.RETRANSMISSION,
  fast_retransmission: terms.FAST_RETRANSMISSION,
  spurious_retransmission: terms.SPURIOUS_RETRANSMISSION,
  out_of_order: terms.OUT_OF_ORDER,
  lost_segment: terms.LOST_SEGMENT,
  ack_lost_segment: terms.ACKED_UNSEEN_SEGMENT,
  duplicate_ack: terms.DUPLICATE_ACK,
  zero_window: terms.ZERO_WINDOW,
  window_full: terms.WINDOW_FULL,
  window_update: terms.WINDOW_UPDATE,
  keep_alive: terms.KEEP_ALIVE,
  keep_alive_ack: terms.KEEP_ALIVE_ACK,
  reused_ports: terms.PORTS_REUSED,
};

async function count(path: string): Promise<{ counts: Counts; ending: Ending }> {
  const census = new Census();
  const packet = new Packet();
  const fragments = new Fragments();
  const flows = new FlowAnalysis(() => undefined);
  const seen: Record<string, number> = {};
  const reader = new CaptureReader((frame) => {
    fragments.decode(frame, packet);
    census.add(frame, packet);
    const found = flows.add(frame, packet);
    for (const [name, bit] of Object.entries(TERMS))
      if ((found & bit) !== 0) seen[name] = (seen[name] ?? 0) + 1;
  });
  await readPackedFile(path, reader);
  const ending = reader.end();
  const counts = {
    frames: census.frames,
    truncated_frames: census.cutFrames,
    arp_frames: census.arp,
    "tcp.frames": census.tcp,
    "tcp.syn": census.syn,
    "tcp.synack": census.synAck,
    "tcp.fin": census.fin,
    "tcp.rst": census.rst,
    "tcp.streams": flows.flows,
    ...Object.fromEntries(
      Object.keys(TERMS).map((name): [string, number] => [`tcp.${name}`, seen[name] ?? 0]),
    ),
  };
  return { counts, ending };
}

function theirs(truth: Truth): Counts {
  const counts: Record<string, number> = {
    frames: truth.frames,
    truncated_frames: truth.truncated_frames ?? 0,
    arp_frames: truth.arp_frames ?? 0,
  };
  for (const name of [...TCP_COUNTS, ...Object.keys(TERMS)])
    counts[`tcp.${name}`] = Number(truth.tcp?.[name] ?? 0);
  return counts;
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

function reasonsOf(path: string | undefined): Map<string, string> {
  const known = path === undefined ? {} : (readJson(path) as Known);
  return new Map(
    Object.values(known).flatMap(({ reason, differences }) =>
      differences.map((line): [string, string] => [line, reason]),
    ),
  );
}

const [directory, truthFile, knownFile] = process.argv.slice(2);
if (directory === undefined) {
  console.error("usage: bin/bun tools/compare-captures.ts DIR [TRUTH [KNOWN]]");
  process.exit(2);
}
const reasons = reasonsOf(knownFile ?? join(import.meta.dir, "compare-captures.known.json"));
const { entries } = readJson(truthFile ?? join(directory, "truth.json")) as {
  entries: Readonly<Record<string, Truth>>;
};
const tally = { files: 0, frames: 0, compared: 0, explained: 0, unexplained: 0 };
const byReason = new Map<string, string[]>();
const used = new Set<string>();
const sums: Record<string, { ours: number; theirs: number; differing: number }> = {};
for (const path of captures(directory)) {
  const truth = entries[path];
  if (truth?.kind !== "capture") continue;
  const { counts, ending } = await count(join(directory, path));
  tally.files++;
  tally.frames += ending.frames;
  for (const [field, value] of Object.entries(theirs(truth))) {
    const sum = (sums[field] ??= { ours: 0, theirs: 0, differing: 0 });
    const own = counts[field] ?? 0;
    sum.ours += own;
    sum.theirs += value;
    tally.compared++;
    if (own === value) continue;
    sum.differing++;
    const line = `${path}: ${field}`;
    const reason = reasons.get(line) ?? UNEXPLAINED;
    used.add(line);
    byReason.set(reason, [...(byReason.get(reason) ?? []), `${line} ${own}, not ${value}`]);
  }
}
for (const [reason, lines] of byReason) {
  if (reason === UNEXPLAINED) tally.unexplained += lines.length;
  else tally.explained += lines.length;
  console.log(`\n${reason}\n  ${lines.join("\n  ")}`);
}
for (const line of reasons.keys()) if (!used.has(line)) console.log(`${line} no longer differs`);
const share = ({ ours, theirs: other }: { ours: number; theirs: number }): string =>
  other === 0 ? "" : `${(((ours - other) / other) * 100).toFixed(2)} %`;
console.log(
  ["\n| count | ours | theirs | difference | captures that differ |", "|---|--:|--:|--:|--:|"]
    .concat(
      Object.entries(sums).map(
        ([field, sum]) =>
          `| ${field} | ${sum.ours} | ${sum.theirs} | ${share(sum)} | ${sum.differing} |`,
      ),
    )
    .join("\n"),
);
console.log(`\n${JSON.stringify(tally)}`);
process.exitCode = tally.unexplained === 0 ? 0 : 1;

function captures(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .toSorted()
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => relative(folder, join(folder, name)));
}
