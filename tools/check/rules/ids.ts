import { join } from "node:path";
import { caseIds, factIds } from "../../generate/indexes.ts";
import type { Rule, Violation } from "../rule.ts";
import type { Tree } from "../tree.ts";

/** The law of case ids: a noun phrase of the failing state, in kebab case. */
const CASE_ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** What any fact or case says of itself. */
interface Unit {
  id?: unknown;
  spec?: unknown;
}

export const ids: Rule = {
  name: "ids",
  says: "the id of a fact is its path, the id of a case its folder, and every fact says where its format is defined",
  async check(tree) {
    const facts = await Promise.all(factIds(tree).map((id) => checkFact(tree, id)));
    const cases = await Promise.all(caseIds(tree).map((id) => checkCase(tree, id)));
    return [...facts, ...cases].flat();
  },
};

async function checkFact(tree: Tree, id: string): Promise<Violation[]> {
  const path = `src/facts/${id}.ts`;
  return checkUnit(tree, path, (fact) => [
    ...(fact.id === id
      ? []
      : [`its id is ${JSON.stringify(fact.id)}, its path says ${JSON.stringify(id)}`]),
    ...(hasText(fact.spec) ? [] : ["its spec names no document"]),
  ]);
}

async function checkCase(tree: Tree, id: string): Promise<Violation[]> {
  return checkUnit(tree, `src/cases/${id}/case.ts`, (unit) => [
    ...(unit.id === id
      ? []
      : [`its id is ${JSON.stringify(unit.id)}, its folder ${JSON.stringify(id)}`]),
    ...(CASE_ID.test(id) && !id.startsWith("no-")
      ? []
      : ["a case id is the noun phrase of a failing state, in kebab case"]),
  ]);
}

async function checkUnit(
  tree: Tree,
  path: string,
  complain: (unit: Unit) => string[],
): Promise<Violation[]> {
  const complaints = await loadDefault(tree, path).then(complain, (error: unknown) => [
    `does not load: ${String(error)}`,
  ]);
  return complaints.map((message) => ({ path, line: 1, message }));
}

async function loadDefault(tree: Tree, path: string): Promise<Unit> {
  const module = (await import(join(tree.root, path))) as { default?: Unit };
  if (typeof module.default !== "object")
    throw new TypeError("it has no default export that describes it");
  return module.default;
}

function hasText(spec: unknown): boolean {
  return (
    Array.isArray(spec) &&
    spec.length > 0 &&
    spec.every((each) => typeof each === "string" && each.trim() !== "")
  );
}
