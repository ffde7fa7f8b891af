import type { Unit } from "#contract/quantity.ts";
import type { ReportQuantity } from "#contract/report.ts";
import { formatQuantity } from "#text/units.ts";

/** A quantity of a report as a person reads it; u64 values come as decimal strings. */
export function amount({ value, unit }: ReportQuantity): string {
  return formatQuantity({
    value: typeof value === "string" ? BigInt(value) : value,
    unit: unit as Unit,
  });
}
