import { describe, expect, test } from "bun:test";
import { handshakeTalk, type TalkSegment, talkSummary } from "#testing/tcp-talk.ts";

const syn = (at: number, more: Partial<TalkSegment> = {}): TalkSegment => ({
  from: "client",
  at,
  flags: "S",
  ...more,
});

describe("attempts", () => {
  test("are kept of hosts and ports that did not answer each at once, the answered ones too", () => {
    const { attempts } = talkSummary([
      ...handshakeTalk({ at: 0, server: 2, serverPort: 80 }),
      ...handshakeTalk({ at: 1, server: 3, serverPort: 443 }),
      syn(2, { clientPort: 50_000, server: 2, serverPort: 80 }),
    ]);
    expect(attempts.map(({ at, answer, times }) => [at, answer, times])).toEqual([
      [0, "syn-ack", 1],
      [2, null, 1],
    ]);
  });
  test("tell when and how they were answered", () => {
    const { attempts } = talkSummary([
      syn(0, { timestamp: 7 }),
      syn(1),
      { from: "server", at: 1.5, flags: "RA", hops: 61 },
    ]);
    expect(attempts).toMatchObject([
      {
        times: 2,
        timestamp: 7,
        answer: "reset",
        answerFrame: 3,
        answeredAfter: 1.5,
        answerHops: 61,
      },
    ]);
  });
  test("are none where all was answered at once", () => {
    expect(talkSummary(handshakeTalk()).attempts).toEqual([]);
  });
});

describe("SYNs", () => {
  test("that were captured twice were sent once", () => {
    const [flow] = talkSummary([syn(0), syn(0.001), syn(1), syn(1.1)]).flows;
    expect(flow?.fromClient.opening).toMatchObject({
      times: 2,
      frames: 4,
      lasted: 1,
      lastFrame: 3,
    });
  });
});

describe("the first reset of a direction", () => {
  const resetOf = (segments: readonly TalkSegment[]) =>
    talkSummary([...handshakeTalk(), ...segments]).flows[0]?.fromServer.reset;
  const ask: TalkSegment = { from: "client", at: 1, payload: 100 };
  const cut: TalkSegment = { from: "server", at: 2, flags: "RA", hops: 64 };
  test("tells what it cut off, and when", () => {
    expect(resetOf([ask, cut])).toMatchObject({
      frame: 5,
      at: 2,
      hops: 64,
      established: true,
      refusal: false,
      peerPayload: 100,
      ownPayload: 0,
      unread: 100,
      peersTurn: true,
      silence: 1,
      ahead: 0,
      after: null,
    });
  });
  test("is not the range of its sender's time to live", () => {
    const [flow] = talkSummary([...handshakeTalk({ serverHops: 60 }), cut]).flows;
    expect(flow?.fromServer.hops).toEqual({ fewest: 60, most: 60 });
  });
  test("is followed by segments that go on, not by those that were captured late", () => {
    const late: TalkSegment = { from: "server", at: 2.001, acknowledgment: 101, hops: 60 };
    expect(resetOf([ask, cut, late])?.after).toBeNull();
    const more: TalkSegment = { ...late, payload: 10 };
    expect(resetOf([ask, cut, more])?.after).toEqual({ segments: 1, frame: 6 });
  });
  test("is none when it carries a segment's worth of data: a damaged header", () => {
    expect(resetOf([ask, { ...cut, payload: 1000 }])).toBeNull();
  });
  test("of a handshake acknowledges the SYN, or refuses nothing", () => {
    const refused = (acknowledgment: number) =>
      talkSummary([syn(0), { ...cut, acknowledgment }]).flows[0]?.fromServer.reset?.refusal;
    expect([refused(1), refused(2)]).toEqual([true, false]);
  });
});

describe("a direction is missing", () => {
  test("when the other one answers what is not in the capture", () => {
    const { vantage } = talkSummary([
      { from: "server", at: 0, flags: "SA" },
      { from: "server", at: 1, payload: 10, acknowledgment: 101 },
    ]).totals;
    expect(vantage.oneWay).toBe(true);
    expect(vantage.missing).toEqual({ fromClient: { count: 1, frame: 2 }, fromServer: null });
  });
  test("but not when nobody answered", () => {
    const { vantage } = talkSummary([syn(0), syn(1), syn(3)]).totals;
    expect(vantage.oneWay).toBe(false);
    expect(vantage.missing).toEqual({ fromClient: null, fromServer: null });
  });
});
