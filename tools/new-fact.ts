import { basename } from "node:path";
import { generate } from "./generate/write.ts";
import { camelCase } from "./generate/indexes.ts";
import { writeTemplate } from "./scaffold/template.ts";

/**
 * `npm run new-fact -- PATH`: a fact's files, from the path of its interface: `proc/net/sockstat`, `cmd/ss-s`,
 * `walk/open-files`. The new fact fails `npm run check` until it says where its format is defined and has samples.
 */
const [id, ...rest] = process.argv.slice(2);
const isPath = id !== undefined && /^[a-z][\w.-]*(\/[\w.-]+)+$/.test(id) && !id.includes("..");

if (!isPath || rest.length > 0) {
  console.error(
    "usage: npm run new-fact -- PATH    (proc/net/sockstat, cmd/ss-s, walk/open-files)",
  );
  process.exitCode = 2;
} else {
  for (const path of [...writeTemplate("fact", factSlots(id)), ...generate()]) console.log(path);
  console.log(
    `now put a sample NAME.txt into src/facts/${id}.samples/, and a row that tells where it is from`,
  );
}

function factSlots(path: string): Record<string, string> {
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
