import { decodeOctal } from "./octal.ts";

/** One line of a walk: a word that says what it is, then `name=value` fields. */
export interface TextRecord {
  readonly kind: string;
  readonly fields: ReadonlyMap<string, string>;
}

export type RecordValue = string | number | bigint | boolean | null;

/** Blanks, controls and backslash as `\040`, the way the kernel writes names in its tables. */
function escape(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is escaped
  return text.replace(/[\u0000-\u0020\\\u007f]/g, (found) => {
    return `\\${(found.codePointAt(0) ?? 0).toString(8).padStart(3, "0")}`;
  });
}

/** A line of a walk, without its end. Fields that are null are left out. */
export function formatRecord(kind: string, fields: Readonly<Record<string, RecordValue>>): string {
  const words = Object.entries(fields)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${escape(String(value))}`);
  return [kind, ...words].join(" ");
}

/** A line of a walk read back; null if it is none. A field that is given twice counts as the last says. */
export function parseRecord(line: string): TextRecord | null {
  const [kind = "", ...words] = line.split(" ");
  if (!/^[a-z][a-z-]*$/.test(kind)) return null;
  const fields = new Map<string, string>();
  for (const word of words) {
    const cut = word.indexOf("=");
    if (cut < 1) return null;
    fields.set(word.slice(0, cut), decodeOctal(word.slice(cut + 1)));
  }
  return { kind, fields };
}
