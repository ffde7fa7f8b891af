import { expect, test } from "bun:test";
import { termsOf, wordsOf } from "./words-of.ts";

test.each([
  ["The connections are timing out", ["connection", "tim"]],
  [
    "nf_conntrack: table full, dropping packet",
    ["nf_conntrack", "nf", "conntrack", "table", "full", "drop", "packet"],
  ],
  ["net.core.somaxconn", ["net.core.somaxconn", "net", "core", "somaxconn"]],
  ["磁盘没满但是报错 No space left on device", ["disk", "没满", "space", "left", "device"]],
  ["为什么我的 CPU 100%", ["cpu", "100"]],
  ["rpc error: code = NotFound desc = manifest", ["error", "notfound", "manifest"]],
  ["高并发下新连接", ["并发", "连接"]],
])("wordsOf(%p)", (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test.each([
  ["句柄泄漏", "file descriptor leak"],
  ["ping 丢包", "ping packet loss"],
  ["docker 卡死", "docker hangs"],
  ["连接超时", "连接 timed out"],
  ["inode exhausted", "inode 耗尽"],
  ["deleted", "删除"],
  ["running out of inodes", "inode 耗尽"],
  ["mount points", "挂载点"],
])("%p and %p mean the same", (one, other) => {
  expect(wordsOf(one).toSorted()).toEqual(wordsOf(other).toSorted());
});

test("a word is remembered as it was typed", () => {
  expect(termsOf("Dropped 丢包")).toEqual([
    { word: "drop", typed: "dropped" },
    { word: "loss", typed: "丢包" },
  ]);
});

test("words of one family are one word", () => {
  for (const [one, other] of [
    ["dropped packets", "dropping packet"],
    ["killed processes", "kill process"],
    ["leaking layers", "leaked layer"],
  ] as const)
    expect(wordsOf(one)).toEqual(wordsOf(other));
});
