import { realpathSync } from "node:fs";
import { join } from "node:path";
import type { Locate } from "./entries.ts";
import { errorCode } from "./read-file.ts";

/** Follows links inside a snapshot only: a tree from elsewhere may point anywhere. */
export function within(root: string): Locate {
  const top = realpathSync(root);
  return (path) => {
    const local = join(root, path);
    try {
      const real = realpathSync(local);
      return real === top || real.startsWith(`${top}/`) ? real : null;
    } catch (error) {
      return errorCode(error) === "ELOOP" ? null : local;
    }
  };
}
