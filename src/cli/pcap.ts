import { statSync } from "node:fs";
import { parseAddress } from "#capture/address.ts";
import type { Ending } from "#capture/ending.ts";
import type { Filter, Moment } from "#capture/summary/filter.ts";
import { Survey } from "#capture/summary/survey.ts";
import type { CaptureSummary } from "#contract/capture.ts";
import type { Language, Says } from "#contract/message.ts";
import type { Report } from "#contract/report.ts";
import { judgeCapture } from "#engine/capture.ts";
import { readPackedFile, type Unpacked } from "#host/packed-file.ts";
import { buildReport } from "#report/build.ts";
import { captureMember, type CaptureRead } from "#report/capture.ts";
import { renderJson } from "#report/json.ts";
import { renderText } from "#report/text.ts";
import { visible } from "#text/visible.ts";
import { captureWords } from "./capture-messages.ts";
import { captureProgress } from "./capture-progress.ts";
import { stopSays } from "./capture-stop.ts";
import { loadCaptureCases } from "./cases.ts";
import { type OutputFlags, paintFor, requireFormat, statusOf } from "./output.ts";
import { print } from "./out.ts";
import { UsageError } from "./usage-error.ts";
import { version } from "./version.ts";

export interface PcapFlags extends OutputFlags {
  readonly flows?: boolean;
  readonly host?: string;
  readonly port?: string;
  readonly fromTime?: string;
  readonly toTime?: string;
}

type Looked = Pick<PcapFlags, "flows" | "host" | "port" | "fromTime" | "toTime">;

const SECONDS = /^\d+(?:\.\d+)?s?$/;
const CLOCK = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** `12.5`, `12.5s`: since the first frame; `2026-11-23T07:00:00Z`: by the clock, UTC if no zone is given. */
function momentOf(text: string | undefined): Moment | null {
  if (text === undefined) return null;
  if (SECONDS.test(text)) return { since: "first-frame", seconds: Number.parseFloat(text) };
  const zone = CLOCK.exec(text);
  const seconds = zone ? Date.parse(zone[1] === undefined ? `${text}Z` : text) / 1000 : Number.NaN;
  if (Number.isNaN(seconds)) throw new UsageError(captureWords.notATime({ text }));
  return { since: "epoch", seconds };
}

function filterOf({ host, port, fromTime, toTime }: Looked): Filter | null {
  if ([host, port, fromTime, toTime].every((flag) => flag === undefined)) return null;
  const address = host === undefined ? null : parseAddress(host);
  if (host !== undefined && address === null)
    throw new UsageError(captureWords.notAnAddress({ text: host }));
  const number = port === undefined ? null : Number(port);
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535))
    throw new UsageError(captureWords.notAPort({ text: port }));
  return { host: address, port: number, from: momentOf(fromTime), to: momentOf(toTime) };
}

function sizeOf(file: string): number | null {
  const status = file === "-" ? undefined : statSync(file, { throwIfNoEntry: false });
  return status?.isFile() === true ? status.size : null;
}

async function feed(file: string, survey: Survey, language: Language): Promise<Unpacked> {
  const progress = captureProgress(file, sizeOf(file), language);
  try {
    return await readPackedFile(file, survey, progress.read);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const code = String(error.code);
    throw new UsageError(captureWords.cannotOpen({ path: visible(file), code }));
  } finally {
    progress.end();
  }
}

function readOf(
  summary: CaptureSummary,
  { stop, offset, container }: Ending,
  unpacked: Unpacked,
): CaptureRead {
  const why: Says | null =
    unpacked.damage === null
      ? stopSays(stop)
      : captureWords.unpacking({ text: visible(unpacked.damage) });
  if (stop.kind === "refused" || container === null) {
    const path = visible(summary.file);
    throw new UsageError(captureWords.notACapture({ path, why: why ?? captureWords.empty() }));
  }
  return {
    summary,
    format: container.format,
    stopped: why === null ? null : { why, byte: offset },
  };
}

/** Reads a capture and lets the cases of captures judge it. `sketched`: with drawings for a text. */
export async function captureReport(
  file: string,
  flags: Looked & { readonly sketched: boolean },
  language: Language,
): Promise<{ report: Report; summary: CaptureSummary }> {
  const { flows = false, sketched } = flags;
  const survey = new Survey({ filter: filterOf(flags), all: flows, sketched });
  const unpacked = await feed(file, survey, language);
  const { summary, ending } = survey.end(file);
  const read = readOf(summary, ending, unpacked);
  const outcome = judgeCapture(await loadCaptureCases(), summary);
  const capture = captureMember(read, language, flows);
  return { report: { ...buildReport(outcome, version, language), capture }, summary };
}

/** `casebook pcap FILE`. @returns the exit status. */
export async function pcap(file: string, flags: PcapFlags, language: Language): Promise<number> {
  requireFormat(flags);
  const sketched = flags.format !== "json" && !flags.quiet;
  const { report, summary } = await captureReport(file, { ...flags, sketched }, language);
  if (!flags.quiet) {
    const options = {
      language,
      paint: paintFor(flags),
      all: flags.all ?? false,
      verbose: flags.verbose ?? false,
      flows: summary.flows,
      leftOut: summary.leftOut,
    };
    print(flags.format === "json" ? renderJson(report) : renderText(report, options), flags.output);
  }
  return statusOf(report, flags.strict ?? false);
}
