import { type LockFile, missingPlatformPackages } from "../../lock/platform-packages.ts";
import type { Rule } from "../rule.ts";

const LOCK_FILE = "package-lock.json";

export const lockFile: Rule = {
  name: "lock-file",
  says: "the lock file names every platform's packages, so npm ci accepts it",
  check(tree) {
    const lock = JSON.parse(tree.read(LOCK_FILE)) as LockFile;
    return missingPlatformPackages(lock).map(({ name, wantedBy }) => ({
      path: LOCK_FILE,
      line: 1,
      message: `${wantedBy} wants ${name}: run bin/bun tools/complete-lock.ts`,
    }));
  },
};
