const CUT = 80;

/** A piece of a source as an error quotes it. */
export function quote(text: string): string {
  return JSON.stringify(text.length > CUT ? `${text.slice(0, CUT)}…` : text);
}

/** What was expected and what was found, with the line: the form of every parse error. */
export function expected(what: string, found: string, line?: number): SyntaxError {
  const place = line === undefined ? "" : ` in line ${line}`;
  return new SyntaxError(`expected ${what}, found ${quote(found)}${place}`);
}

/** Fields between blanks and tabs. */
export function fields(line: string): string[] {
  return line.split(/[ \t]+/).filter((field) => field !== "");
}

/** A decimal count that a number holds exactly; null for anything else. */
export function count(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,20}$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

/** A u64 in decimal; null for anything else. */
export function u64(text: string | undefined): bigint | null {
  if (text === undefined || !/^\d{1,20}$/.test(text)) return null;
  const value = BigInt(text);
  return value < 2n ** 64n ? value : null;
}
