import { statSync } from "node:fs";
import { parseAddress } from "#capture/address.ts";
import type { Ending } from "#capture/ending.ts";
import type { Filter } from "#capture/summary/filter.ts";
import { Survey } from "#capture/summary/survey.ts";
import type { CaptureSummary } from "#contract/capture.ts";
import type { Language, Says } from "#contract/message.ts";
import { judgeCapture } from "#engine/capture.ts";
import { readCaptureFile, type Unpacked } from "#host/capture-file.ts";
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
}

function filterOf({ host, port }: PcapFlags): Filter | null {
  if (host === undefined && port === undefined) return null;
  const address = host === undefined ? null : parseAddress(host);
  if (host !== undefined && address === null)
    throw new UsageError(captureWords.notAnAddress({ text: host }));
  const number = port === undefined ? null : Number(port);
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535))
    throw new UsageError(captureWords.notAPort({ text: port }));
  return { host: address, port: number };
}

function sizeOf(file: string): number | null {
  const status = file === "-" ? undefined : statSync(file, { throwIfNoEntry: false });
  return status?.isFile() === true ? status.size : null;
}

async function feed(file: string, survey: Survey, language: Language): Promise<Unpacked> {
  const progress = captureProgress(file, sizeOf(file), language);
  try {
    return await readCaptureFile(file, survey, progress.read);
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

/** `casebook pcap FILE`. @returns the exit status. */
export async function pcap(file: string, flags: PcapFlags, language: Language): Promise<number> {
  requireFormat(flags);
  const survey = new Survey({
    filter: filterOf(flags),
    all: flags.flows ?? false,
    sketched: flags.format !== "json" && !flags.quiet,
  });
  const unpacked = await feed(file, survey, language);
  const { summary, ending } = survey.end(file);
  const read = readOf(summary, ending, unpacked);
  const outcome = judgeCapture(await loadCaptureCases(), summary);
  const report = {
    ...buildReport(outcome, version, language),
    capture: captureMember(read, language, flags.flows ?? false),
  };
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
