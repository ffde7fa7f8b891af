import { lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Where labs keep what they make: on disk, because overlayfs and loop devices want a real filesystem below. */
export const LAB_HOME = "/var/lib/casebook-lab";

/** In the environment of every process a lab starts: by it leftovers are found after a crash. */
export const LAB_MARK = "CASEBOOK_LAB";

/** Name of a lab's cgroups and of the directory below {@link LAB_HOME}: all that is left after a crash carries it. */
export const labName = (id: string): string => `casebook-lab-${id}`;
export const labDirectory = (id: string): string => join(LAB_HOME, labName(id));

/** Makes a lab's directory. @throws if the home is not a directory of root's alone: others could plant links in it. */
export function makeLabDirectory(id: string): string {
  mkdirSync(LAB_HOME, { recursive: true, mode: 0o711 });
  const home = lstatSync(LAB_HOME);
  if (!home.isDirectory() || home.uid !== 0 || (home.mode & 0o022) !== 0) {
    throw new Error(`${LAB_HOME} is not a directory that only root can write to`);
  }
  const directory = labDirectory(id);
  mkdirSync(directory, { mode: 0o755 });
  return directory;
}

/** Ids of the labs whose directory is still there. */
export function labDirectories(): string[] {
  try {
    return readdirSync(LAB_HOME)
      .filter((name) => name.startsWith("casebook-lab-"))
      .map((name) => name.slice("casebook-lab-".length));
  } catch (error) {
    if (
      error instanceof Error &&
      "code" in error &&
      (error.code === "ENOENT" || error.code === "EACCES")
    )
      return [];
    throw error;
  }
}

/** Takes the home away when nothing is in it. */
export function removeEmptyHome(): void {
  try {
    if (readdirSync(LAB_HOME).length === 0) rmSync(LAB_HOME, { recursive: true });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}
