import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Survey } from "#capture/summary/survey.ts";
import type { CaptureSummary } from "#contract/capture.ts";
import type { Case } from "#contract/case.ts";
import type { Language } from "#contract/message.ts";
import type { Report } from "#contract/report.ts";
import { judgeCapture } from "#engine/capture.ts";
import { buildReport } from "#report/build.ts";
import { expectGolden } from "./golden.ts";
import { schemaErrors } from "./schema.ts";

/** `overlays/NAME/expect.json`: what the case must say of the capture beside it. */
interface Expectation {
  readonly kind: string;
  readonly causes?: readonly string[];
  readonly subjects?: readonly string[];
  readonly certainty?: string;
}

/** What is in the capture of an overlay, or of any file. */
export function summaryOf(path: string, name: string): CaptureSummary {
  const survey = new Survey({ filter: null, all: false });
  survey.feed(readFileSync(path));
  return survey.end(name).summary;
}

function essence(report: Report): Expectation {
  const [verdict] = report.verdicts;
  if (!verdict) throw new Error("the report holds no verdict");
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
 * The tests of a case that judges captures: every overlay, a folder with `capture.pcap` and `expect.json`, gives the
 * verdict that it says and the report that its `report.json` holds, in both languages, within the schema; and present,
 * absent and unknown are all shown.
 *
 * @param module `import.meta.path` of the test: overlays lie beside it in `overlays/`.
 */
export function describeCaptureCase(known: Case, module: string): void {
  const overlays = join(dirname(module), "overlays");
  const names = readdirSync(overlays, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((name) => existsSync(join(overlays, name, "capture.pcap")));
  const expected = new Map(
    names.map((name) => [
      name,
      JSON.parse(readFileSync(join(overlays, name, "expect.json"), "utf8")) as Expectation,
    ]),
  );
  const reportOf = (name: string, language: Language): Report => {
    const summary = summaryOf(join(overlays, name, "capture.pcap"), "capture.pcap");
    return buildReport(judgeCapture([known], summary), "0.0.0", language);
  };

  describe(known.id, () => {
    test("has overlays for present, absent and unknown", () => {
      const kinds = new Set([...expected.values()].map(({ kind }) => kind));
      expect([...kinds]).toEqual(expect.arrayContaining(["present", "absent", "unknown"]));
    });
    test.each(names)("%s", (name) => {
      const report = reportOf(name, "en");
      expect(report.defects).toEqual([]);
      expect(essence(report)).toEqual(expected.get(name) as Expectation);
      expect(schemaErrors(report)).toEqual([]);
      const chinese = reportOf(name, "zh");
      expect(schemaErrors(chinese)).toEqual([]);
      const golden = { en: report.verdicts, zh: chinese.verdicts };
      expectGolden(join(overlays, name, "report.json"), `${JSON.stringify(golden, null, 2)}\n`);
    });
  });
}
