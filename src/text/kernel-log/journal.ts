import { type Found, LONGEST_TEXT } from "./record.ts";

type Fields = Readonly<Record<string, unknown>>;

const word = (fields: Fields, name: string): string => {
  const value = fields[name];
  if (typeof value === "string") return value;
  // Not UTF-8: the journal gives a list of bytes.
  if (Array.isArray(value) && value.length <= LONGEST_TEXT * 4)
    return value
      .map((byte) => (typeof byte === "number" ? String.fromCharCode(byte & 255) : ""))
      .join("");
  return "";
};

const microseconds = (text: string): number | null =>
  /^\d{1,18}$/.test(text) ? Number(text) / 1e6 : null;

function recordOf(fields: Fields, line: number): Found | null {
  const isKernel =
    word(fields, "_TRANSPORT") === "kernel" || word(fields, "SYSLOG_IDENTIFIER") === "kernel";
  if (!isKernel) return null;
  const level = word(fields, "PRIORITY");
  const wall = microseconds(word(fields, "__REALTIME_TIMESTAMP"));
  return {
    line,
    uptime:
      microseconds(word(fields, "_SOURCE_MONOTONIC_TIMESTAMP")) ??
      microseconds(word(fields, "__MONOTONIC_TIMESTAMP")),
    wall: wall === null ? null : wall * 1000,
    level: /^[0-7]$/.test(level) ? Number(level) : null,
    caller: null,
    text: word(fields, "MESSAGE").slice(0, LONGEST_TEXT),
    boot: 0,
  };
}

/** One line of `journalctl -o json`: a kernel's record, or null. */
export function parseJournalJson(row: string, line: number): Found | null {
  try {
    const fields: unknown = JSON.parse(row);
    return typeof fields === "object" && fields !== null ? recordOf(fields as Fields, line) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** `journalctl -o export`: blocks of `NAME=value` lines, each ended by an empty line. */
export const isJournalExport = (text: string): boolean =>
  /^(?:__CURSOR|__REALTIME_TIMESTAMP)=/.test(text);

/**
 * Records of an export, the lines at which another boot begins, and that times have a zone. A field that is not plain
 * text is written as its name, a length in eight bytes, and bytes: it is passed over.
 *
 * @see systemd docs/JOURNAL_EXPORT_FORMATS.md
 */
export function parseJournalExport(text: string): [readonly Found[], ReadonlySet<number>, true] {
  const found: Found[] = [];
  const restarts = new Set<number>();
  let fields: Record<string, string> = {};
  let began = 1;
  let boot: string | undefined;
  const close = (line: number): void => {
    const record = recordOf(fields, began);
    const id = fields["_BOOT_ID"];
    if (record) {
      if (boot !== undefined && id !== boot) restarts.add(began);
      boot = id;
      found.push(record);
    }
    fields = {};
    began = line + 1;
  };
  for (const [index, row] of text.split("\n").entries()) {
    if (row === "") close(index + 1);
    const cut = row.indexOf("=");
    if (cut > 0 && cut < 64) fields[row.slice(0, cut)] = row.slice(cut + 1);
  }
  close(0);
  return [found, restarts, true];
}
