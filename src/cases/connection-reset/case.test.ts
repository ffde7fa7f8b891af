import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Survey } from "#capture/summary/survey.ts";
import type { Finding } from "#contract/verdict.ts";
import { describeCaptureCase } from "#testing/describe-capture-case.ts";
import { findNaN } from "#testing/json.ts";
import { handshakeTalk, talkBytes, type TalkSegment, talkSummary } from "#testing/tcp-talk.ts";
import known from "./case.ts";
import { routersPassed } from "./resetter.ts";

describeCaptureCase(known, import.meta.path);

function verdictOf(segments: readonly TalkSegment[]) {
  if (!known.capture) throw new Error("the case judges no captures");
  return known.capture(talkSummary(segments));
}

/** Key of the first line, and certainty, of each finding. */
function found(segments: readonly TalkSegment[]): string[] {
  const verdict = verdictOf(segments);
  const findings: readonly Finding[] = verdict.kind === "present" ? verdict.findings : [];
  return findings.map(({ says, certainty }) => `${says.key.split("/")[1]} ${certainty}`);
}

const request = (at: number, more: Partial<TalkSegment> = {}): TalkSegment => ({
  from: "client",
  at,
  payload: 200,
  ...more,
});
const answer = (at: number, more: Partial<TalkSegment> = {}): TalkSegment => ({
  from: "server",
  at,
  acknowledgment: 201,
  payload: 500,
  hops: 60,
  ...more,
});
const rst = (from: "client" | "server", at: number, more: Partial<TalkSegment> = {}) =>
  ({ from, at, flags: "RA", hops: from === "client" ? 64 : 60, ...more }) as const;

describe("a RST of the server", () => {
  test("instead of an answer", () => {
    expect(
      found([...handshakeTalk(), request(0.01), rst("server", 0.02, { acknowledgment: 201 })]),
    ).toEqual(["unanswered confirmed"]);
  });
  test("right after the handshake", () => {
    expect(found([...handshakeTalk(), rst("server", 0.01)])).toEqual(["atOnce confirmed"]);
  });
  test("behind its own data", () => {
    const cut = rst("server", 0.03, { sequence: 501, acknowledgment: 201 });
    expect(found([...handshakeTalk(), request(0.01), answer(0.02), cut])).toEqual([
      "midTransfer confirmed",
    ]);
  });
  test("behind its answer to an upload that goes on is not instead of one", () => {
    const upload = [0.01, 0.021].map((at, index) => request(at, { sequence: 1 + 200 * index }));
    const cut = rst("server", 0.022, { flags: "R", sequence: 501 });
    const segments = [...handshakeTalk(), ...upload, answer(0.02), cut];
    expect(found(segments.toSorted((one, other) => one.at - other.at))).toEqual([
      "midTransfer confirmed",
    ]);
  });
  test("to the request behind an answer that has arrived is instead of one", () => {
    const more = request(0.03, { sequence: 201, acknowledgment: 501 });
    const cut = rst("server", 0.04, { flags: "R", sequence: 501 });
    expect(found([...handshakeTalk(), request(0.01), answer(0.02), more, cut])).toEqual([
      "unanswered confirmed",
    ]);
  });
  test("to data after a long silence: it let the connection go", () => {
    expect(found([...handshakeTalk(), request(400), rst("server", 400.001)])).toEqual([
      "forgotten confirmed",
    ]);
  });
  test("to a request that came when it had closed the idle connection", () => {
    const close: TalkSegment = { from: "server", at: 65, flags: "FA", hops: 60 };
    const late = request(65.001, { acknowledgment: 2 });
    const cut = rst("server", 65.002, { flags: "R", sequence: 2 });
    expect(found([...handshakeTalk(), close, late, cut])).toEqual(["closedBefore confirmed"]);
  });
  test("to a connection whose beginning was not seen can only be suspected", () => {
    const cut = rst("server", 0.02, { flags: "R" });
    expect(found([request(0.01, { flags: "A" }), cut])).toEqual(["unknownConnection suspected"]);
  });
});

describe("a RST of the client", () => {
  test("in mid-transfer, with data on the way to it", () => {
    const flight = [0, 1, 2].map((index) =>
      answer(0.02, { payload: 1448, sequence: 1 + index * 1448 }),
    );
    const cut = rst("client", 0.03, { sequence: 201, acknowledgment: 1 });
    expect(found([...handshakeTalk(), request(0.01), ...flight, cut])).toEqual([
      "walkedOff confirmed",
    ]);
  });
  test("in mid-transfer, when the server was waiting for its window", () => {
    const told: TalkSegment[] = [
      { from: "client", at: 0.03, sequence: 201, acknowledgment: 501, window: 0 },
      rst("client", 0.04, { sequence: 201, acknowledgment: 501 }),
    ];
    expect(found([...handshakeTalk(), request(0.01), answer(0.02), ...told])).toEqual([
      "walkedOff confirmed",
    ]);
  });
  test("after waiting in vain for an answer", () => {
    const heard: TalkSegment = { from: "server", at: 0.02, acknowledgment: 201, hops: 60 };
    const cut = rst("client", 10, { sequence: 201 });
    expect(found([...handshakeTalk(), request(0.01), heard, cut])).toEqual(["gaveUp suspected"]);
  });
});

describe("somebody on the way", () => {
  test("is told by the time to live", () => {
    const cut = rst("server", 0.02, { hops: 63 });
    expect(found([...handshakeTalk(), request(0.01), cut])).toEqual(["middlebox confirmed"]);
  });
  test("is told by the time to live when an idle connection is cut", () => {
    const cut = rst("server", 350, { hops: 63, sequence: 501 });
    expect(found([...handshakeTalk(), request(0.01), answer(0.02), cut])).toEqual([
      "middleboxIdle confirmed",
    ]);
  });
  test("is only suspected when the host may have begun with another value", () => {
    const cut = rst("server", 0.02, { hops: 251 });
    expect(found([...handshakeTalk(), request(0.01), cut])).toEqual([
      "middleboxDoubtful suspected",
    ]);
  });
  test("is told by a sender that goes on", () => {
    const after = [answer(0.04), answer(0.05, { sequence: 501 })];
    const cut = rst("server", 0.02, { acknowledgment: 201 });
    expect(found([...handshakeTalk(), request(0.01), cut, ...after])).toEqual([
      "middlebox confirmed",
    ]);
  });
  test("is suspected when the sequence number is a guess", () => {
    const cut = rst("server", 0.02, { sequence: 3000 });
    expect(found([...handshakeTalk(), request(0.01), cut])).toEqual([
      "middleboxDoubtful suspected",
    ]);
  });
  test("counts routers from the usual first values", () => {
    expect([62, 64, 127, 250, 255, 1].map(routersPassed)).toEqual([2, 0, 1, 5, 0, 31]);
  });
});

describe("no fault is", () => {
  const harmless: readonly (readonly [string, readonly TalkSegment[]])[] = [
    [
      "a RST after both said FIN",
      [
        ...handshakeTalk(),
        request(0.01),
        answer(0.02),
        { from: "client", at: 0.03, flags: "FA", sequence: 201, acknowledgment: 501 },
        { from: "server", at: 0.04, flags: "FA", sequence: 501, acknowledgment: 202, hops: 60 },
        rst("client", 0.05, { sequence: 202 }),
      ],
    ],
    [
      "a client that has its answer",
      [
        ...handshakeTalk(),
        request(0.01),
        answer(0.02),
        { from: "client", at: 0.03, sequence: 201, acknowledgment: 501 },
        rst("client", 0.04, { sequence: 201, acknowledgment: 501 }),
      ],
    ],
    ["a health check", [...handshakeTalk(), rst("client", 0.01)]],
    ["a half-open scan", [...handshakeTalk().slice(0, 2), rst("client", 0.01, { flags: "R" })]],
    [
      "a scan that sends data after its RST",
      [
        ...handshakeTalk().slice(0, 2),
        rst("client", 0.01, { flags: "R" }),
        request(16),
        rst("server", 16.001, { flags: "R" }),
      ],
    ],
    [
      "an idle connection that its server ends by RST",
      [
        ...handshakeTalk(),
        request(0.01),
        answer(0.02),
        rst("server", 60, { sequence: 501, acknowledgment: 201 }),
      ],
    ],
    [
      "TLS's farewell to a server that has closed",
      [
        ...handshakeTalk(),
        request(0.01),
        answer(0.02),
        { from: "server", at: 5, flags: "FA", sequence: 501, acknowledgment: 201, hops: 60 },
        request(5.001, { payload: 31, sequence: 201, acknowledgment: 502 }),
        rst("server", 5.002, { flags: "R", sequence: 502 }),
      ],
    ],
    [
      "a second RST, after the connection has gone",
      [
        ...handshakeTalk(),
        request(0.01),
        answer(0.02),
        rst("client", 0.03, { sequence: 201, acknowledgment: 501 }),
        rst("server", 18, { hops: 255, sequence: 501 }),
      ],
    ],
    [
      "an old connection of the same ports that is cleared away",
      [
        { from: "client", at: 0, flags: "S" },
        { from: "server", at: 0.001, sequence: 7000, acknowledgment: 9000, hops: 60 },
        { from: "client", at: 0.002, flags: "R", sequence: 9000 },
        ...handshakeTalk({ at: 1 }),
        request(1.01),
        answer(1.02),
      ],
    ],
    [
      "an answer to the ident question of a mail server",
      [
        { from: "client", at: 0, flags: "S", serverPort: 113 },
        { from: "server", at: 0.001, flags: "RA", serverPort: 113 },
      ],
    ],
  ];
  test.each(harmless)("%s", (_, segments) => {
    expect(verdictOf(segments).kind).toBe("absent");
  });
});

const refusal = (more: Partial<TalkSegment> & { at: number }): TalkSegment[] => [
  { from: "client", flags: "S", ...more },
  { from: "server", flags: "RA", sequence: 0, ...more, at: more.at + 0.001 },
];

describe("a refusal", () => {
  test("of one port is one finding, however often it was tried", () => {
    const tries = [0, 1, 2].flatMap((index) => refusal({ at: index, clientPort: 50_000 + index }));
    expect(found(tries)).toEqual(["refused confirmed"]);
  });
  test("is a warning when the port accepted others", () => {
    const verdict = verdictOf([
      ...refusal({ at: 0 }),
      ...handshakeTalk({ at: 3, clientPort: 41_000 }),
    ]);
    const findings = verdict.kind === "present" ? verdict.findings : [];
    expect(findings.map(({ severity }) => severity)).toEqual(["warning"]);
  });
  test("by a router's ICMP names the router", () => {
    const asked: TalkSegment = { from: "client", at: 0, flags: "S" };
    expect(found([asked, { ...asked, at: 0.01, unreachable: 13 }])).toEqual([
      "refusedByIcmp confirmed",
    ]);
  });
  test("is none when the ICMP says that there is no way", () => {
    const asked: TalkSegment = { from: "client", at: 0, flags: "S" };
    expect(verdictOf([asked, { ...asked, at: 0.01, unreachable: 1 }]).kind).toBe("absent");
  });
  test("is none when the RST does not acknowledge the SYN", () => {
    const stray: TalkSegment = { from: "server", at: 0.01, flags: "RA", acknowledgment: 77 };
    expect(verdictOf([{ from: "client", at: 0, flags: "S" }, stray]).kind).toBe("absent");
  });
  test("at so many doors is a scan, and told as such", () => {
    const doors = Array.from({ length: 300 }, (_, port) =>
      refusal({ at: port / 100, serverPort: 1000 + port }),
    ).flat();
    const verdict = verdictOf(doors);
    const evidence = verdict.kind === "absent" ? verdict.evidence : [];
    expect(evidence[1]?.says.slots).toEqual({
      client: "10.0.0.1",
      refusals: 300,
      hosts: 1,
      ports: 300,
    });
  });
});

test("a verdict is given whatever bytes a capture holds", () => {
  const bytes = talkBytes([...handshakeTalk(), request(0.01), rst("server", 0.02, { hops: 63 })]);
  const edits = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 40 });
  fc.assert(
    fc.property(edits, fc.nat(bytes.length), (changes, length) => {
      const copy = Uint8Array.from(bytes);
      for (const [at, value] of changes) copy[at] = value;
      const survey = new Survey({ filter: null, all: true });
      survey.feed(copy.subarray(0, length));
      expect(findNaN(known.capture?.(survey.end("x").summary))).toBeNull();
    }),
    { numRuns: Number(process.env["PROPERTY_RUNS"] ?? 300) },
  );
});
