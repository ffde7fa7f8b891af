import { defineMessages, type Says } from "#contract/message.ts";
import type { DescriptorUser } from "#facts/walk/process-descriptors.ts";

const words = defineMessages("descriptor-user", {
  process: { en: "{name}", zh: "{name}" },
  unit: { en: "{name} ({unit})", zh: "{name}（{unit}）" },
  container: { en: "{name} (container {container})", zh: "{name}（容器 {container}）" },
});

const SHORT_ID = 12;

/** `nginx[812]`. */
export const userName = ({ comm, pid }: DescriptorUser): string => `${comm}[${pid}]`;

/** A process as an operator knows it: by its container or its systemd unit too. */
export function userSays(user: DescriptorUser): Says {
  const name = userName(user);
  const { container, unit } = user;
  if (container !== null) return words.container({ name, container: container.slice(0, SHORT_ID) });
  return unit === null ? words.process({ name }) : words.unit({ name, unit });
}
