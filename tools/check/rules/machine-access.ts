import { isTest, lineAt, type Module, parseModule, typescriptFiles, visit } from "../module.ts";
import type { Rule, Violation } from "../rule.ts";

/** The only folders of `src/` that may open files, start programs or call the system (`probe/`: sockets). */
const HANDS = ["host", "lab", "probe", "remedy", "testing"].map((name) => `src/${name}/`);

const ACCESS =
  /^(node:)?(fs|fs\/promises|child_process|net|dgram|http|https|os|worker_threads)$|^bun:(ffi|sqlite)$|^bun$/;

/** The reader's own pager, with nothing but text for it. */
const PAGER = "src/cli/pager.ts";

/** The command line shows the guides and writes `-o FILE`; it starts nothing but a pager. (It may wait: for a slow pipe.) */
const CLI_MAY_IMPORT = /^(node:)?(fs|fs\/promises|os)$/;
const CLI_MAY_USE = new Set([
  "file",
  "write",
  "stdout",
  "stderr",
  "stdin",
  "argv",
  "env",
  "color",
  "stringWidth",
  "embeddedFiles",
  "markdown",
  "sleepSync",
]);

export const machineAccess: Rule = {
  name: "machine-access",
  says: "only host reads a machine, only probe sends traffic, only remedy and lab change one",
  check: (tree) =>
    typescriptFiles(tree, "src")
      .filter((path) => !isTest(path) && !/^src\/cases\/.*(\/|\.)lab\.ts$/.test(path))
      .filter((path) => path !== PAGER)
      .filter((path) => !HANDS.some((hand) => path.startsWith(hand)))
      .flatMap((path) => accesses(parseModule(tree, path))),
};

function accesses(module: Module): Violation[] {
  const isCli = module.path.startsWith("src/cli/");
  const found = module.imports
    .filter(({ specifier }) => ACCESS.test(specifier) && !(isCli && CLI_MAY_IMPORT.test(specifier)))
    .map(({ specifier, line }) => ({ path: module.path, line, message: `imports ${specifier}` }));
  visit(module, {
    MemberExpression(node) {
      if (node.object.type !== "Identifier" || node.object.name !== "Bun") return;
      const member = node.property.type === "Identifier" ? node.property.name : "[…]";
      if (isCli && CLI_MAY_USE.has(member)) return;
      found.push({
        path: module.path,
        line: lineAt(module.text, node.start),
        message: `uses Bun.${member}`,
      });
    },
  });
  return found;
}
