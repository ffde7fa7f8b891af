import { statSync } from "node:fs";
import type { Host } from "#contract/host.ts";
import { parseDuration } from "./duration.ts";
import { cliWords } from "./messages.ts";
import { UsageError } from "./usage-error.ts";

export interface HostFlags {
  readonly from?: string;
  readonly root?: string;
  readonly interval: string;
  readonly dockerRoot: readonly string[];
  /** Keep what is read as a snapshot in this folder. */
  readonly record?: string;
}

function directory(path: string): string {
  try {
    if (statSync(path).isDirectory()) return path;
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
  }
  throw new UsageError(cliWords.notADirectory({ path }));
}

/** The host that the flags name, keeping what it reads if they ask for that. */
export async function openHost(flags: HostFlags): Promise<Host> {
  const host = await openSource(flags);
  if (flags.record === undefined) return host;
  const { recordingHost } = await import("#lab/record.ts");
  return recordingHost(host, flags.record);
}

/** This host, one mounted at a directory, or an extracted folder. */
async function openSource(flags: HostFlags): Promise<Host> {
  const intervalSeconds = parseDuration(flags.interval);
  if (flags.from !== undefined && flags.root !== undefined)
    throw new UsageError(cliWords.oneHostOnly());
  if (flags.from !== undefined) {
    const { folderHost } = await import("#host/folder.ts");
    return folderHost([directory(flags.from)], { second: intervalSeconds > 0 });
  }
  const { liveHost } = await import("#host/live.ts");
  const root = flags.root === undefined ? "" : directory(flags.root).replace(/\/+$/, "");
  return liveHost({ root, intervalSeconds, dockerRoots: flags.dockerRoot });
}
