import type { Says } from "./message.ts";

/** Where a value was read: the path or command, the line in it, the namespace, the time (ISO 8601, UTC). */
export interface Origin {
  readonly source: string;
  /** 1-based. */
  readonly line?: number;
  /** `net:[4026531840]`, `mnt:[…]`: given when the source answers for a namespace. */
  readonly namespace?: string;
  readonly at: string;
}

/** Something in a source that was passed over so that the rest could be used. */
export interface Oddity {
  readonly source: string;
  readonly line?: number;
  readonly text: string;
}

/** A fact that was read. `earlier` is the first of two samples; it is missing when there was only one. */
export interface Read<T> {
  readonly status: "read";
  readonly value: T;
  readonly earlier?: { readonly value: T; readonly secondsBefore: number };
  /** Why the second sample could not be read, though there was one. */
  readonly laterRefused?: Says;
  readonly oddities: readonly Oddity[];
  /** Of many files, those that exist and could not be read. */
  readonly refused: readonly { readonly path: string; readonly why: Says }[];
  readonly origin: Origin;
}

/**
 * The outcome of reading one fact.
 *
 * - `absent`: the host answered that there is no such thing (no file, no command).
 * - `not-captured`: this snapshot holds no answer; nothing follows about the host.
 * - `denied`: it exists, and could not be read (privilege, time limit, not a regular file).
 * - `unparsed`: it was read and makes no sense.
 */
export type Reading<T> =
  | Read<T>
  | {
      readonly status: "absent" | "not-captured" | "denied" | "unparsed";
      readonly reason: Says;
      readonly origin: Origin;
    };

/** A namespace of the host, named by its inode number as in `net:[4026531840]`. */
export interface Namespace {
  readonly kind: "net" | "mnt";
  readonly inode: number;
  /** The namespace that the host's own processes (pid 1, or this process) live in. */
  readonly own: boolean;
  /** Processes in it, lowest first, cut at 16; empty for a namespace that only a bind mount keeps. */
  readonly pids: readonly number[];
  /** `comm` of the first process, or the name under /run/netns. */
  readonly name: string;
}

/**
 * One fact in every namespace of a kind. `unseen` says how many could not be looked into for lack of privilege.
 * `refused` tells of processes that refuse even a reader with CAP_SYS_PTRACE, as pid 1 of a sandbox does: nobody could
 * see more, and most likely they live in a namespace that is seen.
 */
export interface AcrossNamespaces<T> {
  readonly readings: readonly { readonly namespace: Namespace; readonly reading: Reading<T> }[];
  readonly unseen: readonly Says[];
  readonly refused: readonly Says[];
}

/** The origin of one value inside a reading: a line of its source, or one file of many. */
export function originAt(
  read: { readonly origin: Origin },
  place: { line?: number; source?: string },
): Origin {
  return { ...read.origin, ...place };
}
