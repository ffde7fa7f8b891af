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
