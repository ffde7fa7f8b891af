import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("inode-exhaustion", {
  title: { en: "A filesystem has no inodes left", zh: "文件系统的 inode 用尽" },

  full: {
    en: "{point} has no inodes left ({used} in use): no file can be made there, though {free} are free",
    zh: "{point} 的 inode 已用尽（已用 {used} 个），虽然还有 {free} 空间，但无法再创建文件",
  },
  near: {
    en: "{point} uses {fill} of its inodes, and {free} are free: it will run out of inodes first",
    zh: "{point} 的 inode 已用 {fill}，而空间还剩 {free}，inode 会先用尽",
  },

  inodesLabel: { en: "inodes in use", zh: "已用 inode" },
  inodesSays: { en: "{used} of {total}, {fill}", zh: "{used}，总数 {total}，占 {fill}" },
  becauseFull: {
    en: "ours: a filesystem without inodes returns ENOSPC for every new file",
    zh: "Casebook 设定：inode 用尽后，创建任何文件都返回 ENOSPC",
  },
  becauseNear: { en: "ours: worth a look", zh: "Casebook 设定：需要留意" },
  spaceLabel: { en: "space free", zh: "剩余空间" },
  spaceSays: { en: "{free} of {total}", zh: "{free}，总计 {total}" },
  fsLabel: { en: "filesystem", zh: "文件系统" },
  fsSays: { en: "{type} on {source}", zh: "{type}，设备 {source}" },
  fsInside: {
    en: "{type} on {source}, in the mount namespace of process {pid}",
    zh: "{type}，设备 {source}，位于进程 {pid} 的挂载命名空间",
  },
  mostLabel: { en: "most are below", zh: "主要位于" },
  mostSays: { en: "{path}: {below} ({share})", zh: "{path}：{below} 个（{share}）" },
  flatLabel: { en: "one directory alone holds", zh: "单个目录中的文件数" },
  flatSays: { en: "{path}: {entries}", zh: "{path}：{entries} 个" },
  partlyLabel: { en: "counted", zh: "统计范围" },
  partlySays: {
    en: "{counted} of {used}; the rest could not be reached in time",
    zh: "共 {used} 个，已统计 {counted} 个，其余未能在时限内统计",
  },
  pointLabel: { en: "inodes of {point}", zh: "{point} 的 inode" },

  noFilesystem: {
    en: "no filesystem here has a fixed number of inodes",
    zh: "没有 inode 数固定的文件系统",
  },

  makeRoom: {
    en: "find what makes so many files, and remove what is not needed",
    zh: "找出产生大量文件的来源，清理不需要的文件",
  },
  makeRoomStep: {
    en: "look into {path}: sessions, mail queues, caches, spool and temporary files are the usual ones; deleting cannot be undone",
    zh: "检查 {path}：常见的是会话、邮件队列、缓存、spool 和临时文件；删除无法撤销",
  },
  layers: {
    en: "much of it is below a Docker data root: casebook check overlay2-layer-leak tells leaked layers from those in use",
    zh: "其中大部分位于 Docker 数据目录：casebook check overlay2-layer-leak 可区分泄漏的层与在用的层",
  },
  growTmpfs: {
    en: "give the tmpfs twice as many inodes; nothing is interrupted",
    zh: "将该 tmpfs 的 inode 数加倍，不中断业务",
  },
  growTmpfsStep: {
    en: "{point} may hold {value} files from now on",
    zh: "{point} 此后最多可有 {value} 个文件",
  },
  growXfs: {
    en: "let XFS use more of its space for inodes; nothing is interrupted",
    zh: "允许 XFS 用更多空间存放 inode，不中断业务",
  },
  growXfsStep: {
    en: "xfs_growfs -m 50 {point}: up to half of the space may hold inodes (xfs_info shows imaxpct now)",
    zh: "xfs_growfs -m 50 {point}：最多一半空间可存放 inode（当前 imaxpct 见 xfs_info）",
  },
  growExt: {
    en: "ext4 has the inodes that mkfs gave it; a larger device with resize2fs adds some in proportion, or make it anew with mkfs.ext4 -i 8192",
    zh: "ext4 的 inode 数在 mkfs 时就已确定；扩容设备后 resize2fs 会按比例增加，或用 mkfs.ext4 -i 8192 重建",
  },
});
