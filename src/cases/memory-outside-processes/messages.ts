import { defineMessages, type Says } from "#contract/message.ts";

const parts = defineMessages("memory-outside-processes/part", {
  MemTotal: { en: "MemTotal", zh: "MemTotal" },
  MemFree: { en: "MemFree", zh: "MemFree" },
  pcp: { en: "pcp: free, on CPUs' lists", zh: "pcp：空闲，在各 CPU 的链表上" },
  Buffers: { en: "Buffers", zh: "Buffers" },
  Cached: { en: "Cached − Shmem: page cache", zh: "Cached − Shmem：页缓存" },
  SwapCached: { en: "SwapCached", zh: "SwapCached" },
  Shmem: { en: "Shmem: tmpfs, shared memory", zh: "Shmem：tmpfs 与共享内存" },
  AnonPages: { en: "AnonPages: processes", zh: "AnonPages：进程" },
  Slab: { en: "Slab", zh: "Slab" },
  SReclaimable: { en: "SReclaimable: slab caches", zh: "SReclaimable：可回收 slab" },
  SUnreclaim: { en: "SUnreclaim: slab in use", zh: "SUnreclaim：不可回收 slab" },
  KReclaimable: { en: "KReclaimable beyond slab", zh: "KReclaimable（slab 之外）" },
  KernelStack: { en: "KernelStack", zh: "KernelStack" },
  PageTables: { en: "PageTables", zh: "PageTables" },
  SecPageTables: { en: "SecPageTables", zh: "SecPageTables" },
  Percpu: { en: "Percpu", zh: "Percpu" },
  Hugetlb: { en: "Hugetlb: huge page pool", zh: "Hugetlb：大页池" },
  Bounce: { en: "Bounce", zh: "Bounce" },
  WritebackTmp: { en: "WritebackTmp", zh: "WritebackTmp" },
  HardwareCorrupted: { en: "HardwareCorrupted", zh: "HardwareCorrupted" },
  VmallocUsed: { en: "VmallocUsed − stacks", zh: "VmallocUsed（不含内核栈）" },
  zspages: { en: "zspages: zram, zswap", zh: "zspages：zram 与 zswap" },
  sockets: { en: "sockets, outside slab", zh: "套接字（slab 之外）" },
  "zfs-arc": { en: "ZFS ARC, outside slab", zh: "ZFS ARC（slab 之外）" },
  Balloon: { en: "Balloon", zh: "Balloon" },
});

export type PartKey = keyof typeof parts;

export const partLabel = (key: PartKey): Says => parts[key]();

export const memoryWords = defineMessages("memory-outside-processes", {
  // Causes.
  socketBuffers: {
    en: "{amount} of memory ({share} of RAM) sits in the queues of sockets, outside every process",
    zh: "{amount} 内存（占总内存 {share}）积压在套接字队列中，不属于任何进程",
  },
  socketBuffersUnread: {
    en: "{amount} of memory ({share} of RAM) sits in the queues of sockets: {owner} does not read what has arrived",
    zh: "{amount} 内存（占总内存 {share}）积压在套接字队列中：{owner} 没有读取已到达的数据",
  },
  socketBuffersUnsent: {
    en: "{amount} of memory ({share} of RAM) sits in the queues of sockets: the peers do not take what {owner} sends",
    zh: "{amount} 内存（占总内存 {share}）积压在套接字队列中：对端没有接收 {owner} 发送的数据",
  },
  unreclaimableSlab: {
    en: "{amount} of memory ({share} of RAM) is in slab caches that cannot be reclaimed",
    zh: "{amount} 内存（占总内存 {share}）在不可回收的 slab 中",
  },
  unreclaimableSlabNamed: {
    en: "{amount} of memory ({share} of RAM) is in slab caches that cannot be reclaimed, the most in {cache}: {size}",
    zh: "{amount} 内存（占总内存 {share}）在不可回收的 slab 中，最大的是 {cache}：{size}",
  },
  tmpfs: {
    en: "{amount} of memory ({share} of RAM) is shared memory that no process maps: files in tmpfs, or segments left behind",
    zh: "{amount} 内存（占总内存 {share}）是没有进程映射的共享内存：tmpfs 文件或遗留的共享内存段",
  },
  tmpfsNamed: {
    en: "{amount} of memory ({share} of RAM) is files in tmpfs, which no process holds: {size} in {mount}",
    zh: "{amount} 内存（占总内存 {share}）是 tmpfs 中的文件，不属于任何进程：{mount} 占 {size}",
  },
  tmpfsUnsplit: {
    en: "{amount} of memory ({share} of RAM) is Shmem; /proc/PID/smaps_rollup, read as root, tells whether processes map it or it is files in tmpfs",
    zh: "{amount} 内存（占总内存 {share}）是 Shmem；以 root 读取 /proc/PID/smaps_rollup 可区分是被进程映射还是 tmpfs 文件",
  },
  hugePagesUnused: {
    en: "{amount} of memory ({share} of RAM) is set aside for huge pages that nobody uses",
    zh: "{amount} 内存（占总内存 {share}）预留给了无人使用的大页",
  },
  hugePagesUsed: {
    en: "{amount} of memory ({share} of RAM) is in the huge page pool, and {available} is all that is available beside it",
    zh: "{amount} 内存（占总内存 {share}）在大页池中，其余可用内存仅 {available}",
  },
  pageTables: {
    en: "{amount} of memory ({share} of RAM) is page tables: many processes map the same large memory in small pages",
    zh: "{amount} 内存（占总内存 {share}）是页表：大量进程以小页映射同一块大内存",
  },
  vmalloc: {
    en: "{amount} of memory ({share} of RAM) was taken by the kernel itself with vmalloc",
    zh: "{amount} 内存（占总内存 {share}）由内核通过 vmalloc 占用",
  },
  percpu: {
    en: "{amount} of memory ({share} of RAM) is per-CPU data of the kernel",
    zh: "{amount} 内存（占总内存 {share}）是内核的 per-CPU 数据",
  },
  unaccounted: {
    en: "{amount} of memory ({share} of RAM) is in no account of the kernel: no process, cache, slab or socket holds it",
    zh: "{amount} 内存（占总内存 {share}）不在内核的任何账目中：不属于进程、缓存、slab 或套接字",
  },
  unaccountedUnless: {
    en: "{amount} of memory ({share} of RAM) is in no account that this kernel tells; what it does not tell: {names}",
    zh: "{amount} 内存（占总内存 {share}）不在该内核提供的任何账目中；该内核未提供：{names}",
  },

  // Values.
  is: { en: "{amount}", zh: "{amount}" },
  atMost: { en: "at most {amount} (RSS)", zh: "至多 {amount}（RSS）" },
  ofRam: { en: "{amount}, {share} of RAM", zh: "{amount}，占内存 {share}" },
  holder: { en: "{name}: {amount}", zh: "{name}：{amount}" },
  balance: { en: "{amount}, in these parts", zh: "{amount}，由以下各项组成" },
  availableLabel: { en: "MemAvailable", zh: "MemAvailable" },
  availableEstimate: {
    en: "at most {amount}, {share} of RAM (free + caches)",
    zh: "至多 {amount}，占内存 {share}（空闲加缓存）",
  },
  processesLabel: { en: "processes, PSS", zh: "进程 PSS" },
  processes: {
    en: "{amount} in {count} {count:process|processes}",
    zh: "{count} 个进程共 {amount}",
  },
  processesPartly: {
    en: "{amount} in {count} {count:process|processes}; {unread} unreadable: at most {rest}",
    zh: "{count} 个进程共 {amount}；另有 {unread} 个无法读取，至多 {rest}",
  },
  processesRss: {
    en: "at most {amount} in {count} {count:process|processes} (RSS)",
    zh: "{count} 个进程至多 {amount}（RSS）",
  },
  untoldLabel: { en: "not told, so in the rest", zh: "未提供（计入余额）" },
  untold: { en: "{names}", zh: "{names}" },
  pageSizeLabel: { en: "page size", zh: "页大小" },
  pageSizeAssumed: {
    en: "{size}, assumed: nothing tells it",
    zh: "{size}（假定值，快照中没有依据）",
  },
  protocolLabel: { en: "{protocol} sockets", zh: "{protocol} 套接字" },
  protocolLimited: {
    en: "{amount} ({pages} pages), pressure from {limit}",
    zh: "{amount}（{pages} 页），压力阈值 {limit}",
  },
  protocolUnlimited: { en: "{amount} ({pages} pages)", zh: "{amount}（{pages} 页）" },
  queuesLabel: { en: "payload in queues", zh: "队列中的数据" },
  queues: { en: "{amount} in {count} {count:socket|sockets}", zh: "{count} 个套接字共 {amount}" },
  queueOwner: {
    en: "{receive} unread, {send} unsent; {largest}",
    zh: "未读 {receive}，未发完 {send}；{largest}",
  },
  socketsInSlabLabel: { en: "sockets, inside slab", zh: "套接字（slab 之内）" },
  residualLabel: { en: "unexplained rest", zh: "未能解释的余额" },
  residual: { en: "{amount}; up to {limit} is usual", zh: "{amount}；{limit} 以内属正常" },
  balloonLabel: { en: "balloon driver", zh: "气球驱动" },
  balloon: {
    en: "holds {amount}: the hypervisor may have taken it",
    zh: "占有 {amount}：可能已被虚拟化平台收回",
  },
  slabLabel: { en: "SUnreclaim, without sockets", zh: "SUnreclaim（不含套接字）" },
  cachesLabel: { en: "slab caches", zh: "slab 缓存" },
  largestCache: { en: "{cache}: {amount}", zh: "{cache}：{amount}" },
  cache: {
    en: "{amount}, {count} {count:object|objects} of {size}",
    zh: "{amount}，{count} 个对象，每个 {size}",
  },
  tmpfsLabel: { en: "Shmem that nobody maps", zh: "无进程映射的 Shmem" },
  shmemLabel: { en: "Shmem, mapped or not", zh: "Shmem（含被映射部分）" },
  mountsLabel: { en: "tmpfs", zh: "tmpfs" },
  mounts: { en: "{amount} on {count} tmpfs", zh: "{count} 个 tmpfs 共 {amount}" },
  mountPoint: { en: "{mount}", zh: "{mount}" },
  mountPointOf: {
    en: "{mount} in the mount namespace of {process}",
    zh: "{process} 的挂载命名空间中的 {mount}",
  },
  mountOf: { en: "{amount} of {size}", zh: "{amount}，上限 {size}" },
  hugeLabel: { en: "unused huge pages", zh: "未使用的大页" },
  hugePool: {
    en: "{total} pages of {size}, {unused} unused",
    zh: "{total} 个 {size} 大页，其中 {unused} 个未使用",
  },
  pageTablesLabel: { en: "VmPTE, the most", zh: "VmPTE 最多的进程" },
  vmallocLabel: { en: "vmalloc callers", zh: "vmalloc 调用者" },
  areas: { en: "{amount} in {count} areas", zh: "{count} 个区域共 {amount}" },
  reclaimableLabel: { en: "SReclaimable, no leak", zh: "SReclaimable（不是泄漏）" },
  reclaimable: { en: "shrinks when memory is wanted", zh: "内存紧张时会被回收" },
  dentries: {
    en: "{count} dentries, {negative} of them negative: they go when memory is wanted",
    zh: "{count} 个 dentry，其中 {negative} 个为 negative：内存紧张时会被回收",
  },
  listsLabel: { en: "pcp lists, no leak", zh: "pcp 链表（不是泄漏）" },
  lists: {
    en: "{amount} is free, but in neither MemFree nor MemAvailable",
    zh: "{amount} 是空闲内存，但不计入 MemFree 和 MemAvailable",
  },
  arcLabel: { en: "ZFS ARC, no leak", zh: "ZFS ARC（不是泄漏）" },
  arc: { en: "{amount}; it shrinks when memory is wanted", zh: "{amount}；内存紧张时会收缩" },

  // Limits.
  pressureBecause: {
    en: "from {pages} pages on (the second number of {name}) the kernel shrinks every socket's buffers",
    zh: "达到 {pages} 页（{name} 的第二个值）后内核会压缩所有套接字的缓冲区",
  },
  residualBecause: {
    en: "ours: hosts at rest have less than 0.5 % of RAM in no account; 3 %, and no less than 512 MiB, is far above",
    zh: "经验值：空闲主机不在账目中的内存不到 0.5 %；3 % 且不少于 512 MiB 已远高于此",
  },
  slabBecause: {
    en: "ours: a tenth of RAM in kernel objects, and no less than 256 MiB, is far above what a busy host needs",
    zh: "经验值：内核对象占内存十分之一且不少于 256 MiB，已远超繁忙主机所需",
  },
  tmpfsBecause: {
    en: "ours: a tenth of RAM that no process holds and, without swap, nothing can evict",
    zh: "经验值：内存的十分之一不属于任何进程，没有 swap 时也无法被换出",
  },
  hugeBecause: {
    en: "ours: a tenth of RAM that serves nobody",
    zh: "经验值：内存的十分之一没有任何用处",
  },
  kernelBecause: {
    en: "ours: hosts at rest have well below 1 % of RAM here; a twentieth, and no less than 128 MiB, is not usual",
    zh: "经验值：空闲主机此项远低于内存的 1 %；达到二十分之一且不少于 128 MiB 即不正常",
  },

  // Why nothing can be said.
  fieldsMissing: {
    en: "/proc/meminfo lacks {names}: without them there is no balance; take the whole file",
    zh: "/proc/meminfo 缺少 {names}，无法做账；请提供完整文件",
  },
  notOneMachine: {
    en: "/proc/meminfo tells of {total}, /proc/zoneinfo of {managed}: not one machine's (lxcfs gives containers a meminfo of their own); run it on the host",
    zh: "/proc/meminfo 为 {total}，/proc/zoneinfo 为 {managed}，不是同一台机器的数据（lxcfs 会给容器提供单独的 meminfo）；请在主机上运行",
  },
  noSocketMemory: {
    en: "/proc/net/sockstat shows no memory of TCP or UDP: take the whole file",
    zh: "/proc/net/sockstat 中没有 TCP 或 UDP 的 mem；请提供完整文件",
  },
  tooMuchSocketMemory: {
    en: "/proc/net/sockstat tells of {amount} in sockets, more than all memory ({total}): not one machine's",
    zh: "/proc/net/sockstat 显示套接字占用 {amount}，超过全部内存（{total}），不是同一台机器的数据",
  },
  listsMissing: {
    en: "/proc/zoneinfo is not whole: the free pages on lists that it does not show may be the rest; take the whole file",
    zh: "/proc/zoneinfo 不完整：缺少的 pcp 链表上的空闲页可能就是差额；请采集完整文件",
  },
  overdrawn: {
    en: "the parts of /proc/meminfo exceed its MemTotal of {total} by {excess}: not one kernel's numbers; run it on the host",
    zh: "/proc/meminfo 各项之和超出 MemTotal（{total}）{excess}，不是同一内核的数据；请在主机上运行",
  },
});
