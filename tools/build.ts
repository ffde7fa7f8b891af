import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** `npm run build`: `dist/casebook`, one self-contained executable for this platform. */
const ROOT = join(import.meta.dir, "..");
mkdirSync(join(ROOT, "dist"), { recursive: true });
const child = Bun.spawn(
  [
    process.execPath,
    "build",
    "--compile",
    // A command loads what it needs, and a reader little: half the time and memory of a start.
    "--splitting",
    // Names stay, for a defect is reported with its stack.
    "--minify-whitespace",
    "--minify-syntax",
    "--bytecode",
    "--format=esm",
    // The directory that Casebook is started in may hold somebody else's files.
    "--no-compile-autoload-bunfig",
    "--no-compile-autoload-dotenv",
    "--no-compile-autoload-tsconfig",
    "--no-compile-autoload-package-json",
    join(ROOT, "src/cli/main.ts"),
    `--outfile=${join(ROOT, "dist/casebook")}`,
  ],
  { cwd: ROOT, stdin: "ignore", stdout: "inherit", stderr: "inherit" },
);
process.exitCode = await child.exited;
