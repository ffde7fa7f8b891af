import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { Survey } from "#capture/summary/survey.ts";
import type { CaptureFlow, CaptureSummary } from "#contract/capture.ts";
import type { CaptureShutting } from "#contract/capture-trouble.ts";
import type { Finding, Verdict } from "#contract/verdict.ts";
import { describeCaptureCase, summaryOf } from "#testing/describe-capture-case.ts";
import { findNaN } from "#testing/json.ts";
import known from "./case.ts";

describeCaptureCase(known, import.meta.path);

const pathOf = (overlay: string): string =>
  join(import.meta.dir, "overlays", overlay, "capture.pcap");
const stuck = summaryOf(pathOf("server-does-not-read"), "x.pcap");

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
  const copy = structuredClone(stuck);
  for (const flow of copy.flows) change(flow);
  return copy;
}

/** The same, with the one time that the window was shut changed. */
const shutting = (change: (one: CaptureShutting) => void): CaptureSummary =>
  changed(({ fromServer }) => {
    const longest = fromServer.shut?.longest;
    if (!longest) throw new Error("the window was never shut");
    change(longest);
  });

describe("what is no stall", () => {
  test("a window that opens within a second", () => {
    const brief = shutting((one) => Object.assign(one, { lasted: 0.99, openedFrame: 30 }));
    expect(judge(brief).kind).toBe("absent");
  });
  test("a shut window when nobody wants to send", () => {
    const idle = changed(({ fromServer: { shut } }) => {
      if (!shut) throw new Error("the window was never shut");
      [shut.longest, shut.longestIdle] = [null, shut.longest];
    });
    const verdict = judge(idle);
    expect(verdict).toMatchObject({ kind: "absent" });
    if (verdict.kind === "absent") expect(verdict.evidence).toHaveLength(2);
  });
});

describe("how long a stall lasted", () => {
  const secondsOf = (capture: CaptureSummary): unknown =>
    findingsOf(capture)[0]?.evidence[0]?.observed;
  test("to the end of the capture, while another probe may come", () => {
    const shut = shutting((one) => Object.assign(one, { at: 10, lasted: 4 }));
    const longer = { ...shut, totals: { ...shut.totals, seconds: 17 } };
    expect(secondsOf(longer)).toEqual({ value: 7, unit: "seconds" });
  });
  test("not for ever: who does not probe any more has gone", () => {
    const shut = shutting((one) => Object.assign(one, { at: 10, lasted: 4 }));
    const endless = { ...shut, totals: { ...shut.totals, seconds: 1000 } };
    expect(secondsOf(endless)).toEqual({ value: 9, unit: "seconds" });
  });
  test("not beyond the connection's end", () => {
    const reset = changed((flow) => {
      flow.reset = true;
      if (flow.fromServer.shut?.longest) flow.fromServer.shut.longest.lasted = 5;
    });
    expect(secondsOf({ ...reset, totals: { ...reset.totals, seconds: 1000 } })).toEqual({
      value: 5,
      unit: "seconds",
    });
  });
});

test("it is worse when the window does not open again", () => {
  expect(findingsOf(stuck)[0]?.severity).toBe("critical");
  expect(findingsOf(summaryOf(pathOf("opens-late"), "x.pcap"))[0]?.severity).toBe("warning");
});

test("connections that wait for one application are one finding, the longest wait first", () => {
  const longer = changed((flow) => {
    flow.client.port = 50_000;
    if (flow.fromServer.shut?.longest) flow.fromServer.shut.longest.lasted = 30;
  });
  const [finding, ...others] = findingsOf({ ...stuck, flows: [...stuck.flows, ...longer.flows] });
  expect(others).toEqual([]);
  expect(finding?.subject).toEqual({ kind: "flow", name: "10.91.1.2:50000 → 10.91.2.2:8443" });
  expect(finding?.evidence.at(-1)?.items).toHaveLength(2);
});

test("the receiver's packets alone, said too seldom, are no ground for suspicion", () => {
  const alone = summaryOf(pathOf("one-way"), "x.pcap");
  const copy = structuredClone(alone);
  for (const { fromServer } of copy.flows)
    if (fromServer.shut?.longestIdle) fromServer.shut.longestIdle.told = 2;
  expect(judge(alone).kind).toBe("present");
  expect(judge(copy).kind).toBe("unknown");
});

test("connections beyond the bound leave the verdict open", () => {
  expect(judge({ ...stuck, flows: [], leftOut: 1 }).kind).toBe("unknown");
});

test("a verdict is given whatever bytes a capture holds", () => {
  const bytes = readFileSync(pathOf("opens-late"));
  const edits = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 40 });
  fc.assert(
    fc.property(edits, fc.nat(bytes.length), (changes, length) => {
      const copy = Uint8Array.from(bytes);
      for (const [at, value] of changes) copy[at] = value;
      const survey = new Survey({ filter: null, all: true });
      survey.feed(copy.subarray(0, length));
      expect(findNaN(judge(survey.end("x").summary))).toBeNull();
    }),
    { numRuns: Number(process.env["PROPERTY_RUNS"] ?? 300) },
  );
});
