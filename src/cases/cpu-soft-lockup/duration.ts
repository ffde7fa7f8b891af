import type { Says } from "#contract/message.ts";
import { type Quantity, quantity } from "#contract/quantity.ts";
import type { Report } from "#text/kernel-log/reports.ts";
import { words } from "./messages.ts";

/** CONFIG_HZ of the kernels that are built. */
const RATES = [100, 250, 300, 1000];
/** Defaults: of the kernel, of distributions, of kernels for tests. */
const TIMEOUTS = [21, 60, 100];
/** Lock debugging lets RCU wait longer (RCU_STALL_DELAY_DELTA). */
const DEBUG_SECONDS = 5;
/** How far a told time may lie from the limit that it fits. */
const NEAR_SECONDS = 1;

/**
 * Ticks of an unknown rate as seconds: a stall is first told when it reaches the limit, so of the rates that kernels are
 * built with the one is taken that comes nearest to it. Null if none comes near.
 */
function secondsOf(jiffies: number, timeout: number | null): number | null {
  const limits = timeout === null ? TIMEOUTS : [timeout];
  const fits = RATES.flatMap((rate) =>
    limits.map((limit) => {
      const over = jiffies / rate - limit;
      return { rate, away: Math.min(Math.abs(over), Math.abs(over - DEBUG_SECONDS)) };
    }),
  ).toSorted((a, b) => a.away - b.away);
  const [best] = fits;
  return best && best.away <= NEAR_SECONDS ? jiffies / best.rate : null;
}

/** For how long the longest of the reports says that it was stuck; null if none tells in seconds. */
export function longest(reports: readonly Report[], rcuTimeout: number | null): number | null {
  const told = reports
    .map(
      ({ seconds, jiffies }) =>
        seconds ?? (jiffies === null ? null : secondsOf(jiffies, rcuTimeout)),
    )
    .filter((seconds) => seconds !== null);
  return told.length === 0 ? null : Math.max(...told);
}

export const secondsSays = (seconds: number | null): Says | Quantity =>
  seconds === null ? words.aWhile() : quantity(seconds, "seconds");
