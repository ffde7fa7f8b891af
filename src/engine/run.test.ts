import { expect, test } from "bun:test";
import { type Case, defineCase } from "#contract/case.ts";
import { type Fact, fileFact, optional } from "#contract/fact.ts";
import type { Fetched, Host, Order } from "#contract/host.ts";
import { defineMessages } from "#contract/message.ts";
import { needsSecondSample } from "#contract/missing.ts";
import { quantity } from "#contract/quantity.ts";
import { unknown } from "#contract/verdict.ts";
import { runCases } from "./run.ts";

const words = defineMessages("test", {
  seen: { en: "seen {value}", zh: "看到 {value}" },
  gone: { en: "gone", zh: "不在" },
});

/** A host made of texts by path, each path with its first and, if there is one, its second text. */
function hostOf(
  files: Readonly<Record<string, readonly string[]>>,
): Host & { readonly fetched: string[] } {
  const fetched: string[] = [];
  return {
    fetched,
    identify: async () => ({
      name: "t",
      kernel: null,
      cpus: null,
      source: "folder",
      at: "2026-01-01T00:00:00.000Z",
    }),
    async fetch({ source, sample }: Order): Promise<Fetched> {
      const path = source.kind === "file" ? source.path : source.kind;
      fetched.push(`${path} ${sample}`);
      const text = files[path]?.[sample === "later" ? 1 : 0];
      const at = sample === "later" ? "2026-01-01T00:00:02.000Z" : "2026-01-01T00:00:00.000Z";
      if (text === undefined) return { status: "not-captured", reason: words.gone(), at };
      return { status: "read", entries: [{ path, text, match: [] }], refused: [], at };
    },
    namespaces: async () => ({ namespaces: [], unseen: [], refused: [] }),
    nextSample: async () => 2,
  };
}

function numberFact(name: string, more: Partial<Fact<number>> = {}): Fact<number> {
  const parse = (text: string): number => {
    if (text === "bug") throw new TypeError("a bug of ours");
    if (!/^\d+$/.test(text)) throw new SyntaxError(`expected a number, found ${text}`);
    return Number(text);
  };
  return {
    ...fileFact({ id: name, path: `/${name}`, scope: "host", spec: ["none"], parse }),
    ...more,
  };
}

const a = numberFact("a", { sampled: true });
const b = numberFact("b");

const rate = defineCase({
  id: "rate",
  title: { en: "rate", zh: "速率" },
  causes: ["rising"],
  needsRoot: false,
  symptoms: [{ says: { en: "s", zh: "症" } }],
  needs: { a, b: optional(b) },
  diagnose({ a: { value, earlier, origin } }) {
    if (!earlier) return unknown(needsSecondSample(a));
    const perSecond = quantity((value - earlier.value) / earlier.secondsBefore, "events/s");
    const says = words.seen({ value: perSecond });
    return { kind: "absent", evidence: [{ label: says, says, observed: perSecond, origin }] };
  },
}) as Case;

test("a counter is read twice, and its rate is over the time between the readings", async () => {
  const { verdicts } = await runCases(hostOf({ "/a": ["10", "30"] }), [rate], { named: new Set() });
  expect(verdicts[0]?.verdict).toMatchObject({
    kind: "absent",
    evidence: [{ observed: { value: 10 } }],
  });
});

test("each fact is read once, however many cases need it", async () => {
  const host = hostOf({ "/a": ["1", "1"], "/b": ["2"] });
  await runCases(host, [rate, { ...rate, id: "again" }], { named: new Set() });
  expect(host.fetched.toSorted()).toEqual(["/a first", "/a later", "/b first"]);
});

test("a single sample is no rate of zero", async () => {
  const { verdicts } = await runCases(hostOf({ "/a": ["10"] }), [rate], { named: new Set() });
  expect(verdicts[0]?.verdict).toMatchObject({ kind: "unknown", missing: [{ fact: "a" }] });
});

test("a second sample that could not be read is why there is no rate, of a closer look too", async () => {
  const host = hostOf({ "/a": ["10"] });
  const slow: Host = {
    ...host,
    fetch: async (order) =>
      order.sample === "later"
        ? { status: "denied", reason: words.seen({ value: "nothing" }), at: "" }
        : host.fetch(order),
  };
  const near: Case = {
    ...rate,
    id: "near",
    needs: {},
    closer: { needs: { a }, targets: () => ["x"] },
    diagnose: () => unknown(needsSecondSample(a)),
  };
  const { verdicts } = await runCases(slow, [rate, near], { named: new Set() });
  for (const { verdict } of verdicts)
    expect(verdict).toMatchObject({
      kind: "unknown",
      missing: [{ fact: "a", why: { key: "test/seen", slots: { value: "nothing" } } }],
    });
});

test("a second sample that makes no sense is told as the reason, not as one that nobody took", async () => {
  const host = hostOf({ "/a": ["10", "nonsense"] });
  const { verdicts } = await runCases(host, [rate], { named: new Set() });
  expect(verdicts[0]?.verdict).toMatchObject({
    kind: "unknown",
    missing: [{ fact: "a", why: { key: "engine/unparsed" } }],
  });
});

test("a required fact that is missing or nonsense makes the verdict unknown", async () => {
  for (const files of [{}, { "/a": ["nonsense", "nonsense"] }]) {
    const { verdicts, defects } = await runCases(hostOf(files), [rate], { named: new Set() });
    expect(verdicts[0]?.verdict).toMatchObject({ kind: "unknown", missing: [{ fact: "a" }] });
    expect(defects).toEqual([]);
  }
});

test("a bug costs the one case its verdict and is reported with its stack", async () => {
  const broken: Case = {
    ...rate,
    id: "broken",
    diagnose() {
      throw new TypeError("a bug of ours");
    },
  };
  const host = hostOf({ "/a": ["10", "30"], "/b": ["bug"] });
  const { verdicts, defects } = await runCases(host, [broken, rate], { named: new Set() });
  expect(verdicts.map(({ verdict }) => verdict.kind)).toEqual(["unknown", "absent"]);
  expect(defects.map(({ where }) => where).toSorted()).toEqual(["case broken", "fact b"]);
  expect(defects.every(({ stack }) => stack.includes("TypeError"))).toBe(true);
});
