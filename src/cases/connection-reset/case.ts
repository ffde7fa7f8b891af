import type { CaptureSummary } from "#contract/capture.ts";
import { defineCaptureCase } from "#contract/case.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import { quantity } from "#contract/quantity.ts";
import { type Evidence, type Finding, unknown, type Verdict } from "#contract/verdict.ts";
import { isControlOnly, resetsBehindUnseen } from "#derived/capture-control.ts";
import { endName, originsIn, type OriginOf } from "#derived/capture-names.ts";
import { findingOfBroken, findingOfRefused } from "./finding.ts";
import { words } from "./messages.ts";
import { refusalsIn, type Scan } from "./refusals.ts";
import { type Broken, brokenOf } from "./resets.ts";
import { symptoms } from "./symptoms.ts";

/** Findings that are told: the certain and the frequent first. */
const MOST_FINDINGS = 20;

/** What ended in one way, by one host, at one port: the certain ones first. */
function groupsOf(all: readonly Broken[]): (readonly [Broken, ...Broken[]])[] {
  const groups = new Map<string, [Broken, ...Broken[]]>();
  for (const broken of all) {
    const { cause, flow, isByServer, isCertain, moment } = broken;
    const host = isByServer ? "" : flow.client.address;
    const key = `${cause} ${isCertain} ${host} ${endName(flow.server)} ${moment}`;
    const known = groups.get(key);
    if (known) known.push(broken);
    else groups.set(key, [broken]);
  }
  return [...groups.values()].toSorted(
    ([one, ...ones], [other, ...others]) =>
      Number(other.isCertain) - Number(one.isCertain) || others.length - ones.length,
  );
}

function findingsIn(capture: CaptureSummary, origin: OriginOf): readonly Finding[] {
  const { refused } = refusalsIn(capture);
  const broken = groupsOf(capture.flows.flatMap((flow) => brokenOf(flow) ?? []));
  return [
    ...broken.slice(0, MOST_FINDINGS).map((group) => findingOfBroken(group, origin)),
    ...refused.map((one) => findingOfRefused(one, origin)),
  ].slice(0, MOST_FINDINGS);
}

function scanEvidence(scan: Scan, origin: OriginOf): Evidence {
  const { client, refusals, hosts, ports, frame } = scan;
  return {
    label: words.scanLabel(),
    says: words.scanSays({ client, refusals, hosts, ports }),
    observed: quantity(refusals, "flows"),
    origin: origin(frame),
  };
}

function judge(capture: CaptureSummary): Verdict {
  const { totals, leftOut } = capture;
  const { streams, rst } = totals.tcp;
  if (streams === 0) return { kind: "not-applicable", says: words.noTcp() };
  const origin = originsIn(capture);
  const findings = nonEmpty(findingsIn(capture, origin));
  if (findings) return { kind: "present", findings };
  if (totals.vantage.oneWay) return unknown({ fact: "capture", why: words.oneWay() });
  const unseen = isControlOnly(capture) ? resetsBehindUnseen(capture) : 0;
  if (unseen > 0) return unknown({ fact: "capture", why: words.controlOnly({ count: unseen }) });
  if (leftOut > 0) return unknown({ fact: "capture", why: words.leftOut({ count: leftOut }) });
  const { scans } = refusalsIn(capture);
  return {
    kind: "absent",
    evidence: [
      {
        label: words.noneLabel(),
        says: words.none({ streams, resets: rst }),
        observed: quantity(rst, "packets"),
        origin: origin(0),
      },
      ...scans.slice(0, MOST_FINDINGS).map((scan) => scanEvidence(scan, origin)),
    ],
  };
}

export default defineCaptureCase({
  id: "connection-reset",
  title: {
    en: "A connection is refused or reset",
    zh: "连接被拒绝或复位",
  },
  causes: ["refused", "reset-by-peer", "reset-by-middlebox"],
  symptoms,
  capture: judge,
});
