import { join } from "node:path";
import type { Violation } from "./rule.ts";
import type { Tree } from "./tree.ts";

export interface Output {
  text: string;
  failed: boolean;
}

/** Runs one of the project's own tools in the tree and returns what it printed. */
export async function runProgram(
  tree: Tree,
  program: string,
  ...args: readonly string[]
): Promise<Output> {
  const child = Bun.spawn([join(tree.root, "node_modules/.bin", program), ...args], {
    cwd: tree.root,
    env: { ...process.env, NO_COLOR: "1", CI: "1" },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr, status] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { text: stdout + stderr, failed: status !== 0 };
}

/**
 * The violations among a tool's lines. A tool that failed and named no place is a violation itself:
 * it has crashed, or its output has changed, and nothing was checked.
 */
export function violationsIn(output: Output, line: RegExp): Violation[] {
  const found = output.text.split("\n").flatMap((text): Violation[] => {
    const { path, at, message } = line.exec(text)?.groups ?? {};
    if (path === undefined) return [];
    return [{ path, line: Number(at ?? 1), message: message ?? "does not satisfy the tool" }];
  });
  if (!output.failed || found.length > 0) return found;
  return [{ path: ".", line: 1, message: `failed without naming a place:\n${output.text.trim()}` }];
}
