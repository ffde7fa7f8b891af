import type { Says } from "#contract/message.ts";
import type { Namespace } from "#contract/reading.ts";
import { type Holder, holderName } from "#derived/holder.ts";
import { words } from "./messages.ts";

/** Where the namespace is, in words. */
export function placeSays({ own, name, pids }: Namespace, keeper: Holder | null): Says {
  const pid = `${pids[0] ?? ""}`;
  if (own) return words.hostNamespace();
  if (pid === "") return words.namespaceByName({ name });
  if (keeper?.kind !== "container") return words.namespaceOfProcess({ name, pid });
  const container = holderName(keeper);
  const pod = keeper.ref?.pod ?? null;
  return pod === null
    ? words.namespaceOfContainer({ container, name, pid })
    : words.namespaceOfPod({ container, pod, name, pid });
}
