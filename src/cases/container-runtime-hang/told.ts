import type { HostIdentity } from "#contract/case.ts";
import { quantity } from "#contract/quantity.ts";
import type { Evidence, Finding } from "#contract/verdict.ts";
import {
  ageOf,
  isOfLastBoot,
  type KernelLogView,
  kernelLogViews,
  lineOrigin,
} from "#derived/kernel-log.ts";
import { findReports, type Report } from "#text/kernel-log/reports.ts";
import { runtimeWords } from "#text/runtime-process.ts";
import { words } from "./messages.ts";
import { forTasks } from "./remedy.ts";
import type { Scene } from "./scene.ts";

/** A hung task that the kernel told of, in the boot that its log ends with. */
export interface Told {
  readonly view: KernelLogView;
  readonly report: Report;
}

/** Ours: what was told longer ago may be over. */
const FRESH_SECONDS = 15 * 60;
/** Hung tasks of this boot. */
export function toldTasks({ readings }: Scene, host: HostIdentity): readonly Told[] {
  const { kmsg, dmesg, uptime } = readings;
  const views = kernelLogViews({ kmsg, dmesg, uptime, journal: null, files: null }, host);
  return views.flatMap((view) =>
    findReports(view.log.records)
      .filter(({ kind, record }) => kind === "hung-task" && isOfLastBoot(view, record))
      .map((report) => ({ view, report })),
  );
}

/** What the kernel said of one. */
export function toldEvidence({ view, report }: Told): Evidence {
  const seconds = quantity(report.seconds ?? 0, "seconds");
  const task = `${report.comm ?? "?"}[${report.pid ?? "?"}]`;
  return {
    label: words.kernelLabel(),
    says: words.kernelSays({ task, seconds }),
    observed: seconds,
    origin: lineOrigin(view, report.record),
  };
}

/** Without processes, the kernel's word alone: of tasks that bear a runtime's name. */
export function onlyTold(scene: Scene, told: readonly Told[]): readonly Finding[] {
  if (scene.now.processes > 0) return [];
  const named = told.flatMap((one) => {
    const runtime = runtimeWords(one.report.comm ?? "", null);
    const age = ageOf(one.view, one.report.record);
    return runtime && (age === null || age <= FRESH_SECONDS)
      ? [{ ...one, name: runtime.name }]
      : [];
  });
  return [...Map.groupBy(named, ({ name }) => name)].flatMap(([name, group]): Finding[] => {
    const [last] = group.slice(-1);
    if (!last) return [];
    const seconds = quantity(last.report.seconds ?? 0, "seconds");
    const task = `${last.report.comm ?? "?"}[${last.report.pid ?? "?"}]`;
    return [
      {
        cause: "tasks-blocked",
        subject: { kind: "daemon", name },
        certainty: "suspected",
        severity: "critical",
        says: words.blockedSaid({ task, seconds }),
        evidence: [toldEvidence(last)],
        remedies: forTasks("other"),
      },
    ];
  });
}
