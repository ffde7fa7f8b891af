import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { manifestTimes } from "./manifest-times.ts";

const at = "2026-11-23T07:00:00.000Z";
const laterAt = "2026-11-23T07:00:02.500Z";
const seconds = Date.parse(at) / 1000;

test.each<[string, object]>([
  ["names", { at, laterAt }],
  ["names below host", { host: { name: "web-1", at, laterAt } }],
  ["a list of times", { times: [at, laterAt] }],
  ["times by name", { times: { first: at, later: laterAt } }],
  ["times by name, below host", { host: { times: { first: at, second: laterAt } } }],
  ["a list of samples", { samples: [at, laterAt] }],
  [
    "samples that say more",
    {
      samples: [
        { at, path: "." },
        { at: laterAt, path: "later" },
      ],
    },
  ],
  ["samples by name", { samples: { first: { at }, later: { at: laterAt } } }],
  ["the second sample's own record", { at, later: { at: laterAt } }],
  ["seconds since the epoch", { at: seconds, laterAt: seconds + 2.5 }],
  ["seconds as text", { at: `${seconds}`, laterAt: `${seconds + 2.5}` }],
  ["milliseconds", { times: [seconds * 1000, seconds * 1000 + 2500] }],
  ["nanoseconds as text", { times: [`${seconds}000000000`, `${seconds + 2}500000000`] }],
  ["named after the epoch", { samples: [{ epoch: seconds }, { epoch: seconds + 2.5 }] }],
  ["a list of epochs", { epoch: [seconds, seconds + 2.5] }],
  ["no zone", { at: "2026-11-23 07:00:00", laterAt: "2026-11-23T07:00:02.500" }],
  ["another zone", { at: "2026-11-23T15:00:00+08:00", laterAt: "2026-11-23T15:00:02.5+08:00" }],
])("times are read from %s", (_, manifest) => {
  const read = manifestTimes(JSON.parse(JSON.stringify(manifest)));
  expect([read.at, read.laterAt]).toEqual([at, laterAt]);
});

test.each<[string, object]>([
  ["nothing", {}],
  ["words", { at: "yesterday", laterAt: "" }],
  ["no times", { at: -1, laterAt: null, times: {}, samples: [[], {}, 0], host: 7 }],
])("%s tells no time", (_, manifest) => {
  expect(manifestTimes(JSON.parse(JSON.stringify(manifest)))).toEqual({
    at: null,
    laterAt: null,
    intervalSeconds: null,
  });
});

test("one sample has no second time", () => {
  expect(manifestTimes({ samples: [at] })).toMatchObject({ at, laterAt: null });
});

test("an interval is told in seconds", () => {
  expect(manifestTimes({ host: { intervalSeconds: 2 } }).intervalSeconds).toBe(2);
  expect(manifestTimes({ interval: 1.5 }).intervalSeconds).toBe(1.5);
  expect(manifestTimes({ intervalSeconds: 0, interval: -1 }).intervalSeconds).toBeNull();
});

test("whatever a manifest holds, its times are times", () => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.double(),
    fc.array(fc.oneof(fc.double(), fc.string(), fc.dictionary(fc.constant("at"), fc.double()))),
  );
  const keys = fc.constantFrom("at", "laterAt", "later", "times", "samples", "epoch", "host");
  fc.assert(
    fc.property(fc.dictionary(keys, value), (manifest) => {
      const read = manifestTimes(manifest);
      for (const time of [read.at, read.laterAt])
        if (time !== null) expect(new Date(time).toISOString()).toBe(time);
    }),
  );
});
