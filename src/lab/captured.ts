import type { Report } from "#contract/report.ts";
import type { Bench } from "./bench.ts";
import type { Path } from "./path.ts";
import { sniff, type SnifferOptions } from "./sniffer.ts";

/** Where on a path a capture is taken. */
export interface Place {
  readonly at: keyof Path;
  readonly options: SnifferOptions;
}

/** Captures TCP at one place while something happens. @returns the path of the capture. */
export async function captured(
  bench: Bench,
  built: Path,
  { at, options }: Place,
  happen: () => Promise<unknown>,
): Promise<string> {
  const sniffer = await sniff(bench, built[at], "trace", { filter: "tcp", ...options });
  await happen();
  return sniffer.stop();
}

/** What is wrong if another case of captures than the lab's own, which is the first, finds anything. */
export function othersSilent({ verdicts }: Report): string[] {
  return verdicts
    .slice(1)
    .filter(({ kind }) => kind === "present")
    .map((verdict) => `${verdict.case} is present`);
}
