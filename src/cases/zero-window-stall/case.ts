import type { CaptureSummary } from "#contract/capture.ts";
import { defineCaptureCase } from "#contract/case.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import { quantity } from "#contract/quantity.ts";
import { type Evidence, unknown, type Verdict } from "#contract/verdict.ts";
import { isControlOnly } from "#derived/capture-control.ts";
import { endName, originsIn } from "#derived/capture-names.ts";
import { findingOf, stallLimit } from "./finding.ts";
import { words } from "./messages.ts";
import { longestWaits, stalledIn } from "./stalls.ts";
import { symptoms } from "./symptoms.ts";

const seconds = (value: number) => quantity(value, "seconds");

/** The longest wait there was, and windows that were shut in vain. */
function ruledOut(capture: CaptureSummary): Verdict {
  const { streams, zeroWindows: segments } = capture.totals.tcp;
  const origin = originsIn(capture);
  const { waited, idle } = longestWaits(capture);
  const lasted = seconds(waited?.shutting.lasted ?? 0);
  const none: Evidence = {
    label: words.noneLabel(),
    says: words.none({ lasted, segments, streams }),
    observed: lasted,
    limit: stallLimit(),
    origin: origin(waited?.shutting.frame ?? 0, waited?.shutting.at),
  };
  if (idle === null) return { kind: "absent", evidence: [none] };
  const shut = seconds(idle.shutting.lasted);
  const beside: Evidence = {
    label: words.idleLabel(),
    says: words.idle({ lasted: shut, sender: endName(idle.sender) }),
    observed: shut,
    origin: origin(idle.shutting.frame, idle.shutting.at),
  };
  return { kind: "absent", evidence: [none, beside] };
}

function judge(capture: CaptureSummary): Verdict {
  const { totals, leftOut } = capture;
  if (totals.tcp.streams === 0) return { kind: "not-applicable", says: words.noTcp() };
  const origin = originsIn(capture);
  const findings = nonEmpty(stalledIn(capture).map((stalls) => findingOf(stalls, origin)));
  if (findings) return { kind: "present", findings };
  if (totals.vantage.oneWay) return unknown({ fact: "capture", why: words.oneWay() });
  if (isControlOnly(capture)) return unknown({ fact: "capture", why: words.controlOnly() });
  if (leftOut > 0) return unknown({ fact: "capture", why: words.leftOut({ count: leftOut }) });
  return ruledOut(capture);
}

export default defineCaptureCase({
  id: "zero-window-stall",
  title: {
    en: "A receiver does not read, and its window stays at 0",
    zh: "接收端不读取数据，窗口一直为 0",
  },
  causes: ["application-does-not-read"],
  symptoms,
  capture: judge,
});
