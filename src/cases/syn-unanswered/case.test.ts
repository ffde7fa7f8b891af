import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Survey } from "#capture/summary/survey.ts";
import type { Finding } from "#contract/verdict.ts";
import { describeCaptureCase } from "#testing/describe-capture-case.ts";
import { findNaN } from "#testing/json.ts";
import { handshakeTalk, talkBytes, type TalkSegment, talkSummary } from "#testing/tcp-talk.ts";
import known from "./case.ts";

describeCaptureCase(known, import.meta.path);

function verdictOf(segments: readonly TalkSegment[]) {
  if (!known.capture) throw new Error("the case judges no captures");
  return known.capture(talkSummary(segments.toSorted((one, other) => one.at - other.at)));
}

/** Key of the first line, certainty and subject of each finding. */
function found(segments: readonly TalkSegment[]): string[] {
  const verdict = verdictOf(segments);
  const findings: readonly Finding[] = verdict.kind === "present" ? verdict.findings : [];
  return findings.map(
    ({ says, certainty, subject }) => `${says.key.split("/")[1]} ${certainty} ${subject.name}`,
  );
}

/** SYNs of one connection at the given seconds. */
const syns = (at: readonly number[], more: Partial<TalkSegment> = {}): TalkSegment[] =>
  at.map((second) => ({ from: "client", at: second, flags: "S", ...more }));
/** Something that goes on, so that the capture lasts. */
const later = (at: number): TalkSegment[] =>
  handshakeTalk({ at, client: 77, server: 78, clientPort: 1, serverPort: 443 });

describe("no answer", () => {
  test("to a SYN that is sent again and again", () => {
    expect(found(syns([0, 1, 3, 7]))).toEqual(["silent confirmed 10.0.0.2:80"]);
  });
  test("can only be suspected of a SYN that was sent twice", () => {
    expect(found([...syns([0, 1]), ...later(9)])).toEqual(["silentDoubtful suspected 10.0.0.2:80"]);
  });
  test("of a host at several ports is the host's", () => {
    const ports = [1, 2, 3].flatMap((serverPort) => syns([0, 1, 3], { serverPort }));
    expect(found(ports)).toEqual(["silent confirmed 10.0.0.2"]);
  });
  test("of a port, however many clients ask, is one finding", () => {
    const clients = [10, 11, 12].flatMap((client) => syns([0, 1, 3], { client }));
    expect(found(clients)).toEqual(["silent confirmed 10.0.0.2:80"]);
  });
  test("with a router's word that there is no way", () => {
    const asked = syns([0]);
    const told = asked.map((segment) => ({ ...segment, at: 0.1, unreachable: 1 }));
    expect(found([...asked, ...told])).toEqual(["unreachable confirmed 10.0.0.2:80"]);
  });
  test("that arrives, though the host gives one", () => {
    const answers = [0.001, 1.001, 3.001].map((at): TalkSegment => ({
      from: "server",
      at,
      flags: "SA",
      identification: 0,
    }));
    expect(found([...syns([0, 1, 3]), ...answers])).toEqual(["onePath confirmed 10.0.0.2:80"]);
  });
  test("of programs that give up after a second, seen often beside answers to others, is suspected", () => {
    const tries = [0, 10, 20, 30].flatMap((at) => syns([at], { clientPort: 50_000 + at }));
    expect(found([...tries, ...later(40)])).toEqual(["silentDoubtful suspected 10.0.0.2:80"]);
    expect(verdictOf([...tries, ...syns([40], { client: 9, server: 8 })]).kind).toBe("absent");
  });
});

describe("an answer is late", () => {
  test("when the SYN had to be sent again", () => {
    const answered = handshakeTalk({ at: 3 });
    expect(found([...syns([0, 1]), ...answered])).toEqual(["late confirmed 10.0.0.2:80"]);
  });
  test("when the client has given up", () => {
    const answer: TalkSegment = { from: "server", at: 2, flags: "SA" };
    const gone: TalkSegment = { from: "client", at: 2.001, flags: "R" };
    expect(found([...syns([0]), answer, gone])).toEqual(["tooLate confirmed 10.0.0.2:80"]);
  });
  test("when the first one got lost behind the capture", () => {
    const answer: TalkSegment = { from: "server", at: 0.001, flags: "SA" };
    expect(found([...syns([0]), answer, ...handshakeTalk({ at: 1 })])).toEqual([
      "lost confirmed 10.0.0.2:80",
    ]);
  });
  test("perhaps, when the capture holds only the client", () => {
    const goesOn: TalkSegment = { from: "client", at: 3.1, payload: 10 };
    expect(found([...syns([0, 1, 3]), goesOn])).toEqual(["unseen suspected 10.0.0.2:80"]);
  });
  test("once in many connections by chance", () => {
    const many = Array.from({ length: 99 }, (_, port) =>
      handshakeTalk({ at: 5 + port, clientPort: 1000 + port }),
    ).flat();
    const one = [...syns([0]), ...handshakeTalk({ at: 1 })];
    expect(verdictOf([...one, ...many]).kind).toBe("absent");
  });
});

/** Two hosts behind one address, one just booted; after the first round only the old one is heard. */
function clocks(rounds: number, ticks = 1000): TalkSegment[] {
  return Array.from({ length: rounds }, (_, round): TalkSegment[] => {
    const at = round * 2;
    const [young, old] = [1000 + at * ticks, 900_000_000 + (at + 1) * ticks];
    const ends = { client: 5, clientPort: 20_000 + round };
    const mine = handshakeTalk({ at, timestamp: young, ...ends });
    const other = handshakeTalk({
      at: at + 1,
      timestamp: old,
      ...ends,
      clientPort: 30_000 + round,
    });
    return [...(round === 0 ? mine : mine.slice(0, 1)), ...other];
  }).flat();
}

describe("several clocks behind one address", () => {
  test("are told when only the newest is heard", () => {
    expect(found([...clocks(6), ...later(20)])).toEqual(["clocks confirmed 10.0.0.2:80"]);
  });
  test("are suspected while chance could explain them", () => {
    expect(found([...clocks(3), ...later(20)])).toEqual(["clocksDoubtful suspected 10.0.0.2:80"]);
  });
  test("are none when older timestamps are answered as well", () => {
    const heard = handshakeTalk({ at: 11.5, timestamp: 5000, client: 5, clientPort: 9 });
    expect(found([...clocks(6), ...heard, ...later(20)]).join()).not.toContain("clocks");
  });
  test("are none when each connection begins at a random timestamp and few are lost", () => {
    const stamps = [900, 100, 500, 200];
    const tries = stamps.map((timestamp, at) =>
      handshakeTalk({ at, timestamp, clientPort: 1000 + at }).slice(0, at % 2 === 0 ? 3 : 1),
    );
    expect(found([...tries.flat(), ...later(20)]).join()).not.toContain("clocks");
  });
  test("may have timestamps that wrap", () => {
    const wrapped = clocks(6).map((segment) => {
      const { timestamp = 0 } = segment;
      return { ...segment, timestamp: (timestamp + 2 ** 32 - 450_000_000) % 2 ** 32 };
    });
    expect(found([...wrapped, ...later(20)])).toEqual(["clocks confirmed 10.0.0.2:80"]);
  });
});

describe("somebody who asks many in vain", () => {
  const doors = (times: readonly number[], more: (index: number) => Partial<TalkSegment>) =>
    Array.from({ length: 60 }, (_, index) =>
      syns(
        times.map((at) => at + index / 100),
        more(index),
      ),
    ).flat();
  test("at many ports is a scanner, and no fault", () => {
    const verdict = verdictOf([
      ...doors([0], (port) => ({ serverPort: 1000 + port })),
      ...later(9),
    ]);
    const evidence = verdict.kind === "absent" ? verdict.evidence : [];
    expect(evidence.at(-1)?.says.slots).toMatchObject({ count: 60, hosts: 1, ports: 60 });
  });
  test("at many hosts, as insistent as a program that wants to connect, may be cut off", () => {
    expect(found(doors([0, 1, 3], (index) => ({ server: 100 + index })))).toEqual([
      "manyHosts suspected 10.0.0.100:80",
    ]);
  });
});

/** A connection as two captures show it whose clocks are 3.2 s apart. @param ticks of the second showing's stamps. */
const merged = (ticks: number): TalkSegment[] => {
  const seen = handshakeTalk().map((one, index) => ({ ...one, timestamp: 1000 + index }));
  const again = seen.map((one) => ({
    ...one,
    at: one.at + 3.2,
    timestamp: one.timestamp + ticks,
  }));
  return [...seen, ...again];
};

describe("captures of two hosts whose clocks differ, merged,", () => {
  test("hold each SYN twice", () => {
    expect(found(merged(0))).toEqual([]);
  });
  test("which one that is sent again is not: it is stamped anew", () => {
    expect(found(merged(3200))).toEqual(["lost confirmed 10.0.0.2:80"]);
  });
});

describe("no fault is", () => {
  const harmless: readonly (readonly [string, readonly TalkSegment[]])[] = [
    ["a connection that is answered", handshakeTalk()],
    ["a refusal", [...syns([0]), { from: "server", at: 0.1, flags: "RA" }]],
    ["a refusal by ICMP", [...syns([0]), { from: "client", at: 0.1, flags: "S", unreachable: 3 }]],
    ["a SYN at the end of the capture", [...later(0), ...syns([5])]],
    [
      "a SYN that was captured twice",
      [...later(0), ...syns([5, 5.001]), ...handshakeTalk({ at: 5.002 })],
    ],
  ];
  test.each(harmless)("%s", (_, segments) => {
    expect(verdictOf(segments).kind).toBe("absent");
  });
});

test("a capture that ends at once, or begins too late, leaves it open", () => {
  expect(verdictOf(syns([0, 0.5])).kind).toBe("unknown");
  expect(verdictOf([{ from: "client", at: 0, payload: 1 }]).kind).toBe("not-applicable");
});

test("a verdict is given whatever bytes a capture holds", () => {
  const bytes = talkBytes(clocks(6));
  const edits = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 40 });
  fc.assert(
    fc.property(edits, fc.nat(bytes.length), (changes, length) => {
      const copy = Uint8Array.from(bytes);
      for (const [at, value] of changes) copy[at] = value;
      const survey = new Survey({ filter: null, all: true });
      survey.feed(copy.subarray(0, length));
      expect(findNaN(known.capture?.(survey.end("x").summary))).toBeNull();
    }),
    { numRuns: Number(process.env["PROPERTY_RUNS"] ?? 200) },
  );
});
