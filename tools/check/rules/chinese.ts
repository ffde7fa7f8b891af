import type { Expression, ObjectExpression } from "oxc-parser";
import { isTest, lineAt, type Module, parseModule, typescriptFiles, visit } from "../module.ts";
import type { Rule, Violation } from "../rule.ts";

const CJK = "\\u3400-\\u9fff";
const HALF_WIDTH = new RegExp(`[${CJK}][,.:;!?](?![\\w/*])|[${CJK}] ?\\(|\\)[${CJK}]`);

export const chinese: Rule = {
  name: "chinese",
  says: "every Chinese sentence is Chinese, with full-width punctuation",
  check: (tree) =>
    typescriptFiles(tree, "src")
      .filter((path) => !isTest(path))
      .flatMap((path) => complaints(parseModule(tree, path))),
};

function complaints(module: Module): Violation[] {
  const found: Violation[] = [];
  visit(module, {
    ObjectExpression(node) {
      const en = textOf(member(node, "en"));
      const zhNode = member(node, "zh");
      const zh = textOf(zhNode);
      if (en === undefined || zh === undefined || zhNode === undefined) return;
      const message = complain(en, zh);
      if (message !== undefined)
        found.push({ path: module.path, line: lineAt(module.text, zhNode.start), message });
    },
  });
  return found;
}

function complain(en: string, zh: string): string | undefined {
  if (en.trim() === "" || zh.trim() === "") return "a sentence without words";
  const english = en.replaceAll(/\{\w+(?::[^}]*)?\}/g, "").trim();
  // One word that is the same in both languages is a name: `RPS`, `nf_conntrack_max`.
  const isName = en === zh && !english.includes(" ");
  if (/[A-Za-z]/.test(english) && !new RegExp(`[${CJK}]`).test(zh) && !isName)
    return "the Chinese text has no Chinese";
  const ascii = HALF_WIDTH.exec(zh)?.[0];
  return ascii === undefined
    ? undefined
    : `half-width punctuation beside Chinese: ${JSON.stringify(ascii)}`;
}

function member(node: ObjectExpression, name: string): Expression | undefined {
  for (const property of node.properties) {
    if (property.type !== "Property" || property.key.type !== "Identifier") continue;
    if (property.key.name === name) return property.value;
  }
  return undefined;
}

/** The text of a literal or of literals joined by `+`; undefined if anything is computed. */
function textOf(node: Expression | undefined): string | undefined {
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type === "TemplateLiteral" && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  if (node?.type !== "BinaryExpression" || node.left.type === "PrivateIdentifier") return undefined;
  const [left, right] = [textOf(node.left), textOf(node.right)];
  return left === undefined || right === undefined ? undefined : left + right;
}
