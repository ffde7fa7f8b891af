import type { Entry, Note } from "#contract/fact.ts";

/** A small file that names CPUs, as a list or as a mask. */
export interface CpuFile {
  readonly cpus: readonly number[];
  /** As the file holds it, so that it can be written back. */
  readonly text: string;
  readonly path: string;
  /** What each `*` of the pattern stood for. */
  readonly match: readonly string[];
}

/** Many such files; one that makes no sense is told and left out. */
export function parseCpuFiles(
  entries: readonly Entry[],
  parse: (text: string) => readonly number[],
  note: Note,
): readonly CpuFile[] {
  return entries.flatMap(({ path, text, match }) => {
    const trimmed = text.trim();
    try {
      return [{ cpus: parse(trimmed), text: trimmed, path, match }];
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      note({ source: path, text: trimmed.slice(0, 80) });
      return [];
    }
  });
}

/** The same by the number that the first `*` stood for: an interrupt, a node. */
export function cpuFilesByNumber(files: readonly CpuFile[]): ReadonlyMap<number, CpuFile> {
  return new Map(
    files.flatMap((file) => {
      const [number = ""] = file.match;
      return /^\d{1,9}$/.test(number) ? [[Number(number), file] as const] : [];
    }),
  );
}
