import type { Quantity } from "#contract/quantity.ts";

const BINARY = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] as const;

/** `91240` → `91 240`: a space between groups, as ISO 80000-1 writes numbers; the same in both languages. */
function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, " ");
}

function plain(value: number | bigint): string {
  if (typeof value === "bigint" || Number.isInteger(value)) {
    const text = value.toString();
    return text.startsWith("-") ? `-${grouped(text.slice(1))}` : grouped(text);
  }
  const text = Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1);
  return text.replace(/^(-?)(\d+)/, (_, sign: string, digits: string) => sign + grouped(digits));
}

function binary(value: number | bigint): string {
  let rest = Number(value);
  let power = 0;
  while (Math.abs(rest) >= 1024 && power < BINARY.length - 1) {
    rest /= 1024;
    power++;
  }
  if (power === 0) return `${plain(value)} bytes`;
  return `${Number.isInteger(rest) ? rest.toString() : rest.toFixed(Math.abs(rest) >= 100 ? 0 : 1)} ${BINARY[power]}`;
}

/** Whole per cent where that says enough; more digits near 0 and near 100, so that neither is shown unless it is meant. */
function percent(value: number): string {
  const hundredfold = value * 100;
  const size = Math.abs(hundredfold);
  if (size === 0) return "0 %";
  if (size < 0.1) return `${hundredfold.toPrecision(1)} %`;
  const nearWhole = size < 10 || (size > 99 && size < 100);
  return `${grouped(hundredfold.toFixed(nearWhole ? 1 : 0))} %`;
}

/** Round trips are far below a tenth of a second: `0.4 ms`, `35 ms`, `40 µs`. */
function seconds(value: number | bigint): string {
  if (typeof value === "bigint" || value >= 100) return `${plain(value)} s`;
  const size = Math.abs(value);
  if (size === 0 || size >= 0.0995) return `${value.toFixed(1)} s`;
  if (size < 0.00005) return `${(value * 1e6).toFixed(0)} µs`;
  return `${(value * 1000).toFixed(size < 0.00995 ? 1 : 0)} ms`;
}

/** A quantity as a person reads it: `97 %`, `1.4 GiB`, `91 240/s`, `1.0 s`, `35 ms`; counts are bare, the sentence names them. */
export function formatQuantity({ value, unit }: Quantity): string {
  if (unit === "bytes") return binary(value);
  if (unit === "ratio") return percent(Number(value));
  if (unit === "seconds") return seconds(value);
  return unit.endsWith("/s") ? `${plain(value)}/s` : plain(value);
}
