import { expect, test } from "bun:test";
import { defineMessages } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import { renderSays } from "./render-says.ts";

const words = defineMessages("test", {
  name: { en: "{name} ends", zh: "{name} 结束" },
  files: {
    en: "{count} {count:file is|files are} open, {size} in all",
    zh: "{count} 个文件已打开，共 {size}",
  },
});

test("slots are filled, and host text is made visible", () => {
  expect(renderSays(words.name({ name: "a\u001b[2Jb" }), "en")).toBe("a\\x1b[2Jb ends");
});

test.each([
  [1, "1 file is open"],
  [1n, "1 file is open"],
  [quantity(1, "files"), "1 file is open"],
  [0, "0 files are open"],
  [2, "2 files are open"],
  [1.5, "1.5 files are open"],
] as const)("the words for one and for more: %p", (count, text) => {
  expect(renderSays(words.files({ count, size: quantity(2, "bytes") }), "en")).toBe(
    `${text}, 2 bytes in all`,
  );
});

test("Chinese has one form", () => {
  expect(renderSays(words.files({ count: 1, size: quantity(2048, "bytes") }), "zh")).toBe(
    "1 个文件已打开，共 2 KiB",
  );
});
