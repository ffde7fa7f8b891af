import { type Comment, parseSync, type Program, Visitor, type VisitorObject } from "oxc-parser";
import { dirname, join } from "node:path";
import type { Tree } from "./tree.ts";

/** One parsed TypeScript file. Offsets are turned into lines by `lineAt`. */
export interface Module {
  path: string;
  text: string;
  program: Program;
  comments: readonly Comment[];
  imports: readonly Import[];
}

interface Import {
  specifier: string;
  /** The file from the root of the project; undefined for a package, `node:*`, `bun:*`. */
  target: string | undefined;
  line: number;
}

const parsed = new WeakMap<Tree, Map<string, Module>>();

/** @throws {SyntaxError} if the file is no TypeScript: every rule would be blind to it. */
export function parseModule(tree: Tree, path: string): Module {
  const modules = parsed.get(tree) ?? new Map<string, Module>();
  parsed.set(tree, modules);
  let module = modules.get(path);
  if (module === undefined) {
    module = parse(tree, path);
    modules.set(path, module);
  }
  return module;
}

function parse(tree: Tree, path: string): Module {
  const text = tree.read(path);
  const result = parseSync(path, text);
  const [error] = result.errors;
  if (error !== undefined) throw new SyntaxError(`${path}: ${error.message}`);
  const { staticImports, staticExports, dynamicImports } = result.module;
  const typeImports: { value: string; start: number }[] = [];
  new Visitor({ TSImportType: ({ source }) => void typeImports.push(source) }).visit(
    result.program,
  );
  const named = [
    ...typeImports,
    ...staticImports.map((each) => each.moduleRequest),
    ...staticExports.flatMap((each) => each.entries.map((entry) => entry.moduleRequest)),
    // An import() of an expression has no literal; what it may load is then unknown, and the layers rule says so.
    ...dynamicImports.map((each) => ({
      ...each.moduleRequest,
      value: unquoted(text, each.moduleRequest),
    })),
  ];
  return {
    path,
    text,
    program: result.program,
    comments: result.comments,
    imports: named
      .filter((each) => each !== null)
      .map((each) => ({
        specifier: each.value,
        target: resolved(path, each.value),
        line: lineAt(text, each.start),
      })),
  };
}

function unquoted(text: string, span: { start: number; end: number }): string {
  const literal = text.slice(span.start, span.end);
  return /^["'`][^$]*["'`]$/.test(literal) ? literal.slice(1, -1) : literal;
}

/** `#folder/…` is `src/folder/…`, as `imports` in package.json says. */
function resolved(from: string, specifier: string): string | undefined {
  if (specifier.startsWith("#")) return `src/${specifier.slice(1)}`;
  if (specifier.startsWith(".")) return join(dirname(from), specifier);
  return undefined;
}

export function visit(module: Module, visitors: VisitorObject): void {
  new Visitor(visitors).visit(module.program);
}

export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1))
    line += 1;
  return line;
}

export function isTest(path: string): boolean {
  return path.endsWith(".test.ts");
}

export function typescriptFiles(tree: Tree, ...folders: readonly string[]): string[] {
  return tree
    .files()
    .filter((path) => path.endsWith(".ts") && !path.startsWith("tools/templates/"))
    .filter(
      (path) => folders.length === 0 || folders.some((folder) => path.startsWith(`${folder}/`)),
    );
}
