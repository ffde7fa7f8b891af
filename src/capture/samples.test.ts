import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Census } from "./census.ts";
import { decode } from "./decode.ts";
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

function read(path: string) {
  const file = readFileSync(join(SAMPLES, path));
  const census = new Census();
  const packet = new Packet();
  const linkTypes = new Set<number>();
  const reader = new CaptureReader((frame) => {
    decode(frame, packet);
    census.add(frame, packet);
    linkTypes.add(frame.linkType);
  });
  reader.feed(file[0] === 0x1f ? gunzipSync(file) : file);
  return { ending: reader.end(), census, linkTypes };
}

test.each(Object.entries(expected))("%s: counts as tshark's", (path, { counts, differs = {} }) => {
  const { census } = read(path);
  const ours = Object.fromEntries(
    Object.keys(counts)
      .filter((name) => !(name in differs))
      .map((name) => [name, census[name as keyof Census]]),
  );
  expect(ours).toEqual(
    Object.fromEntries(Object.entries(counts).filter(([name]) => !(name in differs))),
  );
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
