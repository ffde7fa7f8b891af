import type { Says } from "#contract/message.ts";

/** What a walk works on. */
export interface WalkTask {
  /** "" for this host; else the directory where the host or snapshot is mounted. */
  readonly root: string;
  /** What a closer look looks into; empty: everything the walk knows. */
  readonly targets: readonly string[];
  /** Data roots of every dockerd that was found. */
  readonly dockerRoots: readonly DockerRoot[];
}

/** A dockerd's data root: as the daemon names it, and where this process reaches it (another mount namespace, --root). */
export interface DockerRoot {
  readonly path: string;
  readonly local: string;
  /** The daemon that owns it now; null if none runs. */
  readonly pid: number | null;
}

/** Raised by a walk that lacks a privilege for all it does. */
export class WalkDenied extends Error {
  readonly code: string;
  constructor(path: string, code: string) {
    super(path);
    this.code = code;
  }
}

/** Raised by a walk that would have to wait for what does not answer. */
export class WalkHung extends Error {
  readonly reason: Says;
  constructor(reason: Says) {
    super(reason.key);
    this.reason = reason;
  }
}

/**
 * A reading in proportion to files or processes. Its text is the fact's format, documented in the walk's file, one
 * record a line. `onTree` says that it makes sense on an extracted tree too.
 */
export interface Walk {
  readonly name: string;
  readonly onTree: boolean;
  /** Whether it enters other mount namespaces, and with them other roots: the process that did reads nothing after. */
  readonly moves?: true;
  run(task: WalkTask): string | Promise<string>;
}
