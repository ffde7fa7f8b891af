import { defineCase } from "#contract/case.ts";
import { needsSecondSample } from "#contract/missing.ts";
import { unknown } from "#contract/verdict.ts";
import softirqs from "#facts/proc/softirqs.ts";
import stat from "#facts/proc/stat.ts";
import { explainCalm, explainHot } from "./explain.ts";
import { look } from "./hot-cpus.ts";
import { loadOf } from "./load.ts";
import { words } from "./messages.ts";
import { closerNeeds, needs, type Readings } from "./needs.ts";
import { symptoms } from "./symptoms.ts";

const seen = (readings: Readings): ReturnType<typeof loadOf> =>
  loadOf(readings.stat, readings.softirqs, readings.softnet);

export default defineCase({
  id: "softirq-on-one-cpu",
  title: {
    en: "One CPU does all the receive work",
    zh: "收包软中断集中在单个 CPU",
  },
  causes: ["single-queue-nic", "queues-share-one-cpu", "steering-to-one-cpu"],
  needsRoot: false,
  symptoms,
  needs,
  closer: {
    needs: closerNeeds,
    targets(readings) {
      const sight = look(seen(readings));
      return sight.kind === "hot" ? sight.hot.map(({ cpu }) => `cpu${cpu}`) : [];
    },
  },
  diagnose(readings, closer) {
    if (readings.stat.earlier === undefined) return unknown(needsSecondSample(stat));
    if (readings.softirqs.earlier === undefined) return unknown(needsSecondSample(softirqs));
    const load = seen(readings);
    if (load.online.length === 1) return { kind: "not-applicable", says: words.oneCpu() };
    const sight = look(load);
    return sight.kind === "hot" && closer !== null
      ? explainHot({ readings, closer, load, hot: sight.hot })
      : explainCalm(readings, load, sight);
  },
});
