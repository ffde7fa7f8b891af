import type { ReadingsOf } from "#contract/fact.ts";
import type { Says } from "#contract/message.ts";
import type { Namespace } from "#contract/reading.ts";
import type { Subject } from "#contract/verdict.ts";
import { keeperOf, netnsName, netnsSays } from "#derived/netns.ts";
import type { closerNeeds } from "./needs.ts";

type Closer = ReadingsOf<typeof closerNeeds> | null;

/** Where a table is, in words. */
export const placeOf = (namespace: Namespace, closer: Closer): Says =>
  netnsSays(namespace, keeperOf(namespace, closer?.cgroups, closer?.containers));

export const subjectOf = (namespace: Namespace, closer: Closer): Subject => ({
  kind: "network-namespace",
  name: netnsName(namespace, keeperOf(namespace, closer?.cgroups, closer?.containers)),
});
