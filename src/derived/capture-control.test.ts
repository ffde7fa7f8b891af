import { describe, expect, test } from "bun:test";
import loss from "#cases/packet-loss/case.ts";
import size from "#cases/path-mtu-black-hole/case.ts";
import resets from "#cases/connection-reset/case.ts";
import syn from "#cases/syn-unanswered/case.ts";
import shut from "#cases/zero-window-stall/case.ts";
import { handshakeTalk, type TalkSegment, talkSummary } from "#testing/tcp-talk.ts";

const [asked, answered] = handshakeTalk() as [TalkSegment, TalkSegment, TalkSegment];
/** Behind data that a filter left out. */
const fin: TalkSegment = { from: "server", at: 2, flags: "FA", sequence: 4000, hops: 60 };
const cut: TalkSegment = { ...fin, flags: "RA" };
const refused: TalkSegment = { from: "server", at: 0.01, flags: "RA", sequence: 0 };

/** Of lost data, sizes, windows, and resets. */
const kinds = (segments: readonly TalkSegment[]): (string | undefined)[] =>
  [loss, size, shut, resets].map(({ capture }) => capture?.(talkSummary(segments)).kind);

describe("a capture of SYN, FIN and RST only", () => {
  test("does not tell what became of the data", () => {
    expect(kinds([asked, answered, fin])).toEqual(["unknown", "unknown", "unknown", "absent"]);
  });
  test("does not tell what a RST cut off", () => {
    expect(kinds([asked, answered, cut])).toEqual(["unknown", "unknown", "unknown", "unknown"]);
    expect(kinds([cut])[3]).toBe("unknown");
  });
  test("tells of a half-open probe that its RST harms nobody", () => {
    const probe: TalkSegment = { from: "client", at: 0.01, flags: "R", sequence: 1 };
    expect(kinds([asked, answered, probe])[3]).toBe("absent");
  });
  test("tells of answers that come from another address, and are reset, that nothing is missing", () => {
    const stray: TalkSegment = { ...answered, server: 3 };
    const refusal: TalkSegment = { ...stray, from: "client", flags: "R", sequence: 1, at: 0.002 };
    expect(kinds([asked, stray, refusal])).toEqual(["absent", "absent", "absent", "absent"]);
  });
  test("tells of a refusal", () => {
    expect(kinds([asked, refused])).toEqual(["absent", "absent", "absent", "present"]);
  });
  test("tells of a SYN that had to be sent twice", () => {
    const late = { ...answered, at: 1.01 };
    const verdict = syn.capture?.(talkSummary([asked, { ...asked, at: 1 }, late, fin]));
    expect(verdict?.kind).toBe("present");
  });
});

test("a capture with a single acknowledgment is judged", () => {
  expect(kinds(handshakeTalk())).toEqual(["absent", "absent", "absent", "absent"]);
});
