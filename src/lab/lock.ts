import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startTime } from "./processes.ts";

const LOCK = "/run/casebook-lab.lock";

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

function holderIsAlive(): boolean {
  try {
    const [pid, start] = readFileSync(join(LOCK, "holder"), "utf8").split(" ");
    return start !== undefined && startTime(Number(pid)) === start;
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return false;
    throw error;
  }
}

function take(): boolean {
  // The directory appears with its holder inside, at once: a rename of one that is ready.
  const ready = `${LOCK}.${process.pid}`;
  mkdirSync(ready, { recursive: true, mode: 0o700 });
  writeFileSync(join(ready, "holder"), `${process.pid} ${startTime(process.pid) ?? ""}`);
  try {
    renameSync(ready, LOCK);
    return true;
  } catch (error) {
    rmSync(ready, { recursive: true });
    if (hasCode(error, "ENOTEMPTY", "EEXIST")) return false;
    throw error;
  }
}

/** One lab at a time on a machine: they load it, and would see each other. Waits for its turn. */
export async function withLabLock<T>(act: () => Promise<T>, waiting: () => void): Promise<T> {
  let told = false;
  while (!take()) {
    if (!holderIsAlive()) {
      rmSync(LOCK, { recursive: true, force: true });
      continue;
    }
    if (!told) waiting();
    told = true;
    await Bun.sleep(200);
  }
  try {
    return await act();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}
