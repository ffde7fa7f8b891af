import { isTest, parseModule, typescriptFiles } from "../module.ts";
import type { Rule, Violation } from "../rule.ts";

/** What each folder of `src/` may import beside itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  text: ["contract"],
  capture: ["contract", "text"],
  facts: ["contract", "text", "capture"],
  derived: ["contract", "text", "capture", "facts"],
  cases: ["contract", "text", "capture", "facts", "derived"],
  engine: ["contract", "text", "index"],
  host: ["contract", "text"],
  probe: ["contract", "text", "host"],
  remedy: ["contract", "text"],
  lab: ["contract", "text", "engine", "host", "remedy"],
  search: ["contract", "text", "index"],
  report: ["contract", "text"],
};

/** Layers that see everything: they wire, and nothing but `cli/` and tests is built on them. */
const UNBOUND = new Set(["cli", "testing"]);

const GENERATED_INDEXES = new Set([
  "src/facts/index.ts",
  "src/cases/index.ts",
  "src/cases/guides.ts",
  "src/lab/registry.ts",
]);

interface Place {
  /** The folder of `src/`; undefined outside. */
  layer: string | undefined;
  /** The case or the fact that the file belongs to: one must not know another. */
  unit: string | undefined;
  isLab: boolean;
}

export const layers: Rule = {
  name: "layers",
  says: "each folder imports only what ARCHITECTURE allows; no case knows a case, no fact a fact, nobody a test",
  check: (tree) =>
    typescriptFiles(tree, "src", "tools", "bench").flatMap((path) =>
      parseModule(tree, path).imports.flatMap(({ specifier, target, line }): Violation[] => {
        const complaint =
          target === undefined ? unknownTarget(specifier) : complain(path, target, specifier);
        return complaint === undefined ? [] : [{ path, line, message: complaint }];
      }),
    ),
};

function unknownTarget(specifier: string): string | undefined {
  return /^[@\w]/.test(specifier)
    ? undefined
    : `the target of import(${specifier}) is not a literal`;
}

function complain(path: string, target: string, specifier: string): string | undefined {
  if (isTest(target)) return `${target} is a test; nothing imports a test`;
  const from = placeOf(path);
  const to = placeOf(target);
  if (to.layer === undefined) {
    const isAllowed = from.layer === undefined || isTest(path) || isManifest(from, target);
    return isAllowed ? undefined : `${target} is outside src/`;
  }
  return (
    badlyWritten(from, to, specifier) ??
    (isTest(path) || GENERATED_INDEXES.has(path) ? undefined : between(from, to, target))
  );
}

/** The version that the command line prints has one home. */
function isManifest(from: Place, target: string): boolean {
  return from.layer === "cli" && target === "package.json";
}

function badlyWritten(from: Place, to: Place, specifier: string): string | undefined {
  const isSameFolder = from.layer === to.layer;
  if (specifier.startsWith("#") === !isSameFolder) return undefined;
  return isSameFolder
    ? "inside a folder of src/, imports are relative"
    : `across folders, imports begin with #${to.layer}/`;
}

function between(from: Place, to: Place, target: string): string | undefined {
  if (to.layer === "testing" && from.layer !== "testing") return "only tests import #testing";
  if (from.layer === undefined || UNBOUND.has(from.layer)) return undefined;
  if (from.layer === to.layer) return from.unit === to.unit ? undefined : stranger(from, to);
  const allowed = MAY_IMPORT[from.layer];
  if (allowed === undefined) return `src/${from.layer} is in no table: name what it may import`;
  const isAllowed =
    allowed.includes(String(to.layer)) ||
    (allowed.includes("index") && GENERATED_INDEXES.has(target)) ||
    (from.isLab && to.layer === "lab");
  return isAllowed ? undefined : `${from.layer} must not import ${to.layer}`;
}

function stranger(from: Place, to: Place): string {
  return `${from.unit ?? from.layer} must not know ${to.unit ?? to.layer}`;
}

function placeOf(path: string): Place {
  const [top = "", layer = "", ...rest] = path.split("/");
  if (top !== "src") return { layer: undefined, unit: undefined, isLab: false };
  const file = rest.at(-1) ?? "";
  return {
    layer,
    unit: unitOf(layer, rest),
    isLab: layer === "cases" && (file === "lab.ts" || file.endsWith(".lab.ts")),
  };
}

function unitOf(layer: string, rest: readonly string[]): string | undefined {
  if (layer === "cases") return rest[0];
  if (layer === "facts") return rest.join("/").replace(/(\.test)?\.ts$/, "");
  return undefined;
}
