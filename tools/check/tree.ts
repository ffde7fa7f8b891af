import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** The project as the rules see it: the files that belong to it, by path from its root, with `/` between the parts. */
export interface Tree {
  readonly root: string;
  files(): readonly string[];
  /** @throws if the file is not there: a rule asks only for what `files()` named, or asks `has` first. */
  read(path: string): string;
  has(path: string): boolean;
}

/** Neither written by hand nor checked: what a tool made, and the violations that the canaries need. */
const SKIPPED = new Set([".git", "node_modules", "dist", "tools/check/canaries"]);

export function diskTree(root: string): Tree {
  let listed: readonly string[] | undefined;
  const contents = new Map<string, string>();
  const tree: Tree = {
    root: resolve(root),
    files() {
      listed ??= [...walk(resolve(root), "")].toSorted();
      return listed;
    },
    read(path) {
      let text = contents.get(path);
      if (text === undefined) {
        text = readFileSync(join(root, path), "utf8");
        contents.set(path, text);
      }
      return text;
    },
    has: (path) => tree.files().includes(path),
  };
  return tree;
}

function* walk(root: string, folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (SKIPPED.has(path) || SKIPPED.has(entry.name)) continue;
    if (entry.isDirectory()) yield* walk(root, path);
    else if (entry.isFile()) yield path;
  }
}

/** What a tool needs beside the sources to judge a canary as it judges the project. */
const CONFIGURATION = [
  ".gitignore",
  ".oxfmtrc.json",
  ".oxlintrc.json",
  "knip.jsonc",
  "package.json",
  "tsconfig.json",
];

/** A throw-away project with these files, the real configuration and the real dependencies. */
export function scratchTree(
  project: string,
  files: ReadonlyMap<string, string>,
): Tree & Disposable {
  const root = mkdtempSync(join(tmpdir(), "casebook-canary-"));
  for (const name of CONFIGURATION) {
    writeFileSync(join(root, name), readFileSync(join(project, name)));
  }
  symlinkSync(join(project, "node_modules"), join(root, "node_modules"));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return {
    ...diskTree(root),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}
