import { bytes } from "#contract/quantity.ts";
import { originAt, type Read } from "#contract/reading.ts";
import { type Balance, closeBalance, type Part } from "#contract/verdict.ts";
import type { DeletedOpenFiles } from "#facts/walk/deleted-open-files.ts";
import type { FilesystemContents } from "#facts/walk/filesystem-contents.ts";
import type { DiskFilesystem } from "#facts/walk/filesystem-usage.ts";
import { words } from "./messages.ts";
import type { Gap } from "./space.ts";

/** The readings that a balance is made of. */
export interface Books {
  readonly deleted: Read<DeletedOpenFiles>;
  readonly usage: Read<readonly DiskFilesystem[]>;
  readonly contents: Read<ReadonlyMap<string, FilesystemContents>> | null;
}

/**
 * Where the used bytes of a filesystem are, or null when not all of it was counted: a part that is only partly known
 * would make a residual that is not there.
 */
export function balanceOf(gap: Gap, books: Books): Balance | null {
  const { filesystem } = gap;
  const { contents, usage, deleted } = books;
  const stored = contents?.value.get(filesystem.device);
  if (!contents || !stored?.complete || stored.root !== "/") return null;
  const counted = originAt(contents, { line: stored.line });
  const asked = originAt(usage, { line: filesystem.line });
  const held = originAt(deleted, gap.files[0] ? { line: gap.files[0].line } : {});
  const hidden = Math.min(gap.hiddenBytes, stored.bytes);
  const part = (
    key: string,
    label: Part["label"],
    value: number,
    origin: Part["origin"],
  ): Part => ({
    key,
    label,
    quantity: bytes(value),
    origin,
  });
  const own = filesystem.own;
  const balance = closeBalance(part("used", words.total(), stored.used, counted), [
    part("files", words.partFiles(), stored.bytes - hidden, counted),
    part("directories", words.partDirectories(), stored.directoryBytes, counted),
    part("deleted-but-open", words.partDeleted(), gap.deletedBytes, held),
    part("hidden-under-mounts", words.partHidden(), hidden, asked),
    ...(own === null ? [] : [part("filesystem", words.partFilesystem(), own, asked)]),
  ]);
  // More was found than is in use: blocks are shared, or not written yet where statfs(2) does not count those (btrfs).
  return Number(balance.residual.value) < -Number(gap.floor.value) ? null : balance;
}
