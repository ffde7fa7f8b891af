import { mayHang } from "./locality.ts";
import { type FileRead, readFile } from "./read-file.ts";

/** A small file of a snapshot that helps and is not needed: one that may hang is passed over. */
export function readNear(path: string): FileRead {
  return mayHang(path) ? { status: "absent" } : readFile(path);
}
