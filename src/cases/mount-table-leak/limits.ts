import type { HostIdentity } from "#contract/case.ts";
import { missingOf } from "#contract/missing.ts";
import type { Origin, Reading } from "#contract/reading.ts";
import type { Missing } from "#contract/verdict.ts";
import mountMax from "#facts/proc/sys/fs/mount-max.ts";
import { isKernelBefore } from "#text/kernel-version.ts";

/** Ours: from here on a container start, which makes some dozens of mounts at once, or one doubling does not fit. */
export const FULL_RATIO = 0.8;
/** Ours: one more doubling fills the table. */
export const HALF_RATIO = 0.5;
/**
 * Ours: views in a view of the view. Containers in containers have one or two; each round of copies multiplies them, so
 * that eight are three rounds of doubling.
 */
export const NESTED_PRESENT = 8;
export const NESTED_LATENT = 2;

/** How many mounts a namespace may hold. */
export type Ceiling =
  | { readonly kind: "limit"; readonly max: number; readonly origin: Origin }
  | { readonly kind: "none" }
  | { readonly kind: "unknown"; readonly missing: Missing };

/** The limit came with Linux 4.9: a host without the file has none, and an older kernel needs none to be sure. */
export function ceilingOf(reading: Reading<number>, host: HostIdentity): Ceiling {
  if (reading.status === "read")
    return { kind: "limit", max: reading.value, origin: reading.origin };
  if (reading.status === "absent" || isKernelBefore(host.kernel, 4, 9) === true)
    return { kind: "none" };
  return { kind: "unknown", missing: missingOf(mountMax, reading) };
}

/** How full a table is: 0…; null without a limit. */
export function fillOf(mounts: number, ceiling: Ceiling): number | null {
  return ceiling.kind === "limit" ? mounts / ceiling.max : null;
}
