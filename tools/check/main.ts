import { join } from "node:path";
import { distrust } from "./canary.ts";
import type { Rule, Violation } from "./rule.ts";
import { caseFolders } from "./rules/case-folders.ts";
import { chinese } from "./rules/chinese.ts";
import { comments } from "./rules/comments.ts";
import { deadCode } from "./rules/dead-code.ts";
import { escapeHatches } from "./rules/escape-hatches.ts";
import { evidenceNumbers } from "./rules/evidence-numbers.ts";
import { factSamples } from "./rules/fact-samples.ts";
import { fileNames } from "./rules/file-names.ts";
import { foreignWords } from "./rules/foreign-words.ts";
import { format } from "./rules/format.ts";
import { generatedIndexesFresh } from "./rules/generated-indexes.ts";
import { generatedLaneFresh } from "./rules/generated-lane.ts";
import { generatedSchemaFresh } from "./rules/generated-schema.ts";
import { glossary } from "./rules/glossary.ts";
import { guides } from "./rules/guides.ts";
import { ids } from "./rules/ids.ts";
import { layers } from "./rules/layers.ts";
import { lint } from "./rules/lint.ts";
import { lockFile } from "./rules/lock-file.ts";
import { machineAccess } from "./rules/machine-access.ts";
import { purity } from "./rules/purity.ts";
import { types } from "./rules/types.ts";
import { diskTree } from "./tree.ts";

/**
 * `npm run check [-- --rule NAME]`: every invariant of the project, one rule each.
 *
 * A rule judges the project only after it has caught the deliberate violations of its canary: a checker that finds
 * nothing looks the same whether all is well or it has gone blind.
 */
const RULES: readonly Rule[] = [
  layers,
  purity,
  machineAccess,
  ids,
  caseFolders,
  guides,
  chinese,
  glossary,
  evidenceNumbers,
  factSamples,
  fileNames,
  comments,
  escapeHatches,
  foreignWords,
  generatedIndexesFresh,
  generatedSchemaFresh,
  generatedLaneFresh,
  lockFile,
  types,
  lint,
  format,
  deadCode,
];

const ROOT = join(import.meta.dir, "../..");

/** A rule with more to say than this has one cause, and the first places show it. */
const SHOWN_VIOLATIONS = 25;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const rules = selected(args);
  if (rules === undefined) {
    console.error(
      `usage: npm run check -- [--rule NAME]; rules: ${RULES.map((rule) => rule.name).join(", ")}`,
    );
    return 2;
  }
  const tree = diskTree(ROOT);
  let failed = 0;
  for (const rule of rules) {
    const problem = await distrust(rule, ROOT);
    const complaints =
      problem === undefined ? distinct(await rule.check(tree)).map(written) : [problem];
    if (complaints.length > 0) failed += 1;
    console.log(`${complaints.length === 0 ? "ok    " : "FAILED"} ${rule.name}: ${rule.says}`);
    for (const complaint of complaints.slice(0, SHOWN_VIOLATIONS))
      console.log(`       ${complaint}`);
    if (complaints.length > SHOWN_VIOLATIONS)
      console.log(`       and ${complaints.length - SHOWN_VIOLATIONS} more`);
  }
  console.log(`${rules.length - failed} rules passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function selected(args: readonly string[]): readonly Rule[] | undefined {
  if (args.length === 0) return RULES;
  const [option, name] = args;
  const rules = RULES.filter((rule) => rule.name === name);
  return option === "--rule" && args.length === 2 && rules.length === 1 ? rules : undefined;
}

/** One statement may break a rule twice in the same words. */
function distinct(violations: readonly Violation[]): Violation[] {
  return [...new Map(violations.map((violation) => [written(violation), violation])).values()];
}

function written({ path, line, message }: Violation): string {
  return `${path}:${line}: ${message}`;
}
