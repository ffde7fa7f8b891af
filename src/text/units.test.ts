import { expect, test } from "bun:test";
import type { Quantity } from "#contract/quantity.ts";
import { formatQuantity } from "./units.ts";

const shown: [Quantity, string][] = [
  [{ value: 91_240, unit: "packets/s" }, "91 240/s"],
  [{ value: 0.97, unit: "ratio" }, "97 %"],
  [{ value: 0.031, unit: "ratio" }, "3.1 %"],
  [{ value: 0, unit: "ratio" }, "0 %"],
  [{ value: 0.0002, unit: "ratio" }, "0.02 %"],
  [{ value: 0.998, unit: "ratio" }, "99.8 %"],
  [{ value: 1, unit: "ratio" }, "100 %"],
  [{ value: 1, unit: "seconds" }, "1.0 s"],
  [{ value: 86_400, unit: "seconds" }, "86 400 s"],
  [{ value: 512, unit: "bytes" }, "512 bytes"],
  [{ value: 1024, unit: "bytes" }, "1 KiB"],
  [{ value: 105_906_176, unit: "bytes" }, "101 MiB"],
  [{ value: 1_610_612_736, unit: "bytes" }, "1.5 GiB"],
  [{ value: -20_480, unit: "bytes" }, "-20 KiB"],
  [{ value: 18_446_744_073_709_551_615n, unit: "packets" }, "18 446 744 073 709 551 615"],
  [{ value: 0.4, unit: "entries/s" }, "0.4/s"],
];

test.each(shown)("%p is shown as %s", (quantity, text) => {
  expect(formatQuantity(quantity)).toBe(text);
});
