import type { ConntrackSums } from "#derived/conntrack-delta.ts";
import { isKernelBefore } from "#text/kernel-version.ts";

/**
 * What a rise of insert_failed means.
 *
 * - `none`: it did not rise.
 * - `resolved`: it counted clashes that the kernel resolved, and nothing was lost.
 * - `lost`: packets were dropped; `certain` when another counter says so too.
 * - `undecided`: it depends on the kernel, which is not known.
 */
export type Loss =
  | { readonly kind: "none" | "resolved" | "undecided" }
  | { readonly kind: "lost"; readonly packets: number; readonly certain: boolean };

const lost = (packets: number, certain: boolean): Loss => ({ kind: "lost", packets, certain });

/**
 * From 4.7 (clash resolution, 71d8c47fc653) until clash_resolve got a counter of its own in 5.10, insert_failed also
 * counted clashes that were resolved, and only those that `drop` counted too were lost. Before and after, each is a loss.
 */
export function lossOf(delta: ConntrackSums, kernel: string | null): Loss {
  const { insertFailed, drop, chainTooLong } = delta;
  if (insertFailed === 0) return { kind: "none" };
  const both = Math.min(insertFailed, drop ?? 0);
  if (delta.clashResolve !== null || isKernelBefore(kernel, 5, 10) === false)
    return lost(insertFailed, both > 0 || (chainTooLong ?? 0) > 0);
  if (both > 0) return isKernelBefore(kernel, 4, 7) ? lost(insertFailed, true) : lost(both, true);
  if (drop === null || isKernelBefore(kernel, 4, 7)) return lost(insertFailed, false);
  return { kind: kernel === null ? "undecided" : "resolved" };
}
