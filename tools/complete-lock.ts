import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type LockFile,
  missingPlatformPackages,
  withPlatformPackages,
} from "./lock/platform-packages.ts";

/** `bin/bun tools/complete-lock.ts`: after an `npm install`, names the platform packages that it left out. */
const path = join(import.meta.dir, "../package-lock.json");
const lock = JSON.parse(readFileSync(path, "utf8")) as LockFile;
const missing = missingPlatformPackages(lock);
if (missing.length > 0)
  writeFileSync(path, `${JSON.stringify(withPlatformPackages(lock, missing), null, 2)}\n`);
console.log(`${missing.length} platform packages added to package-lock.json`);
