import type { Node } from "oxc-parser";
import { lineAt, type Module, parseModule, typescriptFiles, visit } from "../module.ts";
import type { Rule, Violation } from "../rule.ts";

/** A check may be switched off for one line and one rule, with the reason behind ` -- `. */
const SUPPRESSION = /@ts-(ignore|nocheck|expect-error)|(eslint|oxlint)-disable/;
const REASONED = /^\s*oxlint-disable-next-line [\w/-]+ -- \w+ \w+/;
const TEST_FUNCTIONS = new Set(["test", "it", "describe"]);
const LEFT_OUT = new Set(["skip", "only", "todo", "skipIf", "todoIf", "if", "failing"]);

export const escapeHatches: Rule = {
  name: "escape-hatches",
  says: "no error is swallowed, no type forced, no check switched off, no test left out",
  check: (tree) =>
    typescriptFiles(tree, "src", "tools", "bench").flatMap((path) =>
      hatches(parseModule(tree, path)),
    ),
};

function hatches(module: Module): Violation[] {
  const found: Violation[] = [];
  const complain = (offset: number, message: string): void => {
    found.push({ path: module.path, line: lineAt(module.text, offset), message });
  };
  for (const comment of module.comments) {
    if (!SUPPRESSION.test(comment.value) || REASONED.test(comment.value)) continue;
    complain(comment.start, "switches a check off without a reason");
  }
  visit(module, {
    CatchClause(node) {
      if (node.body.body.length === 0) complain(node.start, "an empty catch hides the error");
    },
    CallExpression(node) {
      const [handler] = node.arguments;
      if (calls(node.callee, "catch") && isEmptyFunction(handler))
        complain(node.start, "an empty catch hides the error");
    },
    TSAsExpression(node) {
      if (node.typeAnnotation.type === "TSAnyKeyword")
        complain(node.start, "`as any` switches the types off");
      const inner = node.expression;
      const isForced =
        inner.type === "TSAsExpression" && inner.typeAnnotation.type === "TSUnknownKeyword";
      if (isForced) complain(node.start, "`as unknown as` forces a type");
    },
    MemberExpression(node) {
      if (node.object.type !== "Identifier" || node.property.type !== "Identifier") return;
      const isLeftOut = TEST_FUNCTIONS.has(node.object.name) && LEFT_OUT.has(node.property.name);
      if (isLeftOut)
        complain(node.start, `${node.object.name}.${node.property.name} leaves a test out`);
    },
  });
  return found;
}

function calls(callee: Node, method: string): boolean {
  return (
    callee.type === "MemberExpression" &&
    callee.property.type === "Identifier" &&
    callee.property.name === method
  );
}

function isEmptyFunction(node: Node | undefined): boolean {
  if (node?.type !== "ArrowFunctionExpression" && node?.type !== "FunctionExpression") return false;
  return node.body?.type === "BlockStatement" && node.body.body.length === 0;
}
