import type { ReadAt } from "./block-device.ts";

const SUPERBLOCK_OFFSET = 1024;
const MAGIC = 0xef53;
const INCOMPAT_META_BG = 0x10;
const INCOMPAT_64BIT = 0x80;
const INCOMPAT_MMP = 0x100;
const COMPAT_ORPHAN_FILE = 0x1000;
const RO_COMPAT_HUGE_FILE = 0x8;
const RO_COMPAT_QUOTA = 0x100;
const RO_COMPAT_PROJECT = 0x2000;
const HUGE_FILE_FLAG = 0x40000;
const BAD_BLOCKS_INODE = 1;
const RESIZE_INODE = 7;

/** An ext2, ext3 or ext4 filesystem, read from its device beside the mount: see linux fs/ext4/ext4.h. */
export interface Ext4 {
  readonly blockBytes: number;
  /** Links and bytes of an inode as they lie in its table: what is still to be allocated (delayed) is not in it. */
  inode(number: number): { readonly links: number; readonly bytes: number } | null;
  /**
   * Bytes that statfs(2) counts as used and that no directory leads to: files of the filesystem's own.
   *
   * Superblocks, group descriptors with their reserve, bitmaps, inode tables and the journal are no part of f_blocks, so
   * what is left is the one indirect block of the resize inode, the orphan file, quota files, bad blocks and the block
   * of multi-mount protection. Null if an inode of these cannot be read.
   */
  ownBytes(): number | null;
}

interface Layout {
  readonly blockBytes: number;
  readonly firstBlock: number;
  readonly inodesPerGroup: number;
  readonly inodeBytes: number;
  readonly descriptorBytes: number;
  readonly incompat: number;
  readonly hugeFiles: boolean;
}

function layoutOf(superblock: DataView): Layout {
  const incompat = superblock.getUint32(0x60, true);
  const wide = (incompat & INCOMPAT_64BIT) !== 0;
  return {
    blockBytes: 1024 << superblock.getUint32(0x18, true),
    firstBlock: superblock.getUint32(0x14, true),
    inodesPerGroup: superblock.getUint32(0x28, true),
    inodeBytes: superblock.getUint16(0x58, true) || 128,
    descriptorBytes: wide ? superblock.getUint16(0xfe, true) : 32,
    incompat,
    hugeFiles: (superblock.getUint32(0x64, true) & RO_COMPAT_HUGE_FILE) !== 0,
  };
}

/** @returns null if the device holds no such filesystem. */
export function openExt4(readAt: ReadAt): Ext4 | null {
  const superblock = readAt(SUPERBLOCK_OFFSET, 1024);
  if (superblock === null || superblock.getUint16(0x38, true) !== MAGIC) return null;
  const layout = layoutOf(superblock);
  if (layout.blockBytes > 65_536 || layout.inodesPerGroup === 0) return null;
  const inode = (number: number): ReturnType<Ext4["inode"]> => readInode(readAt, layout, number);
  return {
    blockBytes: layout.blockBytes,
    inode,
    ownBytes() {
      let sum = (layout.incompat & INCOMPAT_MMP) === 0 ? 0 : layout.blockBytes;
      for (const number of ownInodes(superblock)) {
        const found = inode(number);
        if (found === null) return null;
        sum += found.bytes;
      }
      const resize = inode(RESIZE_INODE);
      if (resize === null) return null;
      // Its other blocks are the reserve of group descriptors, which is no part of f_blocks.
      return sum + (resize.bytes > 0 ? layout.blockBytes : 0);
    },
  };
}

/** Inodes of the filesystem's own files besides the root, the journal and lost+found. */
function ownInodes(superblock: DataView): number[] {
  const compat = superblock.getUint32(0x5c, true);
  const readOnly = superblock.getUint32(0x64, true);
  const numbers = [BAD_BLOCKS_INODE];
  if ((compat & COMPAT_ORPHAN_FILE) !== 0) numbers.push(superblock.getUint32(0x280, true));
  if ((readOnly & RO_COMPAT_QUOTA) !== 0)
    numbers.push(superblock.getUint32(0x240, true), superblock.getUint32(0x244, true));
  if ((readOnly & RO_COMPAT_PROJECT) !== 0) numbers.push(superblock.getUint32(0x26c, true));
  return numbers.filter((number) => number !== 0);
}

function readInode(
  readAt: ReadAt,
  layout: Layout,
  number: number,
): { links: number; bytes: number } | null {
  const { blockBytes, firstBlock, inodesPerGroup, inodeBytes, descriptorBytes } = layout;
  const group = Math.floor((number - 1) / inodesPerGroup);
  // With meta groups only the first one's descriptors surely lie where all of them did before.
  if (number < 1 || ((layout.incompat & INCOMPAT_META_BG) !== 0 && group > 0)) return null;
  const descriptor = readAt((firstBlock + 1) * blockBytes + group * descriptorBytes, 64);
  if (descriptor === null) return null;
  const high = descriptorBytes > 32 ? descriptor.getUint32(0x28, true) : 0;
  const table = (high * 2 ** 32 + descriptor.getUint32(0x8, true)) * blockBytes;
  const inode = readAt(table + ((number - 1) % inodesPerGroup) * inodeBytes, 128);
  if (inode === null) return null;
  const blocks =
    inode.getUint32(0x1c, true) + (layout.hugeFiles ? inode.getUint16(0x74, true) * 2 ** 32 : 0);
  const unit = (inode.getUint32(0x20, true) & HUGE_FILE_FLAG) === 0 ? 512 : blockBytes;
  return { links: inode.getUint16(0x1a, true), bytes: blocks * unit };
}
