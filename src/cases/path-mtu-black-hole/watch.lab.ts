import { readFileSync, writeFileSync } from "node:fs";
import type { Report } from "#contract/report.ts";
import type { Bench } from "#lab/bench.ts";
import { expectFinding, findingsOf, verdictOf } from "#lab/judge.ts";
import type { Stage } from "#lab/lab.ts";
import type { Room } from "#lab/room.ts";
import { type Sniffer, type SnifferOptions, sniff } from "#lab/sniffer.ts";

type Judge = (report: Report) => readonly string[];

/** A place where a capture is taken, and what it must say. */
export interface View {
  readonly name: string;
  readonly room: Room;
  readonly options: SnifferOptions;
  readonly judge: Judge;
  /** See {@link tagged}. */
  readonly isTagged?: true;
}

/** The same as a port that carries VLANs would show it: the tag is put in afterwards, for a kernel may have no VLANs. */
export const tagged = (view: View): View => ({ ...view, isTagged: true });

const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
/** Of an Ethernet header, the two addresses. */
const ADDRESSES_BYTES = 12;
/** 802.1Q, VLAN 7. */
const TAG = [0x81, 0x00, 0x00, 0x07];

/** Writes a VLAN tag into each frame of a capture that tcpdump took on this machine at an Ethernet interface. */
function putTags(file: string): void {
  const bytes = readFileSync(file);
  const parts: Uint8Array[] = [bytes.subarray(0, FILE_HEADER_BYTES)];
  for (let at = FILE_HEADER_BYTES; at + RECORD_HEADER_BYTES <= bytes.length;) {
    const head = Buffer.from(bytes.subarray(at, at + RECORD_HEADER_BYTES));
    const captured = head.readUInt32LE(8);
    head.writeUInt32LE(captured + TAG.length, 8);
    head.writeUInt32LE(head.readUInt32LE(12) + TAG.length, 12);
    const frame = bytes.subarray(at + RECORD_HEADER_BYTES, at + RECORD_HEADER_BYTES + captured);
    const [addresses, rest] = [frame.subarray(0, ADDRESSES_BYTES), frame.subarray(ADDRESSES_BYTES)];
    parts.push(head, addresses, Uint8Array.from(TAG), rest);
    at += RECORD_HEADER_BYTES + captured;
  }
  writeFileSync(file, Buffer.concat(parts));
}

const CAUSES = /^(path-smaller-than-interface|overlay-exceeds-uplink)$/;

/** What is wrong if a hole toward an address is not found, or not with this certainty. */
export const tells =
  (
    subject: string,
    certainty: "confirmed" | "suspected",
    cause = "path-smaller-than-interface",
  ): Judge =>
  (report) =>
    expectFinding(report, { cause, subject, certainty });

/** A place that cannot know: it may suspect the right address, or say nothing. */
export const mayTell =
  (subject: string): Judge =>
  (report) =>
    findingsOf(report).flatMap(({ certainty, subject: { name } }) =>
      name === subject && certainty === "suspected"
        ? []
        : [`expected a suspicion about ${subject} or nothing, found ${certainty} about ${name}`],
    );

/** What is wrong if a hole is found that is none, or nothing was looked at. */
export const tellsNone =
  (kinds: readonly string[]): Judge =>
  (report) => {
    const { kind } = verdictOf(report);
    const found = findingsOf(report)
      .filter(({ cause }) => CAUSES.test(cause))
      .map(({ cause, subject }) => `expected no finding, found ${cause} of ${subject.name}`);
    return found.length > 0 || kinds.includes(kind)
      ? found
      : [`expected ${kinds.join(" or ")}, found ${kind}`];
  };

const named =
  (name: string, judge: Judge): Judge =>
  (report) =>
    judge(report).map((problem) => `capture ${name}: ${problem}`);

/** Captures that are being taken. */
export interface Watch {
  /** Ends them. @returns the stage that asks about the first, and by its `next` about all others. */
  first(): Promise<Stage>;
}

interface Taken {
  readonly file: string;
  readonly view: View;
}

function chain([first, ...rest]: readonly Taken[]): Stage {
  if (!first) throw new Error("nothing was captured");
  const { file, view } = first;
  const stage: Stage = { capture: file, judge: named(view.name, view.judge) };
  return rest.length === 0 ? stage : { ...stage, next: async () => chain(rest) };
}

/** Begins to capture at several places. */
export async function watch(bench: Bench, views: readonly View[]): Promise<Watch> {
  const sniffers = await Promise.all(
    views.map(async (view): Promise<{ view: View; sniffer: Sniffer }> => ({
      view,
      sniffer: await sniff(bench, view.room, view.name, view.options),
    })),
  );
  return {
    async first() {
      const files = await Promise.all(
        sniffers.map(async ({ view, sniffer }) => {
          const file = await sniffer.stop();
          if (view.isTagged) putTags(file);
          return { view, file };
        }),
      );
      return chain(files);
    },
  };
}

/** A question to the host, then one about each capture. */
export const askAll = (room: Room, judge: Judge, watched: Watch): Stage => ({
  room,
  judge,
  next: () => watched.first(),
});
