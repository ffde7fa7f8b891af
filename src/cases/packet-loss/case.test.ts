import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { Survey } from "#capture/summary/survey.ts";
import type { CaptureDirection, CaptureFlow, CaptureSummary } from "#contract/capture.ts";
import type { CaptureLoss } from "#contract/capture-trouble.ts";
import type { Finding, Verdict } from "#contract/verdict.ts";
import { describeCaptureCase, summaryOf } from "#testing/describe-capture-case.ts";
import { findNaN } from "#testing/json.ts";
import known from "./case.ts";

describeCaptureCase(known, import.meta.path);

const pathOf = (overlay: string): string =>
  join(import.meta.dir, "overlays", overlay, "capture.pcap");
const random = summaryOf(pathOf("random-at-the-receiver"), "x.pcap");

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
  const copy = structuredClone(random);
  for (const flow of copy.flows) change(flow);
  return copy;
}

/** The same, with what was lost of the server's data changed. */
const losing = (
  loss: Partial<CaptureLoss>,
  server: Partial<CaptureDirection> = {},
): CaptureSummary =>
  changed(({ fromServer }) => {
    if (!fromServer.loss) throw new Error("nothing was lost");
    Object.assign(fromServer.loss, loss);
    Object.assign(fromServer, server);
  });

/** A thousand full segments, of which 2 % were lost at ten places. */
const some: Partial<CaptureLoss> = {
  behind: 20,
  before: 0,
  bytes: 20 * 1448,
  runs: 18,
  longestRun: { segments: 2, frame: 9 },
};
const sent = { payload: 1000 * 1448, segments: 1000 };

describe("what is no finding", () => {
  const cases: readonly (readonly [string, CaptureSummary])[] = [
    ["four segments", losing({ ...some, behind: 4, bytes: 4 * 1448 }, { payload: 100_000 })],
    ["less than 1 %", losing({ ...some, behind: 9, bytes: 9 * 1448 }, sent)],
    ["more that came twice than was lost", losing({ ...some, needless: 20 }, sent)],
    ["more that was overtaken than was lost", losing({ ...some, overtaken: 20 }, sent)],
    [
      "segments that shrank until they got through",
      losing(
        { ...some, runs: 2 },
        {
          ...sent,
          tooBig: { count: 2, mtu: 1400, bytes: 1500, from: "10.91.2.1", frame: 7 },
        },
      ),
    ],
  ];
  test.each(cases)("%s", (_, capture) => {
    expect(judge(capture).kind).toBe("absent");
  });
});

test("an ICMP message about the size does not explain losses at many places", () => {
  const tooBig = { count: 1, mtu: 1400, bytes: 1500, from: "10.91.2.1", frame: 7 };
  expect(findingsOf(losing(some, { ...sent, tooBig }))).toHaveLength(1);
});

describe("where it was lost", () => {
  const where = (loss: Partial<CaptureLoss>): unknown => {
    const slot = findingsOf(losing({ ...some, ...loss }, sent))[0]?.says.slots["where"];
    return typeof slot === "object" && "key" in slot ? slot.key : slot;
  };
  test("behind the capture, before it, or on both sides", () => {
    expect(where({})).toBe("packet-loss/whereBehind");
    expect(where({ behind: 1, before: 19 })).toBe("packet-loss/whereBefore");
    expect(where({ behind: 12, before: 8 })).toBe("packet-loss/whereBoth");
  });
});

describe("how it was lost", () => {
  const causeOf = (loss: Partial<CaptureLoss>): string | undefined =>
    findingsOf(losing({ ...some, ...loss }, sent))[0]?.cause;
  test("single segments are a random loss, rows of them are bursts", () => {
    expect(causeOf({})).toBe("random-loss");
    expect(causeOf({ runs: 5, longestRun: { segments: 8, frame: 9 } })).toBe("burst-loss");
  });
  test("all at one moment of a long connection is a burst", () => {
    const [flow] = random.flows;
    const lasted = (flow?.lasted ?? 0) / 20;
    expect(causeOf({ lasted })).toBe("burst-loss");
  });
  test("little of all, in a row, that held the connection up", () => {
    const long = { ...sent, payload: 100_000 * 1448 };
    const row = { ...some, runs: 1, longestRun: { segments: 20, frame: 9 } };
    const brief = losing(row, long);
    expect(judge(brief).kind).toBe("absent");
    for (const flow of brief.flows)
      flow.stalls = [
        {
          kind: "acknowledgment",
          by: "client",
          at: 1,
          lasted: 0.4,
          firstFrame: 7,
          lastFrame: 9,
          bytes: 20 * 1448,
          tries: 1,
        },
      ];
    expect(findingsOf(brief)[0]?.cause).toBe("burst-loss");
  });
});

test("losses of many short connections on one path are one finding", () => {
  const few = losing({ ...some, behind: 1, runs: 1, bytes: 1448 }, { payload: 20 * 1448 });
  const [flow] = few.flows;
  if (!flow) throw new Error("no connection");
  const flows = Array.from({ length: 12 }, (_, port) => {
    const copy = structuredClone(flow);
    copy.client.port = 50_000 + port;
    return copy;
  });
  const totals = { ...few.totals, tcp: { ...few.totals.tcp, frames: 500 } };
  const [finding, ...others] = findingsOf({ ...few, totals, flows });
  expect(others).toEqual([]);
  expect(finding?.evidence.at(-1)?.items).toHaveLength(12);
  const amongMany = { ...totals, tcp: { ...totals.tcp, frames: 1_000_000 } };
  expect(judge({ ...few, totals: amongMany, flows }).kind).toBe("absent");
});

test("a storm is critical", () => {
  const storm = losing(some, { ...sent, retransmissions: 300, seenTwice: 0 });
  expect(findingsOf(storm)[0]?.severity).toBe("critical");
});

test("without SACK, and without that the peer asked, it is suspected", () => {
  const mute = losing({ ...some, told: false, sack: false }, sent);
  for (const flow of mute.flows) flow.fromClient.duplicateAcks = 0;
  expect(findingsOf(mute)[0]?.certainty).toBe("suspected");
});

test("connections beyond the bound leave the verdict open", () => {
  expect(judge({ ...random, flows: [], leftOut: 1 }).kind).toBe("unknown");
});

test("a verdict is given whatever bytes a capture holds", () => {
  const bytes = readFileSync(pathOf("random-at-the-sender"));
  const edits = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 40 });
  fc.assert(
    fc.property(edits, fc.nat(bytes.length), (changes, length) => {
      const copy = Uint8Array.from(bytes);
      for (const [at, value] of changes) copy[at] = value;
      const survey = new Survey({ filter: null, all: true });
      survey.feed(copy.subarray(0, length));
      expect(findNaN(judge(survey.end("x").summary))).toBeNull();
    }),
    { numRuns: Number(process.env["PROPERTY_RUNS"] ?? 200) },
  );
});
