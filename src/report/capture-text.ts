import type { CaptureFlow } from "#contract/capture.ts";
import type { Says } from "#contract/message.ts";
import type { Report, ReportCapture, ReportFinding } from "#contract/report.ts";
import { captureWords as words } from "./capture-messages.ts";
import { flowRows, nameOf, totalRows } from "./capture-rows.ts";
import { layOut } from "./columns.ts";
import { drawing } from "./drawing.ts";
import type { Paint } from "./paint.ts";

const INDENT = "    ";
const FLOWS_SHOWN = 10;
const FLOWS_DRAWN = 3;

export interface CaptureOptions {
  readonly flows: readonly CaptureFlow[];
  /** Connections that are in the counts only. */
  readonly leftOut: number;
  readonly say: (says: Says) => string;
  readonly paint: Paint;
}

function findingsOf({ verdicts }: Report): readonly ReportFinding[] {
  return verdicts.flatMap((verdict) => ("findings" in verdict ? verdict.findings : []));
}

/** What findings speak of comes first, then what waited longest, then what was sent again most. */
function weightOf(flow: CaptureFlow, findings: readonly ReportFinding[]): number {
  const name = nameOf(flow);
  const addresses = [flow.client.address, flow.server.address];
  if (findings.some(({ subject }) => subject.kind === "flow" && subject.name === name)) return 4e9;
  const isNamed = findings.some(({ subject }) =>
    addresses.some((address) => subject.name === address || subject.name.startsWith(`${address}:`)),
  );
  if (isNamed) return 2e9;
  const waits = flow.stalls.filter(({ kind }) => kind !== "speaker" && kind !== "answer");
  const longest = Math.max(0, ...waits.map(({ lasted }) => lasted));
  const again = flow.fromClient.retransmissions + flow.fromServer.retransmissions;
  return Math.min(1e6, longest) * 1000 + Math.min(1000, again);
}

const isDrawn = ({ fromClient, fromServer }: CaptureFlow): boolean =>
  fromClient.payload + fromServer.payload > 0;

/** What was read of a capture, behind the verdicts: the sums, then the connections that matter, some of them drawn. */
export function captureLines(
  report: Report,
  capture: ReportCapture,
  { flows, leftOut, say, paint }: CaptureOptions,
): string[] {
  const sums = layOut([totalRows(capture, say)], paint);
  if (flows.length === 0) return sums.map((line) => INDENT + line);
  const isAll = capture.flows !== undefined;
  const findings = findingsOf(report);
  const weighed = flows.map((flow) => ({ flow, weight: weightOf(flow, findings) }));
  const ordered = weighed
    .toSorted((one, other) => other.weight - one.weight || one.flow.number - other.flow.number)
    .map(({ flow }) => flow);
  const shown = isAll ? flows : ordered.slice(0, FLOWS_SHOWN);
  const drawn = new Set(ordered.filter(isDrawn).slice(0, FLOWS_DRAWN));
  const hidden = flows.length - shown.length;
  const title = isAll ? words.allFlows() : words.flows();
  const listed = shown.flatMap((flow) => {
    const picture = drawn.has(flow) ? drawing(flow, say) : [];
    const rows = layOut([flowRows(flow, say)], paint);
    return picture.length === 0 ? rows : [...rows, ...picture, ""];
  });
  return [
    ...sums.map((line) => INDENT + line),
    "",
    paint.strong(say(title)),
    ...listed.map((line) => (line === "" ? "" : INDENT + line)),
    ...(hidden > 0 ? [INDENT + say(words.moreFlows({ count: hidden }))] : []),
    ...(leftOut > 0 ? [INDENT + say(words.leftOut({ count: leftOut }))] : []),
  ];
}
