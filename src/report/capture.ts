import type { CaptureSummary } from "#contract/capture.ts";
import type { Language, Says } from "#contract/message.ts";
import type { ReportCapture } from "#contract/report.ts";
import { wordsIn } from "./build.ts";

/** A capture as it was read: what is in it, and why reading stopped if it did. */
export interface CaptureRead {
  readonly summary: CaptureSummary;
  readonly format: ReportCapture["format"];
  readonly stopped: { readonly why: Says; readonly byte: number } | null;
}

/** The report's member `capture`. */
export function captureMember(
  { summary, format, stopped }: CaptureRead,
  language: Language,
  withFlows: boolean,
): ReportCapture {
  return {
    file: summary.file,
    format,
    complete: stopped === null,
    stopped: stopped && { byte: stopped.byte, ...wordsIn(stopped.why, language) },
    ...summary.totals,
    ...(withFlows && { flows: [...summary.flows] }),
  };
}
