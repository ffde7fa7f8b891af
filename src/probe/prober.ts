import type { ProbeMeans } from "#contract/probe.ts";

/** What came back about one probe. Sizes are those of the IP packet. */
export interface ProbeEvent {
  readonly kind: "arrived" | "too-big" | "expired" | "unreachable";
  readonly size: number;
  readonly ttl: number;
  /** Who says so; null: this host itself. */
  readonly from: string | null;
  /** Of "too-big": the MTU named; 0 if none. */
  readonly mtu: number;
  /** Of "unreachable": the name of the error. */
  readonly code: string;
  /** From when it was sent until this was heard. */
  readonly seconds: number;
}

/** A probe that is out. */
export interface SentProbe {
  readonly size: number;
  readonly ttl: number;
  /** By `performance.now()`. */
  readonly at: number;
}

export const secondsSince = (at: number): number => (performance.now() - at) / 1000;

/** A way to send packets of a size, with DF, and to hear what became of them. */
export interface Prober {
  readonly by: ProbeMeans;
  /** Why this host does not let probes out (a filter: `EPERM`), by the last that was sent; null if it does. */
  readonly blocked: string | null;
  /** TTL that is enough for every path, unless a hop is meant. */
  send(size: number, ttl?: number): void;
  /** What has come back since it was asked last. */
  heard(): ProbeEvent[];
  close(): void;
}

export const FAR_ENOUGH = 64;
