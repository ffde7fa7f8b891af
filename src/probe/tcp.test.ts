import { describe, expect, test } from "bun:test";
import type { Conversation } from "./conversation.ts";
import { arrivedBack, arrivedThere } from "./tcp.ts";

const talked = (given: Partial<Conversation>): Conversation => ({
  outcome: "connected",
  code: "",
  announced: 1500,
  sentAtFirst: 1500,
  sendsNow: 1500,
  pathMtu: 1500,
  request: 2936,
  acked: 0,
  sackedTail: false,
  received: 0,
  firstByte: null,
  largestReceived: 0,
  outOfOrder: false,
  ended: false,
  seconds: 0,
  quietSeconds: 0,
  roundTripSeconds: 0,
  ...given,
});

describe("a full-size segment arrived there", () => {
  test("when as much as it holds was acknowledged", () => {
    expect(arrivedThere(talked({ acked: 2936 }))).toBe(true);
    expect(arrivedThere(talked({ acked: 1500 }))).toBe(true);
    expect(arrivedThere(talked({ acked: 40 }))).toBe(false);
    expect(arrivedThere(talked({ acked: 2936, outcome: "refused" }))).toBe(false);
  });
});

describe("packets of a size come back", () => {
  test("when one of them did, or all that the peer says", () => {
    expect(arrivedBack(talked({ received: 9000, largestReceived: 1500 }), 30_000)).toBe(true);
    expect(arrivedBack(talked({ received: 1250, largestReceived: 1302 }), 1254)).toBe(true);
  });
  test("not when only what fits in small packets did", () => {
    expect(arrivedBack(talked({ received: 127, largestReceived: 179 }), 1254)).toBe(false);
    expect(arrivedBack(talked({}), 0)).toBe(false);
  });
});
