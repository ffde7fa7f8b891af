import type { Language } from "#contract/message.ts";
import type { ReportBalance, ReportOrigin } from "#contract/report.ts";
import { renderSays } from "#text/render-says.ts";
import { visible } from "#text/visible.ts";
import { amount } from "./amount.ts";
import type { Row } from "./columns.ts";
import { reportWords } from "./messages.ts";

const where = ({ source, line }: ReportOrigin): string =>
  visible(line === undefined ? source : `${source}:${line}`);

/** A balance as rows: the total, its parts from the largest down, and what is left. */
export function balanceRows(balance: ReportBalance, language: Language): Row[] {
  const parts = balance.parts.toSorted(
    (a, b) => Number(b.quantity.value) - Number(a.quantity.value),
  );
  return [
    {
      label: balance.total.label,
      value: amount(balance.total.quantity),
      note: where(balance.total.origin),
    },
    ...parts.map((part) => ({
      label: `  ${part.label}`,
      value: amount(part.quantity),
      note: where(part.origin),
    })),
    {
      label: `  ${renderSays(reportWords.residual(), language)}`,
      value: amount(balance.residual),
      note: "",
    },
  ];
}
