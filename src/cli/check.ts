import type { Case } from "#contract/case.ts";
import type { Language, Says } from "#contract/message.ts";
import type { Report } from "#contract/report.ts";
import type { PathProbe } from "#contract/probe.ts";
import { withProbes } from "#engine/probe.ts";
import { runCases } from "#engine/run.ts";
import { prepareReader } from "#host/isolated.ts";
import { type Destination, parseDestination } from "#probe/destination.ts";
import { buildReport } from "#report/build.ts";
import { renderJson } from "#report/json.ts";
import { renderText } from "#report/text.ts";
import { loadCases } from "./cases.ts";
import { type HostFlags, openHost } from "./host-options.ts";
import { cliWords } from "./messages.ts";
import { complain, print } from "./out.ts";
import { type OutputFlags, paintFor, requireFormat, statusOf } from "./output.ts";
import { withProgress } from "./progress.ts";
import { UsageError } from "./usage-error.ts";
import { version } from "./version.ts";

/** As for an output that could not be written. */
const UNWRITTEN_STATUS = 2;

export interface CheckFlags extends HostFlags, OutputFlags {}

const walks = ({ needs }: Case): boolean =>
  Object.values(needs).some((need) => ("need" in need ? need.fact : need).cost === "walk");

/** Runs the named cases, or all, on the host that the flags name. */
export async function checkHost(
  ids: readonly string[],
  flags: HostFlags,
  language: Language,
): Promise<Report> {
  return runOnHost(await loadCases(ids), new Set(ids), flags, language);
}

interface Aim {
  readonly text: string;
  readonly destination: Destination;
}

function aimOf(text: string): Aim {
  const destination = parseDestination(text);
  if (destination === null) throw new UsageError(cliWords.notADestination({ text }));
  return { text, destination };
}

/** One after the other: probes of one path must not be in the way of another's. */
async function probeAll(aims: readonly Aim[]): Promise<readonly PathProbe[]> {
  const { probeMtu } = await import("#probe/probe.ts");
  const probes: PathProbe[] = [];
  for (const { text, destination } of aims) probes.push(await probeMtu(destination, text));
  return probes;
}

/** @param named ids of the cases that the user asked for by name. */
// oxlint-disable-next-line max-params -- what to run, how close to look, where, and in which words
export async function runOnHost(
  cases: readonly Case[],
  named: ReadonlySet<string>,
  flags: HostFlags,
  language: Language,
): Promise<Report> {
  const { probe: destinations = [] } = flags;
  if (destinations.length > 0 && (flags.from ?? flags.root) !== undefined)
    throw new UsageError(cliWords.probesFromHere());
  const aims = destinations.map(aimOf);
  if (flags.from === undefined && cases.some(walks)) prepareReader();
  const unrecorded = (says: Says): void => complain(says, language);
  const host = await openHost({ unrecorded, ...flags });
  const outcome = await runCases(withProgress(host, language), cases, { named });
  const isAsked = aims.length > 0 && cases.some(({ probe }) => probe !== undefined);
  const settled = isAsked ? withProbes(outcome, cases, await probeAll(aims)) : outcome;
  return buildReport(settled, version, language);
}

/** `casebook check`. @returns the exit status. */
export async function check(
  ids: readonly string[],
  flags: CheckFlags,
  language: Language,
): Promise<number> {
  requireFormat(flags);
  let isRecorded = true;
  const unrecorded = (says: Says): void => {
    isRecorded = false;
    complain(says, language);
  };
  const report = await checkHost(ids, { ...flags, unrecorded }, language);
  if (!flags.quiet) {
    const text =
      flags.format === "json"
        ? renderJson(report)
        : renderText(report, {
            language,
            paint: paintFor(flags),
            all: flags.all ?? false,
            verbose: flags.verbose ?? false,
          });
    print(text, flags.output);
  }
  return isRecorded ? statusOf(report, flags.strict ?? false) : UNWRITTEN_STATUS;
}
