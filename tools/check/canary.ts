import { join } from "node:path";
import type { Rule, Violation } from "./rule.ts";
import { scratchTree } from "./tree.ts";
import { parseTxtar } from "./txtar.ts";

/**
 * Runs a rule against its canary: a small project with deliberate violations, and with harmless look-alikes of them.
 * Its comment names every place that must be found, one a line: `caught PATH:LINE`.
 *
 * @returns why the rule cannot be trusted, or undefined if it found exactly these places
 */
export async function distrust(rule: Rule, project: string): Promise<string | undefined> {
  const path = join("tools/check/canaries", `${rule.name}.txtar`);
  const file = Bun.file(join(project, path));
  if (!(await file.exists())) return `rule ${rule.name} has no canary: ${path} is missing`;
  const { comment, files } = parseTxtar(await file.text());
  const expected = [...comment.matchAll(/^caught (\S+:\d+)$/gm)].map((match) => String(match[1]));
  if (expected.length === 0) return `rule ${rule.name} has a canary that demands nothing: ${path}`;

  using tree = scratchTree(project, files);
  const found = new Set((await rule.check(tree)).map(place));
  const missed = expected.filter((each) => !found.has(each));
  if (missed.length > 0)
    return `rule ${rule.name} is blind: it misses ${missed.join(", ")} of ${path}`;
  const invented = [...found].filter((each) => !expected.includes(each));
  if (invented.length > 0)
    return `rule ${rule.name} sees ghosts: it reports ${invented.join(", ")} of ${path}`;
  return undefined;
}

function place(violation: Violation): string {
  return `${violation.path}:${violation.line}`;
}
