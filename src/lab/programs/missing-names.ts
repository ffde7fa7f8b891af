import { existsSync } from "node:fs";

/** `missing-names DIRECTORY COUNT`: asks for so many names that are not there; the kernel remembers each. */
const [directory = "", count = ""] = process.argv.slice(2);
for (let name = 0; name < Number(count); name++) existsSync(`${directory}/missing-${name}`);
