import { expect, test } from "bun:test";
import { cases } from "#cases/index.ts";

test.each(cases.map((one) => [one.id, one] as const))(
  "the index knows what %s judges",
  async (_, { judges, load }) => {
    const { isOfCapturesOnly = false, capture, probe } = (await load()).default;
    expect(judges.includes("host")).toBe(!isOfCapturesOnly);
    expect(judges.includes("capture")).toBe(capture !== undefined);
    expect(judges.includes("probe")).toBe(probe !== undefined);
  },
);
