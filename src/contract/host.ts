import type { HostIdentity } from "./case.ts";
import type { Entry, Source } from "./fact.ts";
import type { Says } from "./message.ts";
import type { Namespace } from "./reading.ts";

/** What to fetch, for whom, and how long it may take. */
export interface Order {
  readonly source: Source;
  readonly scope: "host" | "netns" | "mntns";
  /** Of which namespace; the host's own if not said. */
  readonly namespace?: Namespace;
  /** What a closer look looks into. */
  readonly targets?: readonly string[];
  /** `later` is the second sample of a counter. */
  readonly sample: "first" | "later";
  readonly limitSeconds: number;
  readonly privilege?: string;
}

/** The bytes of a source as text, or why there are none. `refused` entries exist and could not be read. */
export type Fetched =
  | {
      readonly status: "read";
      readonly entries: readonly Entry[];
      readonly refused: readonly { path: string; why: Says }[];
      readonly at: string;
    }
  | {
      readonly status: "absent" | "not-captured" | "denied";
      readonly reason: Says;
      readonly at: string;
    };

/** A machine, or a snapshot of one. It fetches and stamps; it never judges. */
export interface Host {
  identify(): Promise<HostIdentity>;
  fetch(order: Order): Promise<Fetched>;
  namespaces(kind: "net" | "mnt"): Promise<{
    readonly namespaces: readonly Namespace[];
    readonly unseen: readonly Says[];
    readonly refused: readonly Says[];
  }>;
  /**
   * Goes on to the second sample: waits on a live machine, turns the page of a snapshot.
   * @returns seconds between the two samples, or null if there is no second one.
   */
  nextSample(): Promise<number | null>;
}
