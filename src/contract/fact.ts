import type { NonEmpty } from "./nonempty.ts";
import type { AcrossNamespaces, Read, Reading } from "./reading.ts";

/**
 * A place that answers. Paths are the host's absolute ones; `*` in a pattern stands for any part of one path segment,
 * and what it stood for comes back in `Entry.match`.
 */
export type Source =
  | { readonly kind: "file"; readonly path: string }
  /** Files by pattern. `base: "docker-root"` puts the pattern under the data root of every dockerd found. */
  | { readonly kind: "glob"; readonly pattern: string; readonly base?: "docker-root" }
  /** Symbolic links by pattern; the text of an entry is the link's target. */
  | { readonly kind: "links"; readonly pattern: string }
  /** Names only: which paths match. The text of an entry is empty. */
  | { readonly kind: "names"; readonly pattern: string; readonly base?: "docker-root" }
  /** A program's standard output. It must only read. */
  | { readonly kind: "command"; readonly argv: NonEmpty<string>; readonly when?: When }
  /** A reading in proportion to files or processes, done by `src/host/walks/<walk>.ts`; its text is documented there. */
  | { readonly kind: "walk"; readonly walk: string };

/** A command is run only where one file exists and another does not: a dearer way to the same, or one that loads a module. */
export interface When {
  readonly exists?: string;
  readonly lacks?: string;
}

/** One file, link, name or output that a source gave. */
export interface Entry {
  readonly path: string;
  readonly text: string;
  /** What each `*` of the pattern stood for, in order. */
  readonly match: readonly string[];
}

/** Tells of a line or entry that was passed over. */
export type Note = (oddity: { line?: number; source?: string; text: string }) => void;

/**
 * One kernel or runtime interface: where it is, and how its text becomes a value.
 *
 * `scope` says whose answer the source gives: the whole host's, or that of the reader's network or mount namespace.
 */
export interface Fact<T> {
  /** The interface's path: `proc/net/stat/nf_conntrack`, `cmd/conntrack-S`, `walk/deleted-open-files`. */
  readonly id: string;
  readonly source: Source;
  readonly scope: "host" | "netns" | "mntns";
  /** A counter: fetched twice, an interval apart. */
  readonly sampled?: true;
  /** Costs in proportion to files or processes: read only when a selected case needs it. */
  readonly cost?: "walk";
  /** How long one fetch may take before it is given up; the engine's own limit if not said. */
  readonly limitSeconds?: number;
  /** What an unprivileged reader lacks. */
  readonly privilege?: "root" | "CAP_NET_ADMIN" | "CAP_SYS_PTRACE" | "CAP_SYS_ADMIN" | "CAP_SYSLOG";
  /** Where the format is defined. */
  readonly spec: NonEmpty<string>;
  /** @throws {SyntaxError} only when nothing can be saved. */
  parse(entries: readonly Entry[], note: Note): T;
}

type FactWords<T> = Omit<Fact<T>, "parse" | "source">;

/** A fact whose source is one file: the parser sees its text. */
export function fileFact<T>(
  fact: FactWords<T> & { path: string; parse(text: string, note: Note): T },
): Fact<T> {
  const { path, parse, ...rest } = fact;
  return {
    ...rest,
    source: { kind: "file", path },
    parse: (entries, note) => parse(entries[0]?.text ?? "", note),
  };
}

/** A fact whose source is the output of a program. */
export function commandFact<T>(
  fact: FactWords<T> & {
    argv: NonEmpty<string>;
    when?: When;
    parse(text: string, note: Note): T;
  },
): Fact<T> {
  const { argv, when, parse, ...rest } = fact;
  return {
    ...rest,
    source: { kind: "command", argv, ...(when && { when }) },
    parse: (entries, note) => parse(entries[0]?.text ?? "", note),
  };
}

/** A fact that a walk of the host reads: the parser sees the walk's text. */
export function walkFact<T>(
  fact: FactWords<T> & { walk: string; parse(text: string, note: Note): T },
): Fact<T> {
  const { walk, parse, ...rest } = fact;
  return {
    ...rest,
    cost: "walk",
    source: { kind: "walk", walk },
    parse: (entries, note) => parse(entries[0]?.text ?? "", note),
  };
}

/** A fact of many files, links or names. */
export function treeFact<T>(
  fact: FactWords<T> & { source: Source; parse(entries: readonly Entry[], note: Note): T },
): Fact<T> {
  return fact;
}

export interface Optional<T> {
  readonly need: "optional";
  readonly fact: Fact<T>;
}
export interface Across<T> {
  readonly need: "across";
  readonly of: "net" | "mnt";
  readonly fact: Fact<T>;
}

/** The case can judge without this fact, and wants to see why it is missing. */
export const optional = <T>(fact: Fact<T>): Optional<T> => ({ need: "optional", fact });
/** The case wants this fact of every network namespace. */
export const acrossNetns = <T>(fact: Fact<T>): Across<T> => ({ need: "across", of: "net", fact });
/** The case wants this fact of every mount namespace. */
export const acrossMntns = <T>(fact: Fact<T>): Across<T> => ({ need: "across", of: "mnt", fact });

export type Need = Fact<unknown> | Optional<unknown> | Across<unknown>;
export type Needs = Readonly<Record<string, Need>>;

/** What `diagnose` gets for each need: required facts are read already; the engine has answered for the others. */
export type ReadingsOf<N extends Needs> = {
  readonly [K in keyof N]: N[K] extends Across<infer T>
    ? AcrossNamespaces<T>
    : N[K] extends Optional<infer T>
      ? Reading<T>
      : N[K] extends Fact<infer T>
        ? Read<T>
        : never;
};
