import type { Rule } from "../rule.ts";
import type { Tree } from "../tree.ts";

const REQUIRED = [
  "case.ts",
  "messages.ts",
  "symptoms.ts",
  "remedy.ts",
  "guide.en.md",
  "guide.zh.md",
  "case.test.ts",
] as const;

export const caseFolders: Rule = {
  name: "case-folders",
  says: "every case holds its code, words, guides, test, overlays, and a lab or the written reason why there is none",
  check: (tree) =>
    folders(tree).flatMap((folder) =>
      missing(tree, folder).map((message) => ({ path: folder, line: 1, message })),
    ),
};

function folders(tree: Tree): string[] {
  return [
    ...new Set(tree.files().flatMap((path) => /^src\/cases\/[^/]+(?=\/)/.exec(path)?.[0] ?? [])),
  ];
}

function missing(tree: Tree, folder: string): string[] {
  const gone = REQUIRED.filter((name) => !tree.has(`${folder}/${name}`)).map(
    (name) => `${name} is missing`,
  );
  if (!tree.files().some((path) => path.startsWith(`${folder}/overlays/`)))
    gone.push("overlays/ is missing or empty");
  const hasLab = tree.has(`${folder}/lab.ts`);
  const hasReason =
    tree.has(`${folder}/nolab.md`) &&
    tree.read(`${folder}/nolab.md`).trim().length >= SHORTEST_REASON;
  if (hasLab && tree.has(`${folder}/nolab.md`)) gone.push("lab.ts and nolab.md exclude each other");
  if (!hasLab && !hasReason) gone.push("lab.ts is missing, and no nolab.md says why in a sentence");
  return gone;
}

/** Characters; a word is no reason. */
const SHORTEST_REASON = 40;
