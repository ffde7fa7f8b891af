import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("space-exhaustion", {
  title: {
    en: "What “No space left on device” can mean here",
    zh: "“No space left on device” 的各种可能原因",
  },

  filesystemFull: {
    en: "{point} is full: {available} of {total} are left",
    zh: "{point} 空间已满：总计 {total}，剩余 {available}",
  },
  memoryFull: {
    en: "{point} (tmpfs) is full: {available} of {total} are left; it holds memory, not disk",
    zh: "{point}（tmpfs）已满：总计 {total}，剩余 {available}；它占用的是内存而不是磁盘",
  },
  filesystemNear: {
    en: "{point} is nearly full: {available} of {total} are left",
    zh: "{point} 空间即将用尽：总计 {total}，剩余 {available}",
  },
  reserved: {
    en: "{point} is full for all but root: the {free} that are free are reserved",
    zh: "{point} 对普通用户已满：剩余的 {free} 是为 root 保留的",
  },
  btrfs: {
    en: "{point} (btrfs) has no room for metadata: {free} are free, in chunks set aside for data",
    zh: "{point}（btrfs）没有空间存放元数据：虽有 {free} 空闲，但都在已分给数据的块组中",
  },
  thinData: {
    en: "thin pool {name} is full ({fill}): what is written waits or fails, however empty the filesystem is",
    zh: "精简池 {name} 已满（{fill}），无论文件系统多空，写入都会挂起或失败",
  },
  thinMetadata: {
    en: "the metadata of thin pool {name} are full ({fill}): the pool goes read-only",
    zh: "精简池 {name} 的元数据已满（{fill}），池会变为只读",
  },
  resource: {
    en: "{what}: {used} of {limit} ({fill})",
    zh: "{what}：已用 {used}，上限 {limit}（{fill}）",
  },
  directory: {
    en: "a directory on {device} has an index that is full: no file can be made in it, and elsewhere on the filesystem it can",
    zh: "{device} 上有目录的索引已满：该目录中无法再创建文件，而同一文件系统的其他目录可以",
  },

  memoryCgroups: {
    en: "memory cgroups (with dying)",
    zh: "内存 cgroup（含未释放的）",
  },
  semaphoreSets: { en: "semaphore sets (System V)", zh: "信号量集（System V）" },
  semaphores: { en: "semaphores (System V)", zh: "信号量（System V）" },
  segments: { en: "shared memory segments (System V)", zh: "共享内存段（System V）" },
  sharedPages: { en: "pages of shared memory (System V)", zh: "共享内存页（System V）" },
  queues: { en: "message queues (System V)", zh: "消息队列（System V）" },
  mqueues: { en: "message queues (POSIX)", zh: "消息队列（POSIX）" },
  terminals: { en: "pseudo-terminals", zh: "伪终端" },
  keys: { en: "kernel keys of user {uid}", zh: "用户 {uid} 的内核密钥" },
  keyBytes: { en: "bytes in kernel keys of user {uid}", zh: "用户 {uid} 的内核密钥字节数" },

  usedSays: { en: "{used} of {limit}, {fill}", zh: "{used}，上限 {limit}，占 {fill}" },
  roomLabel: { en: "room on {point}", zh: "{point} 剩余空间" },
  roomSays: { en: "{available} of {total}", zh: "{available}，总计 {total}" },
  plain: { en: "{value}", zh: "共 {value}" },
  freeLabel: { en: "free to root", zh: "root 可用" },
  typeLabel: { en: "filesystem", zh: "文件系统" },
  typeSays: { en: "{type} on {source}", zh: "{type}，设备 {source}" },
  typeInside: {
    en: "{type} on {source}, in the mount namespace of process {pid}",
    zh: "{type}，设备 {source}，位于进程 {pid} 的挂载命名空间",
  },
  chunksLabel: { en: "not set aside yet", zh: "尚未分配的空间" },
  chunksSays: { en: "{bytes} of the devices of {uuid}", zh: "{uuid} 的设备上 {bytes}" },
  metadataLabel: { en: "metadata chunks", zh: "元数据块组" },
  metadataSays: { en: "{used} of {allocated} used", zh: "已用 {used}，已分配 {allocated}" },
  logLabel: { en: "the kernel said", zh: "内核日志" },
  logSays: { en: "{count} {count:time|times}: {text}", zh: "{count} 次：{text}" },
  quoted: { en: "{text}", zh: "状态 {text}" },
  poolLabel: { en: "blocks of {name}", zh: "{name} 的块" },
  modeLabel: { en: "the pool is", zh: "池的状态" },

  becauseRoom: {
    en: "ours: what is left is too little for a block of each file being written",
    zh: "Casebook 设定：剩余空间已不够正在写入的文件使用",
  },
  becauseLimit: {
    en: "the kernel's limit; from 95 % on the next request may be refused",
    zh: "内核上限，达到 95 % 后随时可能被拒绝",
  },

  uncheckedLabel: { en: "not checked here", zh: "此处未检查" },
  uncheckedSays: {
    en: "what the kernel does not tell: epoll watches, fanotify marks, hardware breakpoints, empty cpusets, keyrings of other namespaces",
    zh: "内核不提供的：epoll 监视数、fanotify 标记、硬件断点、空 cpuset、其他命名空间的密钥环",
  },
  quotaLabel: { en: "quotas are on", zh: "已启用配额" },
  quotaSays: {
    en: "{points}: a user or project may be out of room (repquota -a; xfs_quota -x -c report)",
    zh: "{points}：某个用户或项目可能已超限（repquota -a；xfs_quota -x -c report）",
  },
  elsewhereLabel: { en: "checked by other cases", zh: "由其他案例检查" },
  elsewhereSays: { en: "{cases}", zh: "案例 {cases}" },

  raise: { en: "raise the limit; nothing is interrupted", zh: "调高上限，不中断业务" },
  raiseStep: { en: "{name} becomes {value}", zh: "将 {name} 设为 {value}" },
  whoHolds: { en: "find who holds them: {command}", zh: "查明持有者：{command}" },
  makeRoom: { en: "make room, or grow the filesystem", zh: "清理空间或扩容" },
  makeRoomStep: {
    en: "du -xh {point} | sort -rh | head shows what is large; casebook check disk-usage-gap finds what du does not see",
    zh: "du -xh {point} | sort -rh | head 可找出大文件；casebook check disk-usage-gap 可找出 du 看不到的部分",
  },
  growTmpfs: {
    en: "give the tmpfs twice its size; it takes memory",
    zh: "将该 tmpfs 的大小加倍，会占用内存",
  },
  growTmpfsStep: {
    en: "{point} may hold {bytes} from now on",
    zh: "{point} 此后最多可存放 {bytes}",
  },
  useReserve: {
    en: "lower the share that is reserved for root; fragmentation grows on a full filesystem",
    zh: "降低为 root 保留的比例；文件系统接近满时碎片会增多",
  },
  useReserveStep: {
    en: "tune2fs -m 1 {source}: one per cent stays reserved",
    zh: "tune2fs -m 1 {source}：只保留 1 %",
  },
  balance: {
    en: "give empty data chunks back, so that metadata can have them",
    zh: "回收空的数据块组，供元数据使用",
  },
  balanceStep: {
    en: "btrfs balance start -dusage=5 {point} (then 10, 20); if even that has no room, add a small device for the time being",
    zh: "btrfs balance start -dusage=5 {point}（再依次 10、20）；如果仍没有空间，可临时添加一个小设备",
  },
  growPool: {
    en: "grow the pool, or give blocks back with fstrim",
    zh: "扩容精简池，或用 fstrim 归还空闲块",
  },
  growPoolStep: {
    en: "lvextend -L +10G VG/POOL (--poolmetadatasize for metadata); then fstrim on the filesystems in it",
    zh: "lvextend -L +10G VG/POOL（元数据用 --poolmetadatasize），然后对其中的文件系统执行 fstrim",
  },
  largeDir: {
    en: "spread the files over directories, or allow a third level of the index",
    zh: "把文件分散到多个目录，或允许第三级索引",
  },
  largeDirStep: {
    en: "tune2fs -O large_dir /dev/{device} (Linux 4.13); it cannot be taken back easily",
    zh: "tune2fs -O large_dir /dev/{device}（Linux 4.13 起），不易撤销",
  },
  dropCaches: {
    en: "let go of removed groups that only cached pages hold; files are read again from disk",
    zh: "释放仅被页缓存引用的已删除 cgroup；文件需要重新从磁盘读取",
  },
  dropCachesStep: { en: "write back and drop clean caches", zh: "写回并丢弃干净的缓存" },

  nothingSeen: { en: "none of its resources could be read", zh: "所有资源都无法读取" },
});
