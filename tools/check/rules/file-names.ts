import type { Rule } from "../rule.ts";

/** Names that say nothing of what is inside, so anything ends up there. */
const EMPTY_NAMES =
  /^(utils?|common|helpers?|misc|shared|stuff)$|(^|[-_.])(manager|handler|helpers?|utils?)$/i;

export const fileNames: Rule = {
  name: "file-names",
  says: "every file and folder of code is named after the thing inside",
  check: (tree) =>
    tree
      .files()
      .filter((path) => /^(src|tools|bench)\//.test(path) && !/\/overlays\/|\.samples\//.test(path))
      .filter((path) =>
        path.split("/").some((part) => EMPTY_NAMES.test(part.replace(/(\.test)?\.ts$/, ""))),
      )
      .map((path) => ({ path, line: 1, message: "is named after nothing" })),
};
