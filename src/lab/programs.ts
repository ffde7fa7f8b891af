import { join } from "node:path";

/** The words that run a program of `programs/` with the Bun that runs us; `room.start(...)` takes them. */
export function labProgram(
  name:
    | "full-pipes"
    | "full-sockets"
    | "map-file"
    | "missing-names"
    | "udp-flows"
    | "udp-same-port",
  ...words: readonly (string | number)[]
): string[] {
  return [process.execPath, join(import.meta.dir, "programs", `${name}.ts`), ...words.map(String)];
}
