import { cases } from "#cases/index.ts";
import type { Case } from "#contract/case.ts";
import type { Language, Says } from "#contract/message.ts";
import { renderSays } from "#text/render-says.ts";
import { pad, width } from "#text/width.ts";
import { cliWords } from "./messages.ts";
import { UsageError } from "./usage-error.ts";

/** The named cases, or all that judge a host, in the order of the index. */
export async function loadCases(ids: readonly string[]): Promise<readonly Case[]> {
  return load(ids.length > 0 ? ids : idsOf("host"));
}

/** The cases that judge a capture. */
export async function loadCaptureCases(): Promise<readonly Case[]> {
  return load(idsOf("capture"));
}

/** The cases that judge probes of a path. */
export async function loadProbeCases(): Promise<readonly Case[]> {
  return load(idsOf("probe"));
}

function idsOf(judged: (typeof cases)[number]["judges"][number]): readonly string[] {
  return cases.filter(({ judges }) => judges.includes(judged)).map(({ id }) => id);
}

async function load(ids: readonly string[]): Promise<readonly Case[]> {
  const known = new Set<string>(cases.map(({ id }) => id));
  const stranger = ids.find((id) => !known.has(id));
  if (stranger !== undefined) throw new UsageError(cliWords.unknownCase({ id: stranger }));
  const chosen = cases.filter(({ id }) => ids.length === 0 || ids.includes(id));
  return Promise.all(chosen.map(async ({ load }): Promise<Case> => (await load()).default));
}

function isSampled(known: Case): boolean {
  return Object.values(known.needs).some((need) => ("need" in need ? need.fact : need).sampled);
}

function sightOf(known: Case): Says {
  if (known.isOfCapturesOnly) return cliWords.aCapture();
  return isSampled(known) ? cliWords.twoSamples() : cliWords.oneSample();
}

/** `casebook cases`: id, title, and what each asks of the user. */
export async function listCases(language: Language): Promise<string> {
  const rows = (await load([])).map((known) => [
    known.id,
    known.title[language],
    renderSays(known.needsRoot ? cliWords.needsRoot() : cliWords.anyUser(), language),
    renderSays(sightOf(known), language),
  ]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(0, ...rows.map((row) => width(row[column] ?? ""))),
  );
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => pad(cell, widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
