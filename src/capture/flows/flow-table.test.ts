import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { Endpoints } from "../packet.ts";
import { FlowTable, hashOfEnds, portsOf } from "./flow-table.ts";
import type { Flow } from "./flow.ts";
import { NEXT } from "./row-layout.ts";

interface Ends {
  readonly source: number;
  readonly destination: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

function endpoints({ source, destination, sourcePort, destinationPort }: Ends): Endpoints {
  const ends = new Endpoints();
  ends.source2 = ends.destination2 = 0xffff;
  ends.source3 = source;
  ends.destination3 = destination;
  ends.sourcePort = sourcePort;
  ends.destinationPort = destinationPort;
  return ends;
}

const turned = ({ source, destination, sourcePort, destinationPort }: Ends): Ends => ({
  source: destination,
  destination: source,
  sourcePort: destinationPort,
  destinationPort: sourcePort,
});

const numbered = (number: number): Ends => ({
  source: 0x0a000000 + (number >>> 10),
  destination: 1,
  sourcePort: 1024 + (number & 1023),
  destinationPort: 443,
});

function table(limit: number) {
  const retired: Flow[] = [];
  const flows = new FlowTable(limit, (flow) => {
    flow.detach();
    retired.push(flow);
  });
  const begin = (ends: Ends, time = 0) => flows.begin(endpoints(ends), { frame: 1, time });
  return { flows, retired, begin };
}

test("a flow is found either way round, among thousands, until it ends", () => {
  const { flows, begin } = table(10_000);
  const begun = Array.from({ length: 5000 }, (_, number) => begin(numbered(number)));
  begun.forEach((flow, number) => {
    expect(flows.find(endpoints(numbered(number)))).toBe(flow);
    expect(flows.find(endpoints(turned(numbered(number))))).toBe(flow);
  });
  expect(flows.find(endpoints(numbered(5000)))).toBeNull();
  const [first] = begun;
  if (first !== undefined) flows.end(first);
  expect(flows.find(endpoints(numbered(0)))).toBeNull();
  expect(flows.find(endpoints(numbered(1)))).toBe(begun[1] ?? null);
});

test("a row is empty when another flow takes it, and whoever keeps a flow takes a copy", () => {
  const { flows, begin } = table(10);
  const old = begin(numbered(1));
  const { row } = old;
  old.forward.next = 77;
  flows.end(old);
  const fresh = begin(numbered(2));
  expect(fresh.row).toBe(row);
  expect(flows.rows.words[fresh.forward.at + NEXT]).toBe(0);
  expect(old.forward.next).toBe(77);
});

test("when the table is full, the half that was silent longest is retired", () => {
  const { flows, retired, begin } = table(100);
  for (let number = 0; number < 101; number++) begin(numbered(number), 1000 - number);
  expect(retired).toHaveLength(50);
  expect(Math.min(...retired.map(({ number }) => number))).toBe(50);
  expect(flows.find(endpoints(numbered(0)))).not.toBeNull();
});

test("addresses that were chosen to collide take no more than 64 places in a chain", () => {
  const { flows, retired, begin } = table(10_000);
  const chosen: Ends[] = [];
  for (let number = 0; chosen.length < 200; number++) {
    const { source, destination, sourcePort, destinationPort } = numbered(number);
    const hash = hashOfEnds(0, source, destination, portsOf(sourcePort, destinationPort));
    if ((hash & 255) === 0) chosen.push(numbered(number));
  }
  for (const [time, ends] of chosen.entries()) begin(ends, time);
  expect(retired).toHaveLength(200 - 64);
  expect(flows.find(endpoints(chosen.at(-1) ?? numbered(0)))?.number).toBe(199);
});

test("both directions have one hash", () => {
  const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  const port = fc.integer({ min: 0, max: 65_535 });
  fc.assert(
    fc.property(word, word, port, port, (source, destination, one, other) => {
      const there = hashOfEnds(0, source, destination, portsOf(one, other));
      expect(hashOfEnds(0, destination, source, portsOf(other, one))).toBe(there);
    }),
  );
});
