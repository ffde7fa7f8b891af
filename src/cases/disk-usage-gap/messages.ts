import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("disk-usage-gap", {
  deleted: {
    en: "{bytes} of {point} are taken by deleted files that are still open: df counts them, du cannot see them; most is held by {holder}",
    zh: "{point} 上有 {bytes} 被已删除但仍打开的文件占用：df 计入，du 看不到；主要持有者：{holder}",
  },
  deletedPerhaps: {
    en: "up to {bytes} of {point} are taken by deleted files; their holes cannot be told: debugfs or xfs_db on the device would; most is held by {holder}",
    zh: "{point} 上最多有 {bytes} 被已删除的文件占用，空洞大小无法得知，可用 debugfs 或 xfs_db 查看设备确认；主要持有者：{holder}",
  },
  hidden: {
    en: "{bytes} of {point} lie hidden under the mount on {mount}: df counts them, no path leads to them",
    zh: "{point} 上有 {bytes} 被挂载点 {mount} 遮住：df 计入，但没有路径可以访问",
  },
  hiddenMore: {
    en: "{bytes} of {point} lie hidden under {count} {count:mount|mounts}, most under {mount}: df counts them, no path leads to them",
    zh: "{point} 上有 {bytes} 被 {count} 个挂载点遮住，其中 {mount} 最多：df 计入，但没有路径可以访问",
  },
  process: { en: "{comm} (pid {pid})", zh: "进程 {comm}（pid {pid}）" },
  processOf: {
    en: "{comm} (pid {pid}) in container {container}",
    zh: "容器 {container} 中的进程 {comm}（pid {pid}）",
  },
  loop: { en: "loop device {name}", zh: "loop 设备 {name}" },
  swap: { en: "swap", zh: "交换空间" },
  someone: { en: "somebody", zh: "某个进程" },

  used: { en: "in use (df)", zh: "已用（df）" },
  usedOf: { en: "{used} of {total}, {share}", zh: "共 {total}，已用 {used}，{share}" },
  deletedOpen: { en: "deleted, still open", zh: "已删除但仍打开" },
  filesHeld: { en: "{bytes} in {count} {count:file|files}", zh: "{count} 个文件，共 {bytes}" },
  oneHeld: { en: "{bytes} in one file", zh: "1 个文件，{bytes}" },
  heldBy: { en: "{bytes}, {holder}, {as}", zh: "{bytes}，{holder}，{as}" },
  heldByMore: {
    en: "{bytes}, {holder}, {as}, and {count} more",
    zh: "{bytes}，{holder}，{as}，另有 {count} 处",
  },
  descriptor: { en: "descriptor {number}", zh: "文件描述符 {number}" },
  mapped: { en: "mapped, no descriptor", zh: "内存映射，无文件描述符" },
  running: { en: "the program it runs", zh: "正在运行的程序文件" },
  directory: { en: "working or root directory", zh: "工作目录或根目录" },
  backing: { en: "backing file", zh: "后备文件" },
  holder: { en: "held by", zh: "持有者" },
  holderSum: { en: "{holder}: {bytes}", zh: "{holder}：{bytes}" },
  holderUnit: { en: "{holder}, {unit}: {bytes}", zh: "{holder}，{unit}：{bytes}" },
  floorDeleted: {
    en: "1 % of the filesystem, at least 4 MiB and at most 10 GiB: less is the usual turnover of temporary files",
    zh: "文件系统容量的 1 %（不低于 4 MiB，不高于 10 GiB）；更少属于临时文件的正常周转",
  },
  floorHidden: {
    en: "1 % of the filesystem, at least 4 MiB and at most 10 GiB: less is what an installer leaves in a mount point",
    zh: "文件系统容量的 1 %（不低于 4 MiB，不高于 10 GiB）；更少通常是安装程序留在挂载点目录里的文件",
  },

  hiddenUnder: { en: "hidden under mounts", zh: "挂载点下隐藏" },
  hiddenSum: { en: "{bytes} in {files} {files:file|files}", zh: "{files} 个文件，共 {bytes}" },
  hiddenOne: { en: "{bytes} in one file", zh: "1 个文件，{bytes}" },
  hiddenAtLeast: { en: "at least {bytes}, files: {files}", zh: "至少 {files} 个文件，共 {bytes}" },
  reserved: { en: "reserved for root", zh: "为 root 保留" },
  reservedIs: {
    en: "{bytes}: free to root, so df shows less as available",
    zh: "{bytes}：仅 root 可用，df 的可用空间不含这部分",
  },
  withheld: { en: "free but not available", zh: "空闲但不可用" },
  withheldIs: {
    en: "{bytes}: the filesystem keeps it for itself",
    zh: "{bytes}：文件系统留作自用",
  },
  overhead: { en: "outside of df", zh: "df 之外" },
  overheadIs: {
    en: "{bytes} of the device: journal, inode tables, bitmaps",
    zh: "设备上的 {bytes}：日志、inode 表、位图",
  },
  again: { en: "shown again", zh: "重复显示" },
  againAt: {
    en: "at {point}: a du that meets both counts its files twice",
    zh: "{point}：du 若同时经过两处，会重复计算其中的文件",
  },
  againAtMore: {
    en: "at {point} and {count} more: a du that meets them counts its files again",
    zh: "{point} 等，另有 {count} 处：du 若经过这些位置，会重复计算其中的文件",
  },
  below: { en: "mounted below", zh: "下层挂载" },
  belowSays: {
    en: "{bytes} on other filesystems ({count}): du without -x counts them too",
    zh: "其他文件系统（{count} 个）上有 {bytes}：du 不带 -x 时也会计入",
  },
  unread: { en: "not seen", zh: "未能查看" },
  unreadIs: {
    en: "descriptors of {count} {count:process|processes}: run as root for the whole sum",
    zh: "{count} 个进程的文件描述符：请用 root 运行以得到完整数值",
  },
  refusedIs: {
    en: "{count} of the processes refuse even CAP_SYS_PTRACE",
    zh: "{count} 个进程，即使有 CAP_SYS_PTRACE 也被拒绝",
  },
  shared: { en: "shared extents", zh: "共享区段" },
  sharedIs: {
    en: "{type} may store one block for several files, and keeps metadata of its own: the parts need not add up",
    zh: "{type} 可能让多个文件共享同一数据块，并有自己的元数据：各部分之和不一定等于总量",
  },

  total: { en: "in use (df)", zh: "已用（df）" },
  partFiles: { en: "files", zh: "文件" },
  partDirectories: { en: "directories", zh: "目录" },
  partDeleted: { en: "deleted, still open", zh: "已删除但仍打开" },
  partHidden: { en: "hidden under mounts", zh: "挂载点下隐藏" },
  partFilesystem: { en: "the filesystem itself", zh: "文件系统自身" },

  ofFilesystem: { en: "on {point}", zh: "{point} 上" },
  quiet: {
    en: "{used} used, {deleted} deleted but open, {hidden} hidden",
    zh: "已用 {used}，已删除但仍打开 {deleted}，隐藏 {hidden}",
  },
  closed: {
    en: "{used} used, {stored} in files and directories, residual {rest}",
    zh: "已用 {used}，文件与目录 {stored}，余额 {rest}",
  },
  mostDeleted: { en: "most deleted but open", zh: "已删除但仍打开最多" },
  mostHidden: { en: "most hidden under mounts", zh: "挂载点下隐藏最多" },
  at: { en: "{bytes} on {point}", zh: "{point} 上 {bytes}" },

  noDisk: {
    en: "no filesystem on a block device is mounted here",
    zh: "此处没有挂载任何块设备上的文件系统",
  },
  needsPtrace: {
    en: "descriptors of {count} {count:process|processes} of other users could not be seen: run as root, or grant CAP_SYS_PTRACE",
    zh: "有 {count} 个其他用户的进程的文件描述符看不到：请用 root 运行，或授予 CAP_SYS_PTRACE",
  },
  needsUnsized: {
    en: "{count} memory maps of deleted files could not be sized: run as root, or grant CAP_SYS_ADMIN",
    zh: "有 {count} 处已删除文件的内存映射无法得知大小：请用 root 运行，或授予 CAP_SYS_ADMIN",
  },
  unexplained: {
    en: "{bytes} in use on {point} belong to nothing that was seen: a file held out of sight (in a socket's queue, by io_uring) or a damaged filesystem; fsck tells",
    zh: "{point} 上已用空间中有 {bytes} 找不到归属：可能是看不到的文件（在套接字队列中或被 io_uring 持有），或文件系统损坏；可用 fsck 确认",
  },
  needsAdmin: {
    en: "what lies under the mount points of {point} could not be seen: run as root, or grant CAP_SYS_ADMIN",
    zh: "{point} 的挂载点之下的内容看不到：请用 root 运行，或授予 CAP_SYS_ADMIN",
  },
  needsView: {
    en: "what {point} holds under its mount points cannot be seen: something is mounted over {point} itself, or the kernel allows no private view of it",
    zh: "{point} 的挂载点之下的内容看不到：{point} 本身被其他挂载遮住，或内核不允许建立私有视图",
  },

  reopen: {
    en: "makes {holder} open its files anew; the space is free at once, and the content of the deleted files is gone",
    zh: "让持有者重新打开文件，空间立即释放，已删除文件的内容随之消失。持有者：{holder}",
  },
  reload: {
    en: "first try to make it reopen its logs: systemctl reload {unit}, or the signal that its manual names (nginx: kill -USR1 {pid}; rsyslogd: kill -HUP {pid})",
    zh: "先尝试让它重新打开日志：systemctl reload {unit}，或发送其手册中说明的信号（nginx：kill -USR1 {pid}；rsyslogd：kill -HUP {pid}）",
  },
  signal: {
    en: "first try the signal that its manual names for reopening logs (nginx: kill -USR1 {pid}; rsyslogd: kill -HUP {pid})",
    zh: "先尝试发送其手册中用于重新打开日志的信号（nginx：kill -USR1 {pid}；rsyslogd：kill -HUP {pid}）",
  },
  restartUnit: { en: "if that does not help, restart the unit", zh: "若无效，则重启该服务单元" },
  restartProcess: {
    en: "if that does not help, restart {holder} the way it was started",
    zh: "若无效，则按原来的启动方式重启：{holder}",
  },
  restartContainer: {
    en: "if that does not help: docker restart {container}",
    zh: "若无效：docker restart {container}",
  },
  truncate: {
    en: "empties the open files of {holder} while it runs: only for logs, never for a database",
    zh: "在进程运行时清空其打开的文件：仅适用于日志，切勿用于数据库。持有者：{holder}",
  },
  copyFirst: {
    en: "keep a copy on another filesystem: cp --sparse=always {source} /another/filesystem/{name}",
    zh: "先在另一个文件系统上保留副本：cp --sparse=always {source} /另一个文件系统/{name}",
  },
  truncateFile: {
    en: "cut {path} to nothing; the writer goes on at its old offset, which leaves a hole unless it appends",
    zh: "将 {path} 截断为空；写入者会从原偏移继续写，若非追加方式则留下空洞",
  },
  detach: {
    en: "gives the backing files of loop devices free",
    zh: "释放 loop 设备的后备文件",
  },
  unmountLoop: {
    en: "unmount what is mounted from {device} (findmnt -S {device}), or stop what uses it",
    zh: "卸载来自 {device} 的挂载（findmnt -S {device}），或停止使用它的程序",
  },
  detachLoop: { en: "detach {device}", zh: "分离 {device}" },
  swapOff: {
    en: "switch the deleted swap file off: swapoff -a, then swapon -a, while memory has room for what is swapped out",
    zh: "停用已删除的交换文件：在内存足够容纳已换出内容时执行 swapoff -a，再执行 swapon -a",
  },
  clean: {
    en: "looks at the hidden files through a bind mount, and removes or moves them there",
    zh: "通过绑定挂载查看被遮住的文件，并在那里删除或移走",
  },
  enterFirst: {
    en: "enter the mount namespace that shows it: nsenter --target={pid} --mount",
    zh: "进入能看到它的挂载命名空间：nsenter --target={pid} --mount",
  },
  bindView: {
    en: "show the filesystem without the mounts on it: mkdir -p {view} && mount --bind {point} {view}",
    zh: "显示不带上层挂载的文件系统：mkdir -p {view} && mount --bind {point} {view}",
  },
  lookThere: {
    en: "look, before anything is removed: du -xsh {path} && ls -la {path}",
    zh: "删除之前先查看：du -xsh {path} && ls -la {path}",
  },
  moveThere: {
    en: "move what is still needed to the mounted filesystem or elsewhere; remove the rest by name",
    zh: "把仍需要的文件移到上面挂载的文件系统或别处，其余按文件名删除",
  },
  unbind: {
    en: "at the end: umount {view} && rmdir {view}",
    zh: "最后：umount {view} && rmdir {view}",
  },
});
