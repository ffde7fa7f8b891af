import type { CaptureDirection, CaptureFlow } from "#contract/capture.ts";
import type { CaptureStall } from "#contract/capture-trouble.ts";
import type { Says } from "#contract/message.ts";
import { bytes, quantity } from "#contract/quantity.ts";
import { formatQuantity } from "#text/units.ts";
import { pad } from "#text/width.ts";
import { captureWords as words } from "./capture-messages.ts";

const ROWS = 7;
const LABEL = 9;
/** Bits of `CaptureSketch.marks`. */
const SENT_AGAIN = 2;
/** ASCII only: other marks are one column wide on some terminals and two on others. */
const MARK = { sent: ".", again: "R", shut: "Z", waiting: "-", none: " " } as const;
type Mark = (typeof MARK)[keyof typeof MARK];

interface Column {
  readonly mark: Mark;
  readonly row: number;
}

/** The times for which one side waited for the other, since the connection began. */
interface Waits {
  readonly shut: readonly CaptureStall[];
  readonly other: readonly CaptureStall[];
}

function waitsOf({ stalls }: CaptureFlow, isFromClient: boolean): Waits {
  const receiver = isFromClient ? "server" : "client";
  const shut = stalls.filter(({ kind, by }) => kind === "window" && by === receiver);
  return { shut, other: stalls.filter((one) => !shut.includes(one)) };
}

function columnsOf(flow: CaptureFlow, isFromClient: boolean): Column[] {
  const way = isFromClient ? flow.fromClient : flow.fromServer;
  const { sketch } = way;
  if (sketch === null) return [];
  const { columnSeconds, bytes: heights, marks } = sketch;
  const waits = waitsOf(flow, isFromClient);
  const used = Math.min(marks.length, Math.floor(flow.lasted / columnSeconds) + 1);
  const top = Math.max(1, ...heights);
  const isWithin = (stalls: readonly CaptureStall[], column: number): boolean =>
    stalls.some(({ at, lasted }) => {
      const middle = flow.at + (column + 0.5) * columnSeconds;
      return middle >= at && middle <= at + lasted;
    });
  let height = 0;
  return Array.from({ length: used }, (_, column): Column => {
    const mark = marks[column] ?? 0;
    height = Math.max(height, heights[column] ?? 0);
    const row = Math.round((height / top) * (ROWS - 1));
    if ((mark & SENT_AGAIN) !== 0) return { mark: MARK.again, row };
    if (isWithin(waits.shut, column)) return { mark: MARK.shut, row };
    if ((mark & 1) !== 0) return { mark: MARK.sent, row };
    return { mark: isWithin(waits.other, column) ? MARK.waiting : MARK.none, row };
  });
}

const hasMuch = ({ payload }: CaptureDirection, other: CaptureDirection): boolean =>
  payload >= other.payload;

/**
 * The course of a connection: bytes sent, from the bottom up, over time, from left to right, of the side that sent more.
 * Fixed width. @returns no lines when there is nothing to draw.
 */
export function drawing(flow: CaptureFlow, say: (says: Says) => string): string[] {
  const isFromClient = hasMuch(flow.fromClient, flow.fromServer);
  const way = isFromClient ? flow.fromClient : flow.fromServer;
  const columns = columnsOf(flow, isFromClient);
  if (columns.length < 2) return [];
  const top = formatQuantity(bytes(Math.max(0, ...(way.sketch?.bytes ?? []))));
  const lines = Array.from({ length: ROWS }, (_, index) => {
    const row = ROWS - 1 - index;
    const label = index === 0 ? top : "";
    const drawn = columns.map((column) => (column.row === row ? column.mark : MARK.none)).join("");
    return `${label.padStart(LABEL)} |${drawn}`.trimEnd();
  });
  const end = formatQuantity(quantity(flow.lasted, "seconds"));
  const who = say(isFromClient ? words.client() : words.server());
  return [
    ...lines,
    `${"0 s".padStart(LABEL)} +${"-".repeat(columns.length)} ${end}`,
    `${pad("", LABEL)}  ${say(words.legend({ who }))}`,
  ];
}
