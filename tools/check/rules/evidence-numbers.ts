import { isTest, lineAt, type Module, parseModule, typescriptFiles, visit } from "../module.ts";
import type { Rule, Violation } from "../rule.ts";

const QUANTITIES = new Set(["observed", "than", "residual", "quantity"]);

export const evidenceNumbers: Rule = {
  name: "evidence-numbers",
  says: "every number in evidence has a unit, and none is a text",
  check: (tree) =>
    typescriptFiles(tree, "src/cases")
      .filter((path) => !isTest(path))
      .flatMap((path) => nakedNumbers(parseModule(tree, path))),
};

function nakedNumbers(module: Module): Violation[] {
  const found: Violation[] = [];
  visit(module, {
    Property(node) {
      if (node.key.type !== "Identifier" || !QUANTITIES.has(node.key.name)) return;
      const { value } = node;
      const isNumber =
        value.type === "Literal" &&
        (typeof value.value === "number" || typeof value.value === "bigint");
      const isNumeral =
        value.type === "Literal" &&
        typeof value.value === "string" &&
        /^[\d.]+\s?\S*$/.test(value.value);
      const isPrinted =
        value.type === "CallExpression" && isStringCast(module.text.slice(value.start, value.end));
      if (!isNumber && !isNumeral && !isPrinted) return;
      const line = lineAt(module.text, node.start);
      found.push({
        path: module.path,
        line,
        message: `${node.key.name} is a number without a unit`,
      });
    },
  });
  return found;
}

/** A number made a string to fit `observed: string` has lost its unit on the way. */
function isStringCast(call: string): boolean {
  return call.startsWith("String(") || /\.to(String|Fixed|LocaleString)\([^()]*\)$/.test(call);
}
