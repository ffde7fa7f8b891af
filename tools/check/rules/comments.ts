import { lineAt, parseModule, typescriptFiles } from "../module.ts";
import type { Rule } from "../rule.ts";

/** Four signs in a row that draw a line: `// ----`, `/* ****`, `// ====`. */
const BANNER = /^[\s*]*([-=*#~_+─═])\1{3,}/;
const PROMISE = new RegExp(`\\b(${["TODO", "FIXME", "XXX", "HACK"].join("|")})\\b`);

export const comments: Rule = {
  name: "comments",
  says: "no comment draws a banner or puts work off",
  check: (tree) =>
    typescriptFiles(tree, "src", "tools", "bench").flatMap((path) => {
      const module = parseModule(tree, path);
      return module.comments.flatMap((comment) =>
        comment.value.split("\n").flatMap((text, index) => {
          const message = BANNER.test(text)
            ? "draws a banner"
            : PROMISE.test(text)
              ? "puts work off"
              : undefined;
          const line = lineAt(module.text, comment.start) + index;
          return message === undefined ? [] : [{ path, line, message }];
        }),
      );
    }),
};
