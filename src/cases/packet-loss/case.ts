import type { CaptureSummary } from "#contract/capture.ts";
import { defineCaptureCase } from "#contract/case.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import { ratio } from "#contract/quantity.ts";
import { type Evidence, unknown, type Verdict } from "#contract/verdict.ts";
import { isControlOnly } from "#derived/capture-control.ts";
import { originsIn } from "#derived/capture-names.ts";
import { deadIn } from "./dead.ts";
import { findingOfDead } from "./dead-finding.ts";
import { besideEvidence, findingOf, lossLimit } from "./finding.ts";
import { lossesIn, lossyPathsIn } from "./lossy.ts";
import { words } from "./messages.ts";
import { symptoms } from "./symptoms.ts";

/** Silent hosts that are told. */
const MOST_DEAD = 20;

/** The most that any connection lost, and what looked like loss and was none. */
function ruledOut(capture: CaptureSummary): Verdict {
  const origin = originsIn(capture);
  const { streams } = capture.totals.tcp;
  const [worst] = lossesIn(capture).toSorted((one, other) => other.lost - one.lost);
  const share = ratio(worst?.ratio ?? 0);
  const most: Evidence = {
    label: words.noneLabel(),
    says: words.noneSays({ ratio: share, lost: worst?.lost ?? 0, streams }),
    observed: share,
    limit: lossLimit(),
    origin: origin(worst?.loss.frames[0] ?? 0, worst?.loss.at),
  };
  const beside = capture.flows
    .flatMap((flow) =>
      [flow.fromClient.loss, flow.fromServer.loss].flatMap((loss) =>
        loss === null ? [] : besideEvidence({ loss, flow }, origin),
      ),
    )
    .slice(0, 5);
  return { kind: "absent", evidence: [most, ...beside] };
}

function judge(capture: CaptureSummary): Verdict {
  const { totals, leftOut } = capture;
  if (totals.tcp.streams === 0) return { kind: "not-applicable", says: words.noTcp() };
  const origin = originsIn(capture);
  const findings = nonEmpty([
    ...lossyPathsIn(capture).map((path) => findingOf(path, origin)),
    ...deadIn(capture)
      .slice(0, MOST_DEAD)
      .map((path) => findingOfDead(path, origin)),
  ]);
  if (findings) return { kind: "present", findings };
  if (totals.vantage.oneWay) return unknown({ fact: "capture", why: words.oneWay() });
  if (isControlOnly(capture)) return unknown({ fact: "capture", why: words.controlOnly() });
  if (leftOut > 0) return unknown({ fact: "capture", why: words.leftOut({ count: leftOut }) });
  return ruledOut(capture);
}

export default defineCaptureCase({
  id: "packet-loss",
  title: {
    en: "Packets are lost on the way",
    zh: "数据包在途中丢失",
  },
  causes: ["random-loss", "burst-loss", "dead-connection"],
  symptoms,
  capture: judge,
});
