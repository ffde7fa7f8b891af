import { mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Host } from "#contract/host.ts";
import type { Says } from "#contract/message.ts";
import { fetchCommand } from "#host/command.ts";
import { mayHang } from "#host/locality.ts";
import { isProcfs } from "#host/procfs.ts";
import { visible } from "#text/visible.ts";
import { parseDuration } from "./duration.ts";
import { cliWords } from "./messages.ts";
import { UsageError } from "./usage-error.ts";

export interface HostFlags {
  readonly from?: string;
  readonly root?: string;
  readonly interval: string;
  readonly dockerRoot: readonly string[];
  /** Destinations that may be probed. */
  readonly probe?: readonly string[];
  /** Keep what is read as a snapshot in this folder. */
  readonly record?: string;
  /** Called when not all could be recorded. */
  readonly unrecorded?: (says: Says) => void;
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new UsageError(cliWords.cannotWrite({ path, code: String(error.code) }));
  }
}

const DIRECTORY_LIMIT_SECONDS = 3;

/** A directory that answers. What a hung filesystem holds is asked by a program that can be left behind. */
async function directory(path: string, says: Says): Promise<void> {
  const asked = { kind: "command", argv: ["test", "-d", path] } as const;
  const answers = mayHang(path)
    ? (await fetchCommand(asked, DIRECTORY_LIMIT_SECONDS, "root")).status === "read"
    : isDirectory(path);
  if (answers) return;
  throw new UsageError(says);
}

/** What a snapshot has at its top: one of these at least. */
const SNAPSHOT =
  /^(?:boot|dev|etc|proc|run|sys|usr|var|cmd|walk|netns|mntns|later|casebook\.json)$/;

/** @param isTold the user named what is in it. */
async function snapshot(path: string, isTold: boolean): Promise<string> {
  await directory(path, cliWords.notADirectory({ path }));
  if (isTold || mayHang(path) || readdirSync(path).some((name) => SNAPSHOT.test(name))) return path;
  throw new UsageError(cliWords.notASnapshot({ path }));
}

/** The root directory of a host, without a slash at its end. */
async function rootDirectory(path: string): Promise<string> {
  await directory(path, cliWords.notADirectory({ path }));
  await directory(join(path, "proc"), cliWords.notAHost({ path }));
  return path.replace(/\/+$/, "");
}

/** The host that the flags name, keeping what it reads if they ask for that. */
export async function openHost(flags: HostFlags): Promise<Host> {
  const host = await openSource(flags);
  if (flags.record === undefined) return host;
  makeDirectory(flags.record);
  const { recordingHost } = await import("#lab/record.ts");
  const { record: path, unrecorded } = flags;
  return recordingHost(host, path, (code) =>
    unrecorded?.(cliWords.recordIncomplete({ path: visible(path), code })),
  );
}

/** Where no kernel answers below a root's /proc: a copy of its files, or a disk without its host. */
const copyAt = (root: string): string | null => (root === "" || isProcfs(root) ? null : root);

/** This host, one mounted at a directory, or an extracted folder. */
async function openSource(flags: HostFlags): Promise<Host> {
  const intervalSeconds = parseDuration(flags.interval);
  if (flags.from !== undefined && flags.root !== undefined)
    throw new UsageError(cliWords.oneHostOnly());
  const root = flags.root === undefined ? "" : await rootDirectory(flags.root);
  const copy =
    flags.from === undefined
      ? copyAt(root)
      : await snapshot(flags.from, flags.dockerRoot.length > 0);
  if (copy !== null) {
    const { folderHost } = await import("#host/folder.ts");
    return folderHost([copy], { second: intervalSeconds > 0, dockerRoots: flags.dockerRoot });
  }
  const { liveHost } = await import("#host/live.ts");
  return liveHost({ root, intervalSeconds, dockerRoots: flags.dockerRoot });
}
