import { generate } from "./generate/write.ts";
import { factSlots } from "./scaffold/fact-slots.ts";
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
