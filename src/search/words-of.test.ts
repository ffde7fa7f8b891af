import { expect, test } from "bun:test";
import { wordsOf } from "./words-of.ts";

test.each([
  ["The connections are timing out", ["connection", "tim"]],
  [
    "nf_conntrack: table full, dropping packet",
    ["nf_conntrack", "nf", "conntrack", "table", "full", "drop", "packet"],
  ],
  ["net.core.somaxconn", ["net.core.somaxconn", "net", "core", "somaxconn"]],
  [
    "磁盘没满但是报错 No space left on device",
    ["磁盘", "没满", "但是", "报错", "space", "left", "device"],
  ],
  ["为什么我的 CPU 100%", ["cpu", "100"]],
])("wordsOf(%p)", (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test("words of one family are one word", () => {
  for (const [one, other] of [
    ["dropped packets", "dropping packet"],
    ["killed processes", "kill process"],
    ["leaking layers", "leaked layer"],
  ] as const)
    expect(wordsOf(one)).toEqual(wordsOf(other));
});
