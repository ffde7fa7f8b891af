import type { Rule } from "../rule.ts";

/** What means something only to one author, one machine or one tracker, and nothing to the reader. */
const FOREIGN: readonly { pattern: RegExp; why: string }[] = [
  { pattern: /(?<![\w.-])\/(work|farm)\//, why: "a path of one machine" },
  { pattern: /[.]library\b/, why: "a path of one machine" },
  {
    pattern: /\bregistry\.npmjs\.org\b|\bdeb\.debian\.org\b/,
    why: "a host that only a package tool needs",
  },
  { pattern: /\bissues? #\d+/i, why: "a number of one tracker" },
];

/** Data of real hosts stays as it was captured; lock files name where packages come from. */
const DATA = /^hosts\/|\/overlays\/|\.samples\/|^package-lock\.json$|^LICENSE$/;
const TEXT = /\.(ts|md|json|jsonc|sh|yml|yaml|html|css|svg)$|^\.ci\/run$|^bin\//;

export const foreignWords: Rule = {
  name: "foreign-words",
  says: "the project speaks of itself alone: no path, host or number that belongs to somebody's work on it",
  check: (tree) =>
    tree
      .files()
      .filter((path) => TEXT.test(path) && !DATA.test(path))
      .flatMap((path) =>
        tree
          .read(path)
          .split("\n")
          .flatMap((text, index) => {
            const foreign = FOREIGN.find(({ pattern }) => pattern.test(text));
            return foreign === undefined
              ? []
              : [{ path, line: index + 1, message: `holds ${foreign.why}` }];
          }),
      ),
};
