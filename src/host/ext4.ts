import type { BlockDevice } from "./block-device.ts";

const SUPERBLOCK_OFFSET = 1024;
const MAGIC = 0xef53;
const INCOMPAT_META_BG = 0x10;
const INCOMPAT_64BIT = 0x80;
const INCOMPAT_MMP = 0x100;
const COMPAT_ORPHAN_FILE = 0x1000;
const RO_COMPAT_HUGE_FILE = 0x8;
const RO_COMPAT_QUOTA = 0x100;
const RO_COMPAT_BIGALLOC = 0x200;
const RO_COMPAT_PROJECT = 0x2000;
const HUGE_FILE_FLAG = 0x40000;
const BAD_BLOCKS_INODE = 1;
const RESIZE_INODE = 7;
const JOURNAL_INODE = 8;

/** An inode as its table holds it. */
export interface StoredInode {
  readonly links: number;
  readonly bytes: number;
  readonly size: number;
}

/** An ext2, ext3 or ext4 filesystem, read from its device beside the mount: see linux fs/ext4/ext4.h. */
export interface Ext4 {
  readonly blockBytes: number;
  /** Links and bytes of an inode as they lie in its table: what is still to be allocated (delayed) is not in it. */
  inode(number: number): StoredInode | null;
  /**
   * Bytes that statfs(2) counts as used and that no directory leads to: files of the filesystem's own.
   *
   * Superblocks, group descriptors with their reserve, bitmaps, inode tables and the journal are no part of f_blocks, so
   * what is left is the one indirect block of the resize inode, those of the journal, the orphan file, quota files, bad
   * blocks and the block of multi-mount protection. Null if an inode of these cannot be read.
   */
  ownBytes(): number | null;
  /** All files and directories, counted from the inode tables; null where their layout is not the common one. */
  count(deadline: number): InodeCount | null;
}

/** What the inodes with a name take. Those that are deleted and still open have no link, and are not in it. */
export interface InodeCount {
  readonly fileBytes: number;
  readonly directoryBytes: number;
  readonly files: number;
  readonly directories: number;
}

interface Layout {
  readonly blockBytes: number;
  /** What is allocated at a time: a block, unless the filesystem has larger clusters. */
  readonly clusterBytes: number;
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
  const hasClusters = (superblock.getUint32(0x64, true) & RO_COMPAT_BIGALLOC) !== 0;
  return {
    blockBytes: 1024 << superblock.getUint32(0x18, true),
    clusterBytes: 1024 << superblock.getUint32(hasClusters ? 0x1c : 0x18, true),
    firstBlock: superblock.getUint32(0x14, true),
    inodesPerGroup: superblock.getUint32(0x28, true),
    inodeBytes: superblock.getUint16(0x58, true) || 128,
    descriptorBytes: wide ? superblock.getUint16(0xfe, true) : 32,
    incompat,
    hugeFiles: (superblock.getUint32(0x64, true) & RO_COMPAT_HUGE_FILE) !== 0,
  };
}

/** @returns null if the device holds no such filesystem. */
export function openExt4(device: BlockDevice): Ext4 | null {
  const superblock = device.readAt(SUPERBLOCK_OFFSET, 1024);
  if (superblock === null || superblock.getUint16(0x38, true) !== MAGIC) return null;
  const layout = layoutOf(superblock);
  const { blockBytes, inodesPerGroup, inodeBytes } = layout;
  if (blockBytes > 65_536 || inodesPerGroup === 0) return null;
  if (inodeBytes < 128 || inodeBytes > blockBytes || inodeBytes % 128 !== 0) return null;
  const inode = (number: number): StoredInode | null => readInode(device, layout, number);
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
      const [resize, journal] = [inode(RESIZE_INODE), inode(JOURNAL_INODE)];
      if (resize === null || journal === null) return null;
      // Its other blocks are the reserve of group descriptors, which is no part of f_blocks.
      if (resize.bytes > 0) sum += layout.clusterBytes;
      // The journal's content is no part of f_blocks; the blocks that map it are (ext3).
      return sum + Math.max(0, journal.bytes - journal.size);
    },
    count: (deadline) =>
      (layout.incompat & INCOMPAT_META_BG) === 0
        ? countInodes(device, { layout, superblock, deadline })
        : null,
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

function readInode({ readAt }: BlockDevice, layout: Layout, number: number): StoredInode | null {
  const { blockBytes, firstBlock, inodesPerGroup, inodeBytes, descriptorBytes } = layout;
  const group = Math.floor((number - 1) / inodesPerGroup);
  // With meta groups only the first one's descriptors surely lie where all of them did before.
  if (number < 1 || ((layout.incompat & INCOMPAT_META_BG) !== 0 && group > 0)) return null;
  const place = (firstBlock + 1) * blockBytes + group * descriptorBytes;
  const descriptor = readAt(place, Math.max(32, descriptorBytes));
  if (descriptor === null) return null;
  const high = descriptorBytes > 32 ? descriptor.getUint32(0x28, true) : 0;
  const table = (high * 2 ** 32 + descriptor.getUint32(0x8, true)) * blockBytes;
  const inode = readAt(table + ((number - 1) % inodesPerGroup) * inodeBytes, 128);
  if (inode === null) return null;
  const blocks =
    inode.getUint32(0x1c, true) + (layout.hugeFiles ? inode.getUint16(0x74, true) * 2 ** 32 : 0);
  const unit = (inode.getUint32(0x20, true) & HUGE_FILE_FLAG) === 0 ? 512 : blockBytes;
  const size = inode.getUint32(0x4, true) + inode.getUint32(0x6c, true) * 2 ** 32;
  return { links: inode.getUint16(0x1a, true), bytes: blocks * unit, size };
}

const ROOT_INODE = 2;
const FIRST_ORDINARY_INODE = 11;
const RO_COMPAT_CHECKSUMS = 0x10 | 0x400;
const GROUP_INODES_UNUSED = 0x1;
const CHUNK_BYTES = 1 << 20;
const S_IFMT = 0xf000;
const S_IFDIR = 0x4000;

interface Table {
  readonly layout: Layout;
  readonly superblock: DataView;
  readonly deadline: number;
}

/** Where the inodes of a group lie, and how many of them have ever been used. */
function tableOf(group: DataView, { layout, superblock }: Table): Group {
  const wide = layout.descriptorBytes > 32;
  const start =
    (group.getUint32(0x8, true) + (wide ? group.getUint32(0x28, true) * 2 ** 32 : 0)) *
    layout.blockBytes;
  // Without checksums nobody keeps count of what was never used, and the whole table was written when it was made.
  if ((superblock.getUint32(0x64, true) & RO_COMPAT_CHECKSUMS) === 0)
    return { start, used: layout.inodesPerGroup };
  if ((group.getUint16(0x12, true) & GROUP_INODES_UNUSED) !== 0) return { start, used: 0 };
  const unused = group.getUint16(0x1c, true) + (wide ? group.getUint16(0x32, true) * 2 ** 16 : 0);
  return { start, used: Math.max(0, layout.inodesPerGroup - unused) };
}

class InodeSum implements InodeCount {
  fileBytes = 0;
  directoryBytes = 0;
  files = 0;
  directories = 0;
  readonly #layout: Layout;
  readonly #own: ReadonlySet<number>;

  constructor(layout: Layout, own: ReadonlySet<number>) {
    this.#layout = layout;
    this.#own = own;
  }

  /** Adds the inodes of a piece of a table, of which the first has a number. */
  add(bytes: Uint8Array, first: number): void {
    const { inodeBytes } = this.#layout;
    const half = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    for (let at = 0, number = first; at < half.length; at += inodeBytes / 2, number++) {
      // struct ext4_inode: i_mode 0x0, i_links_count 0x1a.
      const mode = half[at] ?? 0;
      const isOrdinary = number >= FIRST_ORDINARY_INODE || number === ROOT_INODE;
      if (mode === 0 || half[at + 0xd] === 0 || !isOrdinary || this.#own.has(number)) continue;
      const taken = this.#taken(half, at);
      if ((mode & S_IFMT) === S_IFDIR) {
        this.directories++;
        this.directoryBytes += taken;
      } else {
        this.files++;
        this.fileBytes += taken;
      }
    }
  }

  /** i_blocks_lo 0x1c, i_flags 0x20, i_blocks_high 0x74. */
  #taken(half: Uint16Array, at: number): number {
    const high = this.#layout.hugeFiles ? (half[at + 0x3a] ?? 0) : 0;
    const blocks = high * 2 ** 32 + (half[at + 0xf] ?? 0) * 2 ** 16 + (half[at + 0xe] ?? 0);
    const isHuge = ((half[at + 0x11] ?? 0) & (HUGE_FILE_FLAG >> 16)) !== 0;
    return blocks * (isHuge ? this.#layout.blockBytes : 512);
  }
}

/** Inodes that tables hold for each one in use, at most: where more lie idle, asking for each file reads less. */
const SLOTS_PER_INODE = 6;
const FEW_SLOTS = 1 << 20;

interface Group {
  readonly start: number;
  readonly used: number;
}

/** The groups of a filesystem; null if they cannot be read, or if the tables are mostly empty. */
function groupsOf(device: BlockDevice, table: Table): readonly Group[] | null {
  const { layout, superblock } = table;
  const { firstBlock, blockBytes, descriptorBytes, inodesPerGroup } = layout;
  const count = superblock.getUint32(0, true);
  const groups: Group[] = [];
  let slots = 0;
  let inUse = count;
  for (let group = 0; group < Math.ceil(count / inodesPerGroup); group++) {
    const place = (firstBlock + 1) * blockBytes + group * descriptorBytes;
    const descriptor = device.readAt(place, Math.max(32, descriptorBytes));
    if (descriptor === null) return null;
    const found = tableOf(descriptor, table);
    groups.push(found);
    slots += found.used;
    const freeHigh = descriptorBytes > 32 ? descriptor.getUint16(0x2e, true) : 0;
    inUse -= freeHigh * 2 ** 16 + descriptor.getUint16(0xe, true);
  }
  return slots <= Math.max(FEW_SLOTS, inUse * SLOTS_PER_INODE) ? groups : null;
}

/** Reads the inode tables from front to back: one large read for thousands of files, in the order of the disk. */
function countInodes(device: BlockDevice, table: Table): InodeCount | null {
  const { layout, superblock, deadline } = table;
  const { inodesPerGroup, inodeBytes } = layout;
  const groups = groupsOf(device, table);
  if (groups === null) return null;
  const sum = new InodeSum(layout, new Set(ownInodes(superblock)));
  const chunk = new Uint8Array(CHUNK_BYTES);
  const perChunk = Math.floor(CHUNK_BYTES / inodeBytes);
  for (const [group, { start, used }] of groups.entries()) {
    if (performance.now() > deadline) return null;
    for (let done = 0; done < used; done += perChunk) {
      const piece = chunk.subarray(0, Math.min(perChunk, used - done) * inodeBytes);
      if (!device.readInto(piece, start + done * inodeBytes)) return null;
      sum.add(piece, group * inodesPerGroup + done + 1);
    }
  }
  return sum;
}
