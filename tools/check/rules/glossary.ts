import { isTest, typescriptFiles } from "../module.ts";
import type { Rule, Violation } from "../rule.ts";
import type { Tree } from "../tree.ts";

const GLOSSARY = "docs/glossary.md";

interface Rejected {
  word: string;
  instead: string;
}

export const glossary: Rule = {
  name: "glossary",
  says: "Chinese texts use one term for one thing, that of docs/glossary.md",
  check(tree) {
    const rejected = rejectedWords(tree.read(GLOSSARY));
    if (rejected.length === 0)
      return [{ path: GLOSSARY, line: 1, message: "rejects no word: is the table gone?" }];
    const texts = [
      ...typescriptFiles(tree, "src").filter((path) => !isTest(path)),
      ...tree.files().filter((path) => path.endsWith(".zh.md")),
    ];
    return texts.flatMap((path) => misnomers(tree, path, rejected));
  },
};

/** Rows of the table: English, Chinese, and the words not to use, separated by `、`. */
function rejectedWords(text: string): Rejected[] {
  return text.split("\n").flatMap((row) => {
    const [, , instead, words] = row.split("|").map((cell) => cell.trim());
    if (instead === undefined || words === undefined || !/[\u3400-\u9fff]/.test(words)) return [];
    return words.split("、").map((word) => ({ word, instead }));
  });
}

function misnomers(tree: Tree, path: string, rejected: readonly Rejected[]): Violation[] {
  const lines = tree.read(path).split("\n");
  return lines.flatMap((text, index) =>
    rejected
      .filter(({ word }) => text.includes(word))
      .map(({ word, instead }) => ({
        path,
        line: index + 1,
        message: `${word}: the term is ${instead}`,
      })),
  );
}
