import { expect, test } from "bun:test";
import { keepMarks, withWholeNumbers } from "./line-ends.ts";

test.each([
  ["先会淘汰流（\nearly_drop\n），所以表可能", "先会淘汰流\n（early_drop），\n所以表可能"],
  ["  * 队列溢出（max_events\n    ），或文件", "  * 队列溢出（max_events），\n    或文件"],
  ["命令\n。\n\n下一段", "命令。\n\n下一段"],
  ["流（\u001b[1mdrop\u001b[22m\n\u001b[0m），", "流（\u001b[1mdrop\u001b[22m），\u001b[0m"],
  ["\u001b[1m被拒绝：\u001b[22m 启动服务。  \n", "\u001b[1m被拒绝：\u001b[22m启动服务。  \n"],
  ["一段\n\n”引号", "一段\n\n”引号"],
  ["no such marks (here\n), nor here", "no such marks (here\n), nor here"],
])("%j is set as %j", (text, set) => {
  expect(keepMarks(text)).toBe(set);
});

test("the groups of a number stay together, and code as it is", () => {
  let seen = "";
  const text = "at most 1 048 576 or 80 %, `kernel.sem=32000 500 64`, 4 of 100";
  const set = withWholeNumbers(text, (markdown) => {
    seen = markdown;
    return markdown;
  });
  expect(seen).toContain("1\u00a0048\u00a0576");
  expect(seen).toContain("80\u00a0%");
  expect(seen).toContain("32000 500 64");
  expect(seen).toContain("4 of 100");
  expect(set).toBe(text);
});
