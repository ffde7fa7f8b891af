/**
 * What a terminal would obey or hide instead of showing: C0, DEL and C1 controls, line and paragraph separators,
 * bidirectional overrides and isolates, zero-width characters, lone surrogates.
 *
 * @see ECMA-48; Unicode Standard Annex 9, section 2
 */
const INVISIBLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udc7f]/g;

/** Host text (names of processes, files, containers) with such characters written as `\x1b` or `\u202e`. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (found) => {
    const code = found.codePointAt(0) ?? 0;
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** JSON with the same characters escaped, so that a report printed on a terminal is as harmless as the text one. */
export function visibleJson(value: unknown, indent = 2): string {
  return JSON.stringify(value, null, indent).replace(INVISIBLE, (found) => {
    if (found === "\n") return found;
    return [...Array(found.length).keys()]
      .map((index) => `\\u${found.charCodeAt(index).toString(16).padStart(4, "0")}`)
      .join("");
  });
}
