import { describe, expect, test } from "bun:test";
import { conversation, type Told } from "#testing/conversation.ts";
import { FIN, SYN, ACK, RST } from "../packet.ts";
import { Survey, type SurveyOptions } from "./survey.ts";

function read(told: readonly Told[], options: Partial<SurveyOptions> = {}) {
  const survey = new Survey({ filter: null, all: true, ...options });
  survey.feed(conversation(told));
  const { summary } = survey.end("test.pcap");
  const [flow] = summary.flows;
  return { summary, flow };
}

const handshake: readonly Told[] = [
  { from: "client", at: 0, flags: SYN, sequence: 0, mss: 1460 },
  { from: "server", at: 0.03, flags: SYN | ACK, sequence: 0, mss: 1460 },
  { from: "client", at: 0.031, sequence: 1 },
];
const data = (at: number, sequence: number, payload = 1000): Told => ({
  from: "server",
  at,
  sequence,
  payload,
});
const ack = (at: number, acknowledgment: number, more: Partial<Told> = {}): Told => ({
  from: "client",
  at,
  sequence: 1,
  acknowledgment,
  ...more,
});

describe("a connection waits", () => {
  test("for a SYN to be answered", () => {
    const syn = { from: "client", flags: SYN, sequence: 0, mss: 1460 } as const;
    const { flow } = read([0, 1, 3].map((at) => ({ ...syn, at })));
    expect(flow?.stalls).toMatchObject([{ kind: "handshake", by: "server", lasted: 3, tries: 2 }]);
  });

  test("for an acknowledgment, until it comes", () => {
    const { flow } = read([...handshake, data(0.1, 1), data(0.4, 1), data(1, 1), ack(1.1, 1001)]);
    expect(flow?.stalls).toMatchObject([
      { kind: "acknowledgment", by: "client", lasted: 1, firstFrame: 4, lastFrame: 7, tries: 2 },
    ]);
    expect(flow?.fromServer.longestWait).toEqual({ seconds: 1, frame: 4 });
  });

  test("for an answer", () => {
    const { flow } = read([
      ...handshake,
      { from: "client", at: 0.1, sequence: 1, payload: 100 },
      { from: "server", at: 0.13, sequence: 1, acknowledgment: 101 },
      { from: "server", at: 2.13, sequence: 1, acknowledgment: 101, payload: 500 },
    ]);
    expect(flow?.stalls).toMatchObject([{ kind: "answer", by: "server", lasted: 2 }]);
  });

  test("for a window to open", () => {
    const { flow } = read([
      ...handshake,
      data(0.1, 1, 500),
      ack(0.11, 501, { window: 0 }),
      { from: "server", at: 0.4, sequence: 500, acknowledgment: 1 },
      ack(0.41, 501, { window: 0 }),
      ack(3.11, 501, { window: 500 }),
      data(3.12, 501, 400),
    ]);
    expect(flow?.stalls).toMatchObject([{ kind: "window", by: "client", lasted: 3 }]);
    expect(flow?.fromClient.shut).toMatchObject({ times: 1, blockedSeconds: 3 });
    expect(flow?.fromClient.zeroWindows).toBe(2);
  });

  test("for nothing, when nobody has anything to say", () => {
    const { flow } = read([...handshake, data(0.1, 1), ack(0.11, 1001)]);
    expect(flow?.stalls).toEqual([]);
  });
});

describe("what was sent again was lost", () => {
  const sacked = ack(0.13, 1, { sack: [1001, 2001] });

  test("behind this place, if it had come by", () => {
    const { flow } = read([
      ...handshake,
      data(0.1, 1),
      data(0.101, 1001),
      sacked,
      data(0.4, 1),
      ack(0.43, 2001),
    ]);
    expect(flow?.fromServer.loss).toMatchObject({ behind: 1, before: 0, frames: [7] });
  });

  test("before this place, if it had not", () => {
    const { flow } = read([...handshake, data(0.101, 1001), sacked, data(0.4, 1), ack(0.43, 2001)]);
    expect(flow?.fromServer.loss).toMatchObject({ behind: 0, before: 1 });
    expect(flow?.fromServer.lostSegments).toBe(1);
  });

  test("by the capture alone, if the peer has it all the same", () => {
    const { flow } = read([...handshake, data(0.101, 1001), ack(0.13, 2001)]);
    const missed = { bytes: 1000, frame: 5 };
    expect(flow?.fromServer.loss).toMatchObject({ behind: 0, before: 0, missed });
  });
});

describe("a vantage point", () => {
  test("that sees one direction says which is missing", () => {
    const { summary } = read([ack(0, 1000), ack(0.01, 2000), ack(0.02, 3000)]);
    expect(summary.totals.vantage).toMatchObject({
      oneWay: true,
      missing: { fromClient: null, fromServer: { count: 1 } },
      midStream: 1,
    });
  });

  test("before the sender's card sees segments that never were on the wire", () => {
    const { summary, flow } = read([...handshake, data(0.1, 1, 14_480), ack(0.13, 14_481)]);
    expect(summary.totals.vantage).toMatchObject({ oneWay: false, superSegments: true });
    expect(flow?.fromServer).toMatchObject({
      superSegments: 1,
      superDelivered: 1,
      largestDelivered: null,
    });
  });

  test("in mid-stream knows no sizes, and claims no unanswered SYN", () => {
    const { summary, flow } = read([data(0, 5000), ack(0.01, 6000), data(0.02, 6000)]);
    expect(summary.totals.vantage.midStream).toBe(1);
    expect(flow).toMatchObject({ syn: false, established: false, handshakeSeconds: null });
    expect(flow?.fromServer).toMatchObject({ mss: null, loss: null });
  });
});

test("a drawing has the last byte of each column, whichever way the segments went", () => {
  const told = [...handshake];
  for (let index = 0; index < 400; index++) {
    told.push(data(0.1 + index * 0.01, 1 + index * 1000));
    told.push(ack(0.105 + index * 0.01, 1001 + index * 1000));
  }
  const { flow } = read(told, { sketched: true });
  const sketch = flow?.fromServer.sketch;
  const drawn = sketch?.bytes.filter((bytes) => bytes > 0) ?? [];
  expect(sketch?.columnSeconds).toBeCloseTo(0.128, 6);
  expect(drawn.at(-1)).toBe(400_001);
  expect(drawn).toEqual(drawn.toSorted((one, other) => one - other));
  expect(flow?.fromServer.segments).toBe(401);
});

test("a connection at peace is in the totals, and kept only when all are asked for", () => {
  const told = [...handshake, data(0.1, 1), ack(0.13, 1001)];
  expect(read(told, { all: false }).summary).toMatchObject({
    flows: [],
    leftOut: 0,
    totals: { frames: 5, tcp: { streams: 1, syn: 1, synAck: 1 } },
  });
  expect(read(told).summary.flows).toHaveLength(1);
});

test("a filter leaves only what passes it", () => {
  const other = [...handshake, data(0.1, 1)].map((each) => ({ ...each, port: 50_000 }));
  const host = [0, 0, 0xffff, 0x0a000001] as const;
  const told = [...handshake, ...other];
  expect(read(told, { filter: { host: null, port: 50_000 } }).summary.totals.tcp.frames).toBe(4);
  expect(read(told, { filter: { host, port: null } }).summary.totals.tcp.frames).toBe(7);
  expect(read(told, { filter: { host, port: 22 } }).summary.totals.tcp.frames).toBe(0);
});

test("a handshake of TLS is followed through ordinary segments", () => {
  const hello = [22, 3, 1, 0, 100, 1, 0, 0, 96].concat(Array<number>(96).fill(0));
  const answer = [22, 3, 3, 0, 50, 2, 0, 0, 46].concat(Array<number>(46).fill(0));
  const changed = [20, 3, 3, 0, 1, 1, 23, 3, 3, 0, 40].concat(Array<number>(40).fill(9));
  const { flow } = read([
    ...handshake,
    { from: "client", at: 0.1, sequence: 1, payload: hello },
    { from: "server", at: 0.13, sequence: 1, acknowledgment: 106, payload: answer },
    { from: "client", at: 0.14, sequence: 106, acknowledgment: 56 },
    { from: "server", at: 0.15, sequence: 56, acknowledgment: 106, payload: changed },
  ]);
  expect(flow?.fromClient.tls).toBe("ClientHello");
  expect(flow?.fromServer.tls).toBe("ApplicationData");
});

test("a connection that ends tells who ended it", () => {
  const { flow } = read([
    ...handshake,
    { from: "client", at: 0.1, flags: FIN | ACK, sequence: 1 },
    { from: "server", at: 0.13, flags: RST | ACK, sequence: 1, acknowledgment: 2 },
  ]);
  expect(flow).toMatchObject({ finished: true, reset: true });
  expect(flow?.fromClient.finFrame).toBe(4);
  expect(flow?.fromServer).toMatchObject({ rstFrame: 5, finFrame: null });
});
