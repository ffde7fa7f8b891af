import type { DescriptorUser } from "#facts/walk/process-descriptors.ts";

/** How much of its own limit a process uses; null without a limit. */
export function fillOf({ descriptors, soft }: DescriptorUser): number | null {
  return soft === null || soft === 0 ? null : descriptors / soft;
}
