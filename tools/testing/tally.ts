/** What a run of tests came to. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

export function add(a: Tally, b: Tally): Tally {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** `12 passed, 0 failed`: what was skipped is told, with the reason, before it. */
export function closingLine({ passed, failed }: Tally): string {
  return `${passed} passed, ${failed} failed`;
}

/** The tally that a line closes a run with; undefined for any other line. */
export function parseClosingLine(line: string): Tally | undefined {
  const match = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(line.trim());
  if (match === null) return undefined;
  return { passed: Number(match[1]), failed: Number(match[2]), skipped: Number(match[3] ?? 0) };
}

/**
 * The tally of `bun test --reporter=junit`.
 *
 * Bun leaves a file that does not load out of the report (all such: no report at all) and only exits non-zero, so a
 * run that ended badly has failed at least once whatever the report says. A run without any test has failed too.
 */
export function tallyOfJunit(report: string | undefined, status: number): Tally {
  const root = /<testsuites\b[^>]*>/.exec(report ?? "")?.[0] ?? "";
  const [tests, failures, skipped] = ["tests", "failures", "skipped"].map((name) =>
    attribute(root, name),
  );
  const told = { tests: tests ?? 0, failures: failures ?? 0, skipped: skipped ?? 0 };
  const passed = told.tests - told.failures - told.skipped;
  const isBad = status !== 0 || passed === 0;
  return {
    passed,
    failed: isBad ? Math.max(1, told.failures) : told.failures,
    skipped: told.skipped,
  };
}

function attribute(tag: string, name: string): number {
  return Number(new RegExp(`\\b${name}="(\\d+)"`).exec(tag)?.[1] ?? 0);
}
