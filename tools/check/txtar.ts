/** Several files as one text: each begins with a line `-- path --`; what comes before the first one is the comment. */
export interface Archive {
  comment: string;
  files: Map<string, string>;
}

/** @see https://pkg.go.dev/golang.org/x/tools/txtar */
export function parseTxtar(text: string): Archive {
  const [comment = "", ...parts] = text.split(/^-- (.+) --\n/m);
  const files = new Map<string, string>();
  for (let index = 0; index + 1 < parts.length; index += 2) {
    files.set(String(parts[index]), String(parts[index + 1]));
  }
  return { comment, files };
}
