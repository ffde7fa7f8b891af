import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { Survey } from "#capture/summary/survey.ts";
import type { CaptureFlow, CaptureSummary } from "#contract/capture.ts";
import type { Finding, Verdict } from "#contract/verdict.ts";
import { describeCaptureCase, summaryOf } from "#testing/describe-capture-case.ts";
import { describeCase } from "#testing/describe-case.ts";
import { findNaN } from "#testing/json.ts";
import known from "./case.ts";

describeCase(known, import.meta.path);
describeCaptureCase(known, import.meta.path);

const pathOf = (overlay: string): string =>
  join(import.meta.dir, "overlays", overlay, "capture.pcap");
const hole = summaryOf(pathOf("server-to-client"), "x.pcap");

function judge(capture: CaptureSummary): Verdict {
  if (!known.capture) throw new Error("the case judges no captures");
  return known.capture(capture);
}

function findingsOf(capture: CaptureSummary): readonly Finding[] {
  const verdict = judge(capture);
  return verdict.kind === "present" ? verdict.findings : [];
}

/** The same capture with its connection changed. */
function changed(change: (flow: CaptureFlow) => void): CaptureSummary {
  const copy = structuredClone(hole);
  for (const flow of copy.flows) change(flow);
  return copy;
}

describe("the bracket", () => {
  test("lies between what the peer told by SACK and what it never acknowledged", () => {
    const [finding] = findingsOf(hole);
    expect(finding?.evidence.slice(0, 2).map(({ observed }) => observed)).toEqual([
      { value: 1500, unit: "bytes" },
      { value: 456, unit: "bytes" },
    ]);
  });
  test("after MTU probing it ends at the size that the sender went down to", () => {
    const [finding] = findingsOf(summaryOf(pathOf("mtu-probing"), "x.pcap"));
    expect(finding?.severity).toBe("warning");
    expect(finding?.evidence[1]?.observed).toEqual({ value: 1076, unit: "bytes" });
  });
  test("connections to one destination are one finding", () => {
    const flows = [...hole.flows, ...structuredClone(hole.flows)];
    expect(findingsOf({ ...hole, flows })).toHaveLength(1);
  });
});

describe("what speaks against a hole", () => {
  const cases: readonly (readonly [string, (flow: CaptureFlow) => void])[] = [
    [
      "a packet of that size got through",
      ({ fromServer }) => (fromServer.largestDelivered = { bytes: 1500, frame: 3 }),
    ],
    ["super-segments got through", ({ fromServer }) => (fromServer.superDelivered = 1)],
    ["the receiver's window is zero", ({ fromClient }) => (fromClient.zeroWindows = 1)],
    [
      "DF is not set",
      ({ fromServer }) => fromServer.unacknowledged.forEach((one) => (one.dontFragment = false)),
    ],
    [
      "it was tried too few times",
      ({ fromServer }) =>
        fromServer.unacknowledged.forEach((one) => (one.times = Math.min(one.times, 2))),
    ],
    [
      "every path carries that size",
      ({ fromServer }) =>
        fromServer.unacknowledged.forEach((one) => (one.bytes = Math.min(one.bytes, 576))),
    ],
    [
      "a segment of that size was told by SACK",
      ({ fromServer }) =>
        fromServer.unacknowledged.push({
          ...structuredClone(fromServer.unacknowledged[0] as (typeof fromServer.unacknowledged)[0]),
          super: false,
          bytes: 1500,
          sackedFrame: 9,
          part: null,
        }),
    ],
  ];
  test.each(cases)("%s", (_, change) => {
    expect(judge(changed(change)).kind).toBe("absent");
  });
  test("the same size got through to the same address in another connection", () => {
    const [flow] = structuredClone(hole.flows);
    if (!flow) throw new Error("no connection");
    flow.fromServer.unacknowledged = [];
    flow.fromServer.largestDelivered = { bytes: 1500, frame: 99 };
    expect(judge({ ...hole, flows: [...hole.flows, flow] }).kind).toBe("absent");
  });
});

describe("what can only be suspected", () => {
  const certainty = (change: (flow: CaptureFlow) => void) =>
    findingsOf(changed(change)).map((finding) => finding.certainty);
  test("without the handshake, or without its MSS", () => {
    expect(certainty((flow) => (flow.established = false))).toEqual(["suspected"]);
    expect(certainty(({ fromClient }) => (fromClient.mss = null))).toEqual(["suspected"]);
  });
});

test("in a tunnel the overlay is too large for its uplink", () => {
  const [finding] = findingsOf(changed((flow) => (flow.tunnelOverhead = 50)));
  expect(finding?.cause).toBe("overlay-exceeds-uplink");
});

test("an ICMP message that the sender does not follow is named, with who sent it", () => {
  const tooBig = { count: 3, mtu: 1400, bytes: 1500, from: "10.2.0.1", frame: 12 };
  const [finding] = findingsOf(changed(({ fromServer }) => (fromServer.tooBig = tooBig)));
  expect(finding?.evidence[2]?.says.slots).toEqual({ count: 3, from: "10.2.0.1", mtu: 1400 });
});

test("connections beyond the bound leave the verdict open", () => {
  expect(judge({ ...hole, flows: [], leftOut: 1 }).kind).toBe("unknown");
});

test("a verdict is given whatever bytes a capture holds", () => {
  const bytes = readFileSync(pathOf("server-to-client"));
  const edits = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 40 });
  fc.assert(
    fc.property(edits, fc.nat(bytes.length), (changes, length) => {
      const copy = Uint8Array.from(bytes);
      for (const [at, value] of changes) copy[at] = value;
      const survey = new Survey({ filter: null, all: true });
      survey.feed(copy.subarray(0, length));
      const verdict = judge(survey.end("x").summary);
      expect(findNaN(verdict)).toBeNull();
    }),
    { numRuns: Number(process.env["PROPERTY_RUNS"] ?? 300) },
  );
});
