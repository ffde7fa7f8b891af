import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Census } from "./census.ts";
import { Fragments } from "./fragments.ts";
import { FlowAnalysis } from "./flows/flow-analysis.ts";
import { Packet } from "./packet.ts";
import { CaptureReader } from "./reader.ts";

const SAMPLES = join(import.meta.dir, "samples");

interface Expected {
  readonly counts: Readonly<Record<string, number>>;
  readonly linkType?: number;
  readonly differs?: Readonly<Record<string, string>>;
}

const expected = JSON.parse(readFileSync(join(SAMPLES, "expected.json"), "utf8")) as Readonly<
  Record<string, Expected>
>;

/** Counts that are kept by direction. */
const BY_DIRECTION = [
  "retransmissions",
  "fastRetransmissions",
  "spuriousRetransmissions",
  "outOfOrder",
  "lostSegments",
  "ackedUnseenSegments",
  "duplicateAckCount",
  "windowUpdates",
  "keepAlives",
] as const;

function read(path: string) {
  const file = readFileSync(join(SAMPLES, path));
  const census = new Census();
  const packet = new Packet();
  const fragments = new Fragments();
  const linkTypes = new Set<number>();
  const sums: Record<string, number> = Object.fromEntries(BY_DIRECTION.map((name) => [name, 0]));
  const flows = new FlowAnalysis(({ forward, backward }) => {
    for (const name of BY_DIRECTION)
      sums[name] = (sums[name] ?? 0) + forward[name] + backward[name];
  });
  const reader = new CaptureReader((frame) => {
    fragments.decode(frame, packet);
    census.add(frame, packet);
    flows.add(frame, packet);
    linkTypes.add(frame.linkType);
  });
  reader.feed(file[0] === 0x1f ? gunzipSync(file) : file);
  const ending = reader.end();
  flows.end();
  const counts: Record<string, number> = Object.assign({}, census, sums, { flows: flows.flows });
  return { ending, counts, linkTypes };
}

/** Counts that `expected.json` leaves out are 0 there. */
const WHOLE = ["frames", "cutFrames", "arp", "tcp", "syn", "synAck", "fin", "rst", "zeroWindow"];
const COMPARED = [...WHOLE, "flows", ...BY_DIRECTION];

test.each(Object.entries(expected))("%s: counts as tshark's", (path, { counts, differs = {} }) => {
  const { counts: found } = read(path);
  const compared = COMPARED.filter((name) => !(name in differs));
  expect(Object.fromEntries(compared.map((name) => [name, found[name]]))).toEqual(
    Object.fromEntries(compared.map((name) => [name, counts[name] ?? 0])),
  );
});

test("what is said to differ does", () => {
  for (const [path, { counts, differs = {} }] of Object.entries(expected)) {
    const { counts: found } = read(path);
    const same = Object.keys(differs).filter((name) => found[name] === (counts[name] ?? 0));
    expect({ path, same }).toEqual({ path, same: [] });
  }
});

test("link types are those of the file headers", () => {
  for (const [path, { linkType }] of Object.entries(expected)) {
    const { linkTypes } = read(path);
    const given = [...linkTypes].filter((each) => linkType !== undefined && each !== linkType);
    expect({ path, given }).toEqual({ path, given: [] });
  }
});

test("how each sample ends", () => {
  const ends = Object.keys(expected).flatMap((path) => {
    const { stop, offset } = read(path).ending;
    return stop.kind === "complete" ? [] : [{ path, stop, offset }];
  });
  expect(ends).toMatchSnapshot();
});
