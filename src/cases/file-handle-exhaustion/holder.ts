import type { Says } from "#contract/message.ts";
import type { DescriptorUser } from "#facts/walk/process-descriptors.ts";
import { words } from "./messages.ts";

const SHORT_ID = 12;

/** `nginx[812]`. */
export const nameOf = ({ comm, pid }: DescriptorUser): string => `${comm}[${pid}]`;

/** A process as an operator knows it: by its container or its systemd unit too. */
export function holderOf(user: DescriptorUser): Says {
  const name = nameOf(user);
  const { container, unit } = user;
  if (container !== null)
    return words.holderContainer({ name, container: container.slice(0, SHORT_ID) });
  return unit === null ? words.holderProcess({ name }) : words.holderUnit({ name, unit });
}

/** How much of its own limit a process uses; null without a limit. */
export function fillOf({ descriptors, soft }: DescriptorUser): number | null {
  return soft === null || soft === 0 ? null : descriptors / soft;
}
