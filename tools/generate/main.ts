import { generate } from "./write.ts";

/** `npm run generate`: writes every generated file that is stale; with `-- --check` it only says which are. */
const dry = process.argv.includes("--check");
const stale = generate({ dry });
for (const path of stale) console.log(`${path} ${dry ? "is stale" : "written"}`);
if (dry && stale.length > 0) process.exitCode = 1;
