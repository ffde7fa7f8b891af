import type { Rule, Violation } from "../rule.ts";
import type { Tree } from "../tree.ts";

/** One set of sections in two languages: `explain` prints any of them, in either. */
const SECTIONS = {
  en: ["Symptoms", "Cause", "Confirm by hand", "Fix", "Prevent", "Look-alikes", "References"],
  zh: ["症状", "原因", "手工确认", "修复", "预防", "相似问题", "参考"],
} as const;

export const guides: Rule = {
  name: "guides",
  says: "both guides of a case have a title and the same seven sections in the same order",
  check: (tree) =>
    tree.files().flatMap((path) => {
      const language = /^src\/cases\/[^/]+\/guide\.(en|zh)\.md$/.exec(path)?.[1] as
        | keyof typeof SECTIONS
        | undefined;
      return language === undefined ? [] : firstDifference(tree, path, SECTIONS[language]);
    }),
};

function firstDifference(tree: Tree, path: string, sections: readonly string[]): Violation[] {
  const lines = tree.read(path).split("\n");
  const headings = topHeadings(lines);
  const [title, ...found] = headings;
  if (title === undefined || !title.text.startsWith("# "))
    return [{ path, line: 1, message: "begins without `# title`" }];
  const wanted = sections.map((section) => `## ${section}`);
  const at = wanted.findIndex((heading, index) => heading !== found[index]?.text);
  if (at !== -1) {
    const line = found[at]?.line ?? lines.length - 1;
    return [
      { path, line, message: `expected ${wanted[at]}, found ${found[at]?.text ?? "the end"}` },
    ];
  }
  const extra = found[wanted.length];
  if (extra !== undefined) {
    return [{ path, line: extra.line, message: `${extra.text} is one section too many` }];
  }
  return found
    .filter(({ line }, index) =>
      isBlank(lines.slice(line, (found[index + 1]?.line ?? Infinity) - 1)),
    )
    .map(({ line, text }) => ({ path, line, message: `${text} is empty` }));
}

function isBlank(lines: readonly string[]): boolean {
  return lines.every((line) => line.trim() === "");
}

function topHeadings(lines: readonly string[]): { text: string; line: number }[] {
  let fenced = false;
  return lines.flatMap((text, index) => {
    if (text.startsWith("```")) fenced = !fenced;
    return !fenced && /^##? /.test(text) ? [{ text: text.trimEnd(), line: index + 1 }] : [];
  });
}
