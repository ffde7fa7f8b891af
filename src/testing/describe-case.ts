import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Case } from "#contract/case.ts";
import type { Language } from "#contract/message.ts";
import type { Report } from "#contract/report.ts";
import { runCases } from "#engine/run.ts";
import { folderHost } from "#host/folder.ts";
import { buildReport } from "#report/build.ts";
import { renderText } from "#report/text.ts";
import { plainPaint } from "#report/paint.ts";
import { expectGolden } from "./golden.ts";
import { schemaErrors } from "./schema.ts";

/** `overlays/NAME/expect.json`: what the case must say of this overlay. */
interface Expectation {
  readonly kind: string;
  readonly causes?: readonly string[];
  readonly subjects?: readonly string[];
  readonly certainty?: string;
  readonly missing?: readonly string[];
  /** Another overlay that lies below this one. */
  readonly base?: string;
  /** False: as with `--interval 0`. */
  readonly second?: boolean;
  /** False: as if the case was not asked for by name. */
  readonly named?: boolean;
}

async function reportOf(
  known: Case,
  directory: string,
  expectation: Expectation,
  language: Language,
): Promise<Report> {
  const below = expectation.base === undefined ? [] : [join(dirname(directory), expectation.base)];
  const host = folderHost([directory, ...below], { second: expectation.second ?? true });
  const named = new Set(expectation.named === false ? [] : [known.id]);
  return buildReport(await runCases(host, [known], { named }), "0.0.0", language);
}

function essence(report: Report): Omit<Expectation, "base" | "second" | "named"> {
  const [verdict] = report.verdicts;
  if (!verdict) throw new Error("the report holds no verdict");
  if (verdict.kind === "unknown")
    return { kind: "unknown", missing: verdict.missing.map(({ fact }) => fact) };
  if (verdict.kind !== "present" && verdict.kind !== "latent") return { kind: verdict.kind };
  const [first] = verdict.findings;
  return {
    kind: verdict.kind,
    causes: verdict.findings.map(({ cause }) => cause),
    subjects: verdict.findings.map(({ subject }) => subject.name),
    ...(first && { certainty: first.certainty }),
  };
}

/**
 * The tests of a case: every overlay gives the verdict that its `expect.json` says and the report that its `report.json`
 * holds, in both languages, within the schema; and present, absent and unknown are all shown.
 *
 * @param module `import.meta.path` of the test: overlays lie beside it in `overlays/`.
 */
export function describeCase(known: Case, module: string): void {
  const overlays = join(dirname(module), "overlays");
  const names = readdirSync(overlays, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    // Those of a case that judges captures too: describeCaptureCase tests them.
    .filter((name) => !existsSync(join(overlays, name, "capture.pcap")));
  const expectations = new Map(
    names.map((name) => [
      name,
      JSON.parse(readFileSync(join(overlays, name, "expect.json"), "utf8")) as Expectation,
    ]),
  );

  describe(known.id, () => {
    test("has overlays for present, absent and unknown", () => {
      const kinds = new Set([...expectations.values()].map(({ kind }) => kind));
      expect(
        [...kinds].filter((kind) => ["present", "absent", "unknown"].includes(kind)).toSorted(),
      ).toEqual(["absent", "present", "unknown"]);
    });
    for (const [name, expectation] of expectations) {
      const directory = join(overlays, name);
      test(`${name} is ${expectation.kind}`, async () => {
        const report = await reportOf(known, directory, expectation, "en");
        const { base: _base, second: _second, named: _named, ...expected } = expectation;
        expect(essence(report)).toMatchObject(expected);
        expect(report.defects).toEqual([]);
        expect(schemaErrors(report)).toEqual([]);
        for (const finding of "findings" in (report.verdicts[0] ?? {})
          ? (report.verdicts[0] as { findings: { cause: string }[] }).findings
          : []) {
          expect(known.causes as readonly string[]).toContain(finding.cause);
        }
        expectGolden(join(directory, "report.json"), `${JSON.stringify(report, null, 1)}\n`);
      });
      for (const language of ["en", "zh"] as const) {
        test(`${name} is told in ${language}`, async () => {
          const report = await reportOf(known, directory, expectation, language);
          const text = renderText(report, {
            language,
            paint: plainPaint,
            all: true,
            verbose: true,
          });
          expect(text).not.toMatch(/\{\w+[:}]|undefined|NaN|\[object/);
        });
      }
    }
  });
}
