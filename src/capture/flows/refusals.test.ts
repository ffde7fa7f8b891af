import { expect, test } from "bun:test";
import { ACK, Packet } from "../packet.ts";
import { Refusals } from "./refusals.ts";

const peer = { lastAck: 1000, window: 500 };

function acknowledgment(changes: Partial<Packet> = {}): Packet {
  const packet = Object.assign(new Packet(), {
    flags: ACK,
    acknowledgment: peer.lastAck,
    window: peer.window,
    sackBlocks: 1,
    ...changes,
  });
  packet.sackEdges.set([2000, 3000]);
  return packet;
}

/** What is counted when this comes behind an acknowledgment that says what the peer has. */
function behind(packet: Packet, isSure = true): number {
  const refusals = new Refusals();
  refusals.hear(acknowledgment(), peer, true);
  refusals.hear(packet, peer, isSure);
  return refusals.count;
}

test("an acknowledgment that tells nothing new tells that something was refused", () => {
  expect(behind(acknowledgment())).toBe(1);
});

test("whatever else it may be for is no refusal", () => {
  const grown = acknowledgment();
  grown.sackEdges.set([2000, 4000]);
  expect(behind(grown)).toBe(0);
  expect(behind(acknowledgment({ acknowledgment: 1500 }))).toBe(0);
  expect(behind(acknowledgment({ window: 400 }))).toBe(0);
  expect(behind(acknowledgment({ payloadLength: 1 }))).toBe(0);
  expect(behind(acknowledgment({ sackBlocks: 2 }))).toBe(0);
});

test("without SACK every duplicate acknowledgment looks like one", () => {
  const refusals = new Refusals();
  for (const _ of [1, 2]) refusals.hear(acknowledgment({ sackBlocks: 0 }), peer, true);
  expect(refusals.count).toBe(0);
});

test("a packet that may have been captured twice tells nothing", () => {
  expect(behind(acknowledgment(), false)).toBe(0);
});

test("each explains one segment", () => {
  const refusals = new Refusals();
  for (const _ of [1, 2, 3]) refusals.hear(acknowledgment(), peer, true);
  expect([refusals.explain(1), refusals.explain(3), refusals.explain(1)]).toEqual([1, 1, 0]);
});
