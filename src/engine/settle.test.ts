import { describe, expect, test } from "bun:test";
import { defineMessages } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import type { Evidence, Finding, Verdict } from "#contract/verdict.ts";
import { settle } from "./settle.ts";

const words = defineMessages("test", { seen: { en: "seen", zh: "看到" } });
const evidence: Evidence = {
  label: words.seen(),
  says: words.seen(),
  observed: quantity(1, "packets"),
  origin: { source: "x", at: "" },
};

const finding = (name: string, more: Partial<Finding> = {}): Finding => ({
  cause: "c",
  subject: { kind: "destination", name },
  certainty: "suspected",
  severity: "warning",
  says: words.seen(),
  evidence: [evidence],
  remedies: [],
  ...more,
});

const there = (...findings: [Finding, ...Finding[]]): Verdict => ({ kind: "present", findings });
const absent: Verdict = { kind: "absent", evidence: [evidence] };
const open: Verdict = { kind: "unknown", missing: [{ fact: "f", why: words.seen() }] };
const probed = (verdict: Verdict, ...addresses: string[]) => [
  { addresses, verdict, isBothWays: true },
];
const names = (verdict: Verdict): string[] =>
  "findings" in verdict ? verdict.findings.map(({ subject }) => subject.name) : [];

describe("a probe", () => {
  test("that was not made changes nothing", () => {
    expect(settle(open, [])).toBe(open);
  });
  test("proves what the host suspects, once", () => {
    const proof = there(finding("10.0.0.1", { certainty: "confirmed" }));
    const verdict = settle(there(finding("10.0.0.1")), probed(proof, "10.0.0.1"));
    expect(verdict).toEqual(proof);
  });
  test("rules out a suspicion, not what the host has proven or knows of others", () => {
    const suspicion = there(finding("10.0.0.1"));
    expect(settle(suspicion, probed(absent, "10.0.0.1")).kind).toBe("absent");
    const proven = there(finding("10.0.0.1", { certainty: "confirmed" }), finding("10.0.0.2"));
    expect(names(settle(proven, probed(absent, "10.0.0.1")))).toEqual(["10.0.0.1", "10.0.0.2"]);
  });
  test("of one way only rules out nothing", () => {
    const [one] = probed(absent, "10.0.0.1");
    if (!one) throw new Error("no probe");
    const verdict = settle(there(finding("10.0.0.1")), [{ ...one, isBothWays: false }]);
    expect(verdict.kind).toBe("present");
  });
  test("that could not decide leaves the verdict open, and a finding a finding", () => {
    expect(settle(absent, probed(open, "10.0.0.1")).kind).toBe("unknown");
    expect(settle(there(finding("10.0.0.1")), probed(open, "10.0.0.1")).kind).toBe("present");
  });
  test("that finds a harmless cause does not make it harm", () => {
    const latent: Verdict = { kind: "latent", findings: [finding("10.0.0.1")] };
    expect(settle(absent, probed(latent, "10.0.0.1")).kind).toBe("latent");
  });
});
