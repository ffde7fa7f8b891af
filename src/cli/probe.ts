import type { Language } from "#contract/message.ts";
import { judgeProbe } from "#engine/probe.ts";
import { parseDestination } from "#probe/destination.ts";
import { probeMtu } from "#probe/probe.ts";
import { buildReport } from "#report/build.ts";
import { renderJson } from "#report/json.ts";
import { renderText } from "#report/text.ts";
import { loadProbeCases } from "./cases.ts";
import { openHost } from "./host-options.ts";
import { visible } from "#text/visible.ts";
import { cliWords } from "./messages.ts";
import { print } from "./out.ts";
import { type OutputFlags, paintFor, requireFormat, statusOf } from "./output.ts";
import { UsageError } from "./usage-error.ts";
import { version } from "./version.ts";

/** `casebook probe mtu HOST[:PORT]`. @returns the exit status. */
export async function probe(text: string, flags: OutputFlags, language: Language): Promise<number> {
  requireFormat(flags);
  const destination = parseDestination(text);
  if (destination === null) throw new UsageError(cliWords.notADestination({ text }));
  const host = await openHost({ interval: "0", dockerRoot: [] });
  const measured = await probeMtu(destination, text);
  if (measured.unresolved !== null) {
    const slots = { host: visible(measured.host), code: measured.unresolved };
    throw new UsageError(cliWords.unresolved(slots));
  }
  const outcome = judgeProbe(await loadProbeCases(), measured, await host.identify());
  const report = { ...buildReport(outcome, version, language), probe: measured };
  if (!flags.quiet) {
    const options = {
      language,
      paint: paintFor(flags),
      all: true,
      verbose: flags.verbose ?? false,
    };
    print(flags.format === "json" ? renderJson(report) : renderText(report, options), flags.output);
  }
  return statusOf(report, flags.strict ?? false);
}
