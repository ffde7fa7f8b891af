import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Survey } from "#capture/summary/survey.ts";
import packetLoss from "#cases/packet-loss/case.ts";
import zeroWindow from "#cases/zero-window-stall/case.ts";
import type { CaptureSummary } from "#contract/capture.ts";
import type { Language } from "#contract/message.ts";
import { judgeCapture } from "#engine/capture.ts";
import { width } from "#text/width.ts";
import { buildReport } from "./build.ts";
import { captureMember } from "./capture.ts";
import { plainPaint } from "./paint.ts";
import { renderText } from "./text.ts";

const OVERLAYS = join(import.meta.dir, "../cases");

function summaryOf(overlay: string): CaptureSummary {
  const survey = new Survey({ filter: null, all: false, sketched: true });
  survey.feed(readFileSync(join(OVERLAYS, overlay, "capture.pcap")));
  return survey.end("trace.pcap").summary;
}

function textOf(summary: CaptureSummary, language: Language = "en"): string[] {
  const outcome = judgeCapture([packetLoss, zeroWindow], summary);
  const capture = captureMember({ summary, format: "pcap", stopped: null }, language, false);
  const report = { ...buildReport(outcome, "0.0.0", language), capture };
  const shown = { flows: summary.flows, leftOut: summary.leftOut, all: false, verbose: false };
  return renderText(report, { language, paint: plainPaint, ...shown }).split("\n");
}

const stuck = summaryOf("zero-window-stall/overlays/opens-late");
const drawn = (lines: readonly string[]): string[] =>
  lines.filter((line) => /^ +(\S+ \S+ |0 s )?[|+]/.test(line));

describe("the drawing", () => {
  test("has a fixed width, and nothing but ASCII, in both languages", () => {
    for (const overlay of [
      "zero-window-stall/overlays/opens-late",
      "packet-loss/overlays/link-cut",
      "packet-loss/overlays/random-ipv6",
    ]) {
      const summary = summaryOf(overlay);
      const [english, chinese] = [drawn(textOf(summary)), drawn(textOf(summary, "zh"))];
      expect(english).toHaveLength(8);
      expect(chinese).toEqual(english);
      expect(Math.max(...english.map((line) => width(line)))).toBeLessThanOrEqual(84);
      expect(english.join("")).toMatch(/^[ -~]*$/);
    }
  });
  test("shows a shut window and what was sent again", () => {
    const picture = drawn(textOf(stuck)).join("\n");
    expect(picture).toMatch(/Z{20,}/);
    const lossy = drawn(textOf(summaryOf("packet-loss/overlays/random-at-the-sender")));
    expect(lossy.join("\n")).toContain("R");
  });
  test("is left out for a connection without data", () => {
    const empty = structuredClone(stuck);
    for (const flow of empty.flows) {
      flow.fromClient.payload = flow.fromServer.payload = 0;
      flow.fromClient.sketch = flow.fromServer.sketch = null;
    }
    expect(drawn(textOf(empty))).toEqual([]);
  });
});

test("stalls say when, for how long and what for", () => {
  const line = textOf(stuck).find((one) => one.includes("stalls"));
  expect(line).toContain("window of the server at 0, asked 3 times");
  expect(line).toContain("frames 18–24");
});

test("connections that a finding names come before all others", () => {
  const [flow] = stuck.flows;
  if (!flow) throw new Error("no connection");
  const others = Array.from({ length: 20 }, (_, number) => {
    const copy = structuredClone(flow);
    copy.number = number;
    copy.client.port = 1000 + number;
    copy.fromServer.shut = null;
    copy.stalls = [];
    return copy;
  });
  const lines = textOf({ ...stuck, flows: [...others, { ...flow, number: 99 }] });
  const first = lines.indexOf("Connections that something happened to") + 1;
  expect(lines[first]).toContain("10.91.1.2:54838 → 10.91.2.2:8443");
  expect(lines.join("\n")).toContain("and 11 more; --flows lists them");
});
