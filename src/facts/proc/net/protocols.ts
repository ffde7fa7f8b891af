import { type Fact, fileFact, type Note } from "#contract/fact.ts";
import { count, expected, fields } from "#text/fields.ts";

/** What all sockets of one protocol hold. */
export interface Protocol {
  readonly sockets: number;
  /** In pages; null for a protocol that does not count them (`-1`). */
  readonly memory: number | null;
  /** Whether the kernel saves memory of this protocol now; null for one that never does (`NI`). */
  readonly isPressed: boolean | null;
  /** 1-based. */
  readonly line: number;
}

const PRESS = new Map<string | undefined, boolean>([
  ["yes", true],
  ["no", false],
]);

function parse(text: string, note: Note): ReadonlyMap<string, Protocol> {
  const [header = "", ...rows] = text.split("\n");
  const names = fields(header);
  if (names[0] !== "protocol") throw expected("a header 'protocol … memory press …'", header, 1);
  const protocols = new Map<string, Protocol>();
  for (const [index, row] of rows.entries()) {
    if (row.trim() === "") continue;
    const words = fields(row);
    const column = (name: string): string | undefined => words[names.indexOf(name)];
    const sockets = count(column("sockets"));
    const [name] = words;
    if (name === undefined || sockets === null || column("press") === undefined) {
      note({ line: index + 2, text: row.slice(0, 80) });
      continue;
    }
    const memory = count(column("memory"));
    const isPressed = PRESS.get(column("press")) ?? null;
    protocols.set(name, { sockets, memory, isPressed, line: index + 2 });
  }
  return protocols;
}

/**
 * `/proc/net/protocols`: every protocol with its sockets, its memory in pages, and whether it is under pressure. Memory and
 * pressure are the whole host's; `TCP` and `TCPv6` show the same.
 */
const protocols: Fact<ReadonlyMap<string, Protocol>> = fileFact({
  id: "proc/net/protocols",
  path: "/proc/net/protocols",
  scope: "netns",
  spec: ["linux net/core/sock.c proto_seq_printf()"],
  parse,
});

export default protocols;
