import { basename } from "node:path";
import { camelCase } from "../generate/indexes.ts";

/** What fills the template of a fact: the first part of its path says what kind of source it has. */
export function factSlots(path: string): Record<string, string> {
  const [kind = "", ...parts] = path.split("/");
  const name = parts.join("/");
  const identifier = camelCase(path);
  const slots = {
    id: path,
    Type: identifier.charAt(0).toUpperCase() + identifier.slice(1),
    fact: identifier,
    base: basename(path),
  };
  if (kind === "cmd") {
    const argv = name.split("-").map((word, index) => (index === 0 ? word : `-${word}`));
    const source = `argv: [${argv.map((word) => JSON.stringify(word)).join(", ")}],`;
    return { ...slots, constructor: "commandFact", source, place: argv.join(" ") };
  }
  if (kind === "walk") {
    return {
      ...slots,
      constructor: "walkFact",
      source: `walk: "${name}",`,
      place: path,
    };
  }
  return { ...slots, constructor: "fileFact", source: `path: "/${path}",`, place: `/${path}` };
}
