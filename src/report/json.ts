import type { Report } from "#contract/report.ts";
import { visibleJson } from "#text/visible.ts";

/** The report as JSON: names are exact, and characters that a terminal would obey are escaped. */
export function renderJson(report: Report): string {
  return `${visibleJson(report)}\n`;
}
