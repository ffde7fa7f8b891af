import type { CaptureSummary } from "#contract/capture.ts";
import { defineCase } from "#contract/case.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import { quantity } from "#contract/quantity.ts";
import { unknown, type Verdict } from "#contract/verdict.ts";
import { isControlOnly } from "#derived/capture-control.ts";
import { destinationsOf } from "./destinations.ts";
import { diagnoseHost } from "./host/diagnose.ts";
import { needs } from "./host/needs.ts";
import { originsIn } from "#derived/capture-names.ts";
import { findingOf } from "./finding.ts";
import { words } from "./messages.ts";
import { judgeProbe } from "./probe/verdict.ts";
import { symptoms } from "./symptoms.ts";

function judge(capture: CaptureSummary): Verdict {
  const { totals, flows, leftOut } = capture;
  const { streams } = totals.tcp;
  if (streams === 0) return { kind: "not-applicable", says: words.noTcp() };
  const origin = originsIn(capture);
  const findings = nonEmpty(destinationsOf(flows).map((one) => findingOf(one, origin)));
  if (findings) return { kind: "present", findings };
  if (totals.vantage.oneWay) return unknown({ fact: "capture", why: words.oneWay() });
  if (isControlOnly(capture)) return unknown({ fact: "capture", why: words.controlOnly() });
  if (leftOut > 0) return unknown({ fact: "capture", why: words.leftOut({ count: leftOut }) });
  return {
    kind: "absent",
    evidence: [
      {
        label: words.noHoleLabel(),
        says: words.noHole({ streams }),
        observed: quantity(0, "flows"),
        origin: origin(0),
      },
    ],
  };
}

/** Large packets get lost on the way: seen at the sockets of a host, or in a capture. */
export default defineCase({
  id: "path-mtu-black-hole",
  title: {
    en: "Large packets vanish on the path, small ones arrive",
    zh: "路径 MTU 黑洞：大包消失，小包可达",
  },
  causes: ["path-smaller-than-interface", "overlay-exceeds-uplink"],
  needsRoot: true,
  symptoms,
  needs,
  diagnose: (readings) => diagnoseHost(readings),
  capture: judge,
  probe: judgeProbe,
});
