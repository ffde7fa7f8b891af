/**
 * A name as the kernel writes it into mount tables: blank, tab, newline, backslash, and since 5.x `#` and `,`, stand as
 * a backslash with three octal digits. Anything else stays as it is.
 *
 * @see linux fs/seq_file.c mangle_path(), lib/string_helpers.c string_escape_mem() with ESCAPE_OCTAL
 */
export function decodeOctal(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

/** A name as one field of a record: blanks stay, tab, line ends, other controls and backslash are written in octal. */
export function encodeOctal(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  return text.replace(/[\u0000-\u001f\u007f\\]/g, (character) => {
    const digits = (character.codePointAt(0) ?? 0).toString(8).padStart(3, "0");
    return `\\${digits}`;
  });
}
