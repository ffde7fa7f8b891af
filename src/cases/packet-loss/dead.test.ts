import { describe, expect, test } from "bun:test";
import type { CaptureSummary } from "#contract/capture.ts";
import { handshakeTalk, type TalkSegment, talkSummary } from "#testing/tcp-talk.ts";
import { deadIn } from "./dead.ts";
import known from "./case.ts";

const IDLE = 3600;
const request: TalkSegment = { from: "client", at: 0.01, payload: 200 };
const answer: TalkSegment = { from: "server", at: 0.02, acknowledgment: 201, payload: 500 };
const heard: TalkSegment = { from: "client", at: 0.03, sequence: 201, acknowledgment: 501 };
const exchange = [...handshakeTalk(), request, answer, heard];
/** Linux' timer. */
const BACKOFF = [0, 0.2, 0.6, 1.4, 3, 6.2];

const again = (segment: TalkSegment, times = BACKOFF.length): TalkSegment[] =>
  BACKOFF.slice(0, times).map((after) => ({ ...segment, at: segment.at + after }));

const next: TalkSegment = { ...heard, at: IDLE, payload: 200 };
const keepAlives = (times: number): TalkSegment[] =>
  Array.from({ length: times }, (_, index) => ({
    ...heard,
    at: IDLE + 75 * index,
    sequence: 200,
  }));

function findingsOf(summary: CaptureSummary) {
  const verdict = known.capture?.(summary);
  return verdict?.kind === "present" ? verdict.findings : [];
}

/** Key of the first line, certainty, and remedies. */
const found = (segments: readonly TalkSegment[]): string[] =>
  findingsOf(talkSummary(segments)).map(({ says, certainty, remedies }) =>
    [says.key.split("/")[1], certainty, ...remedies.map(({ id }) => id)].join(" "),
  );

describe("a connection is dead when nothing comes back", () => {
  test("after a pause: something between may have forgotten it", () => {
    expect(found([...exchange, ...again(next)])).toEqual([
      "dead confirmed find-silence keep-alive bound-wait",
    ]);
  });
  test("in mid-transfer", () => {
    const more: TalkSegment = { ...answer, at: 0.04, sequence: 501, payload: 500 };
    expect(found([...exchange, ...again(more)])).toEqual([
      "dead confirmed find-silence bound-wait",
    ]);
  });
  test("to keep-alives, though the side that asked has given up by RST", () => {
    const cut: TalkSegment = { ...heard, at: IDLE + 675, flags: "RA" };
    expect(found([...exchange, ...keepAlives(9), cut])).toEqual([
      "dead confirmed find-silence keep-alive bound-wait",
    ]);
  });
  test("to keep-alives, and the capture ends", () => {
    expect(found([...exchange, ...keepAlives(5)])).toHaveLength(1);
  });
  test("right behind the handshake it is only suspected", () => {
    expect(found([...handshakeTalk(), ...again(request)])).toEqual([
      "deadDoubtful suspected find-silence bound-wait",
    ]);
  });
  test("and is told once for a host, with all its connections", () => {
    const ports = [40_001, 40_002, 40_003];
    const talks = ports.flatMap((clientPort) =>
      [...exchange, ...again(next)].map((one) => ({ ...one, clientPort })),
    );
    const [finding, ...others] = findingsOf(talkSummary(talks));
    expect(others).toEqual([]);
    expect(finding?.evidence.at(-1)?.items).toHaveLength(3);
  });
});

describe("a connection is not dead", () => {
  const acknowledged: TalkSegment = { ...answer, at: IDLE + 20, sequence: 501, payload: 0 };
  const farewell: TalkSegment = { ...answer, at: 0.04, flags: "FA", sequence: 501, payload: 0 };
  const answered = keepAlives(9).flatMap((one) => [
    one,
    { ...acknowledged, at: one.at + 0.01, acknowledgment: 201 },
  ]);
  const cases: readonly (readonly [string, readonly TalkSegment[]])[] = [
    ["that was tried four times", [...exchange, ...again(next, 4)]],
    ["whose peer answers in the end", [...exchange, ...again(next), acknowledged]],
    ["whose peer answers keep-alives", [...exchange, ...answered]],
    ["whose peer has said FIN", [...exchange, farewell, ...again({ ...next, at: 0.05 })]],
    [
      "whose packets are larger than all that arrived: the size may be why",
      [...exchange, ...again({ ...heard, at: 1, payload: 1200 })],
    ],
    ["whose FIN alone is sent again", [...exchange, ...again({ ...heard, flags: "FA", at: 1 })]],
  ];
  test.each(cases)("%s", (_, segments) => {
    expect(found(segments)).toEqual([]);
  });
});

test("a peer that told by SACK what came behind a large segment is not dead", () => {
  const large: TalkSegment = { from: "server", at: 0.02, payload: 1448 };
  const summary = talkSummary([...handshakeTalk(), ...again(large)]);
  expect(deadIn(summary)).toHaveLength(1);
  for (const { fromServer } of summary.flows) {
    const [first] = fromServer.unacknowledged;
    if (!first) throw new Error("all is acknowledged");
    fromServer.unacknowledged.push({ ...first, bytes: 900, times: 1, sackedFrame: 7 });
  }
  expect(deadIn(summary)).toEqual([]);
});

test("a client that goes away without a word is nothing among many", () => {
  const more: TalkSegment = { ...answer, at: 0.04, sequence: 501, payload: 500 };
  const summary = talkSummary([...exchange, ...again(more)]);
  const { totals } = summary;
  const busy = { ...summary, totals: { ...totals, tcp: { ...totals.tcp, streams: 1000 } } };
  expect(deadIn(summary)).toHaveLength(1);
  expect(deadIn(busy)).toEqual([]);
});
