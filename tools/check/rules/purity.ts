import type { Node } from "oxc-parser";
import { isTest, lineAt, type Module, parseModule, typescriptFiles, visit } from "../module.ts";
import type { Rule, Violation } from "../rule.ts";

const PURE = ["contract", "text", "capture", "facts", "derived", "cases", "report"].map(
  (name) => `src/${name}`,
);

/** Globals through which a file, a clock, randomness or the network would come in. */
const IMPURE_GLOBALS = new Set([
  "Bun",
  "process",
  "fetch",
  "performance",
  "setTimeout",
  "setInterval",
  "crypto",
  "require",
]);
const IMPURE_MEMBERS = new Set(["Date.now", "Math.random", "globalThis.process", "globalThis.Bun"]);

export const purity: Rule = {
  name: "purity",
  says: "contract, text, capture, facts, derived, cases and report touch no file, clock, chance or network",
  check: (tree) =>
    typescriptFiles(tree, ...PURE)
      .filter((path) => !isTest(path) && !isLab(path))
      .flatMap((path) => impurities(parseModule(tree, path))),
};

function isLab(path: string): boolean {
  return path.startsWith("src/cases/") && /(\/|\.)lab\.ts$/.test(path);
}

function impurities(module: Module): Violation[] {
  const found = module.imports
    .filter(({ specifier }) => /^(node|bun):/.test(specifier) || specifier === "bun")
    .map(({ specifier, line }) => ({ path: module.path, line, message: `imports ${specifier}` }));
  const complain = (node: Node, message: string): void => {
    found.push({ path: module.path, line: lineAt(module.text, node.start), message });
  };
  visit(module, {
    MemberExpression(node) {
      if (node.object.type !== "Identifier") return;
      const name = node.object.name;
      const member = node.computed
        ? "[…]"
        : `.${node.property.type === "Identifier" ? node.property.name : "#"}`;
      if (IMPURE_GLOBALS.has(name) || IMPURE_MEMBERS.has(`${name}${member}`))
        complain(node, `uses ${name}${member}`);
    },
    CallExpression(node) {
      if (node.callee.type !== "Identifier") return;
      if (IMPURE_GLOBALS.has(node.callee.name)) complain(node, `calls ${node.callee.name}()`);
    },
    NewExpression(node) {
      const isClock =
        node.callee.type === "Identifier" &&
        node.callee.name === "Date" &&
        node.arguments.length === 0;
      if (isClock) complain(node, "reads the clock with new Date()");
    },
  });
  return found;
}
