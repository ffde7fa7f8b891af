import type { CaptureSummary } from "#contract/capture.ts";
import { defineCaptureCase } from "#contract/case.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import { quantity } from "#contract/quantity.ts";
import { type Evidence, type Finding, unknown, type Verdict } from "#contract/verdict.ts";
import { originsIn, type OriginOf } from "#derived/capture-names.ts";
import { quietIn, type Scan } from "./destinations.ts";
import { findingOfInsistence, findingOfQuiet, scanEvidence } from "./finding.ts";
import { findingOfClocks, findingOfSlow } from "./late-finding.ts";
import { slowIn } from "./late.ts";
import { words } from "./messages.ts";
import { pendingIn } from "./silent.ts";
import { symptoms } from "./symptoms.ts";
import { clocksIn } from "./timestamps.ts";

/** Findings that are told: the certain and the frequent first. */
const MOST_FINDINGS = 20;

interface Found {
  readonly findings: readonly Finding[];
  readonly scans: readonly Scan[];
}

function findIn(capture: CaptureSummary, origin: OriginOf): Found {
  const { oneWay } = capture.totals.vantage;
  const clocks = clocksIn(capture);
  const explained = new Set(clocks.map(({ client, server }) => `${client} ${server}`));
  const { quiet, scans } = quietIn(capture, ({ flow: { client, server } }) =>
    explained.has(`${client.address} ${server.address}`),
  );
  const insistent = scans.filter(({ isInsistent }) => isInsistent);
  const findings = [
    ...clocks.map((one) => findingOfClocks(one, origin)),
    ...quiet.map((one) => findingOfQuiet(one, oneWay, origin)),
    ...slowIn(capture).map((one) => findingOfSlow(one, origin)),
    ...insistent.map((one) => findingOfInsistence(one, origin)),
  ];
  return {
    findings: findings.toSorted((one, other) => rank(other) - rank(one)).slice(0, MOST_FINDINGS),
    scans: scans.filter(({ isInsistent }) => !isInsistent),
  };
}

const rank = ({ certainty }: Finding): number => (certainty === "confirmed" ? 1 : 0);

function ruledOut(capture: CaptureSummary, scans: readonly Scan[], origin: OriginOf): Verdict {
  const pending = pendingIn(capture);
  const { syn } = capture.totals.tcp;
  const [first] = pending;
  const early: Evidence[] = first
    ? [
        {
          label: words.pendingLabel(),
          says: words.pendingSays({ count: pending.length }),
          observed: quantity(pending.length, "flows"),
          origin: origin(first.firstFrame, first.at),
        },
      ]
    : [];
  return {
    kind: "absent",
    evidence: [
      {
        label: words.noneLabel(),
        says: words.none({ count: Math.max(0, syn - pending.length) }),
        observed: quantity(0, "flows"),
        origin: origin(0),
      },
      ...early,
      ...scans.slice(0, MOST_FINDINGS).map((scan) => scanEvidence(scan, origin)),
    ],
  };
}

function judge(capture: CaptureSummary): Verdict {
  const { totals, leftOut } = capture;
  const { streams, syn, synAck } = totals.tcp;
  if (streams === 0) return { kind: "not-applicable", says: words.noTcp() };
  const origin = originsIn(capture);
  const { findings, scans } = findIn(capture, origin);
  const present = nonEmpty(findings);
  if (present) return { kind: "present", findings: present };
  if (syn + synAck === 0) return { kind: "not-applicable", says: words.noSyn() };
  if (totals.vantage.oneWay) return unknown({ fact: "capture", why: words.oneWay() });
  if (leftOut > 0) return unknown({ fact: "capture", why: words.leftOut({ count: leftOut }) });
  const pending = pendingIn(capture);
  const [first] = pending;
  if (first && pending.length === streams) {
    const rest = quantity(Math.max(0, totals.seconds - first.at), "seconds");
    return unknown({ fact: "capture", why: words.tooEarly({ frame: first.firstFrame, rest }) });
  }
  return ruledOut(capture, scans, origin);
}

export default defineCaptureCase({
  id: "syn-unanswered",
  title: {
    en: "A SYN gets no answer, or gets it late",
    zh: "SYN 没有应答，或应答太迟",
  },
  causes: ["no-answer", "answered-late", "timestamps-behind-nat"],
  symptoms,
  capture: judge,
});
