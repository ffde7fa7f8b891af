import { defineMessages } from "#contract/message.ts";

/** What can be done. */
export const remedyWords = defineMessages("memory-outside-processes/remedy", {
  findReader: { en: "make the program read, or end it", zh: "让程序读取数据，或结束它" },
  restartReaderStep: {
    en: "See why {comm} (pid {pid}) does not drain its sockets (cat /proc/{pid}/stack, strace -f -p {pid}); its end frees the memory at once",
    zh: "查明 {comm}（pid {pid}）为何不处理套接字数据（cat /proc/{pid}/stack、strace -f -p {pid}）；进程结束后内存立即释放",
  },
  findReaderStep: {
    en: "Find the full queues as root in every network namespace (ss -tunap, Recv-Q and Send-Q); a full Recv-Q means that the program does not read, a full Send-Q that its peer does not",
    zh: "以 root 在每个网络命名空间中查看积压的队列（ss -tunap 的 Recv-Q 与 Send-Q）；Recv-Q 满说明本程序不读，Send-Q 满说明对端不读",
  },
  raiseMarks: {
    en: "double {name}, so that other connections are not throttled meanwhile",
    zh: "将 {name} 加倍，避免其他连接同时被限流",
  },
  raiseMarksStep: {
    en: "Sockets may then hold up to {amount}; this buys time and frees nothing",
    zh: "此后套接字最多可占用 {amount}；这只是争取时间，不会释放内存",
  },
  capBuffers: {
    en: "cap how much one socket may hold",
    zh: "限制单个套接字可占用的内存",
  },
  capBuffersStep: {
    en: "Lower the third number of net.ipv4.tcp_rmem and tcp_wmem in the program's network namespace (UDP: net.core.rmem_max), and set TCP_USER_TIMEOUT or keepalive in the program; sockets that are full stay so until they close",
    zh: "在程序所在的网络命名空间中调低 net.ipv4.tcp_rmem 与 tcp_wmem 的第三个值（UDP 为 net.core.rmem_max），并在程序中设置 TCP_USER_TIMEOUT 或 keepalive；已经积压的套接字要到关闭时才会释放",
  },
  findOwner: { en: "find the driver that took the pages", zh: "找出占用这些页的驱动" },
  findOwnerStep: {
    en: "Look at what takes pages without an account: a balloon (vmw_balloon, hv_balloon), GPU memory, NIC rings (ethtool -g, -S), packet rings, full pipes and unread Unix sockets (ss -xp, Recv-Q), out-of-tree modules; page_owner=on at boot names the allocator of each page in /sys/kernel/debug/page_owner",
    zh: "检查不记账的占用者：气球驱动（vmw_balloon、hv_balloon）、GPU 显存、网卡环形队列（ethtool -g、-S）、抓包环形缓冲区、积压的管道与 Unix 套接字（ss -xp 的 Recv-Q）、第三方内核模块；启动参数 page_owner=on 可在 /sys/kernel/debug/page_owner 中看到每个页的分配者",
  },
  slabOwner: { en: "find what allocates the objects", zh: "找出分配这些对象的来源" },
  slabOwnerStep: {
    en: "Read /proc/slabinfo as root and take num_slabs × pagesperslab for each cache; the cache that grows from hour to hour names the subsystem",
    zh: "以 root 读取 /proc/slabinfo，计算每个缓存的 num_slabs × pagesperslab；持续增长的缓存即指向所属子系统",
  },
  slabCacheStep: {
    en: "Watch whether {cache} grows from hour to hour; who allocates it is told by perf record -e kmem:kmem_cache_alloc -g or, after a boot with slub_debug=U,{cache}, by /sys/kernel/debug/slab/{cache}/alloc_traces",
    zh: "观察 {cache} 是否持续增长；分配者可用 perf record -e kmem:kmem_cache_alloc -g 查看，或以 slub_debug=U,{cache} 启动后查看 /sys/kernel/debug/slab/{cache}/alloc_traces",
  },
  deleteFiles: { en: "delete what is not needed", zh: "删除不需要的文件" },
  deleteFilesIn: {
    en: "See what lies in {mount} (du -xah, sort by size) and delete what nobody needs: a file in tmpfs is memory until it is deleted and closed",
    zh: "查看 {mount} 中的文件（du -xah，按大小排序）并删除不需要的：tmpfs 文件在删除并关闭之前一直占用内存",
  },
  deleteFilesStep: {
    en: "Look into every tmpfs (df -t tmpfs), System V segments (ipcs -m; nattch 0 is left behind) and deleted files still open (ls -l /proc/*/fd, memfd and /dev/shm)",
    zh: "检查所有 tmpfs（df -t tmpfs）、System V 共享内存段（ipcs -m，nattch 为 0 的是遗留段）以及已删除但仍打开的文件（ls -l /proc/*/fd 中的 memfd 与 /dev/shm）",
  },
  stopGrowth: { en: "let {mount} grow no further", zh: "阻止 {mount} 继续增长" },
  stopGrowthStep: {
    en: "Limit it to the {size} it holds; programs that write more get ENOSPC",
    zh: "将其上限设为当前的 {size}；继续写入的程序会得到 ENOSPC",
  },
  giveBack: { en: "give the unused huge pages back", zh: "归还未使用的大页" },
  giveBackStep: {
    en: "Free {amount}; pages in use and reserved ones stay",
    zh: "释放 {amount}；在用和已预定的大页保留不动",
  },
  sizePool: { en: "size the pool to what is used", zh: "按实际用量设置大页池" },
  sizePoolStep: {
    en: "Set vm.nr_hugepages in /etc/sysctl.d, or hugepages= on the kernel's command line, to what the programs use; check that a database is really configured for huge pages before taking them away",
    zh: "在 /etc/sysctl.d 中设置 vm.nr_hugepages（或内核启动参数 hugepages=）为程序实际用量；减少之前先确认数据库是否确实配置为使用大页",
  },
  fewerTables: { en: "map large shared memory with huge pages", zh: "用大页映射大块共享内存" },
  fewerTablesStep: {
    en: "Let the program use huge pages for its shared memory (PostgreSQL: huge_pages=on), or pool its connections so that fewer processes map it",
    zh: "让程序的共享内存使用大页（PostgreSQL：huge_pages=on），或使用连接池减少映射它的进程数",
  },
  vmallocCaller: { en: "find the function that took the areas", zh: "找出占用这些区域的函数" },
  vmallocCallerStep: {
    en: "Read /proc/vmallocinfo as root: the function beside each area names the subsystem (BPF maps: bpftool map; large tables of netfilter: ipset list -t, nft list ruleset)",
    zh: "以 root 读取 /proc/vmallocinfo：每个区域旁的函数名指明所属子系统（BPF map：bpftool map；netfilter 大表：ipset list -t、nft list ruleset）",
  },
  percpuOwners: { en: "count what keeps per-CPU data", zh: "统计 per-CPU 数据的来源" },
  percpuOwnersStep: {
    en: "Compare num_cgroups in /proc/cgroups with the directories below /sys/fs/cgroup (many more: dying cgroups that page cache keeps), count network namespaces and veth pairs, and per-CPU BPF maps (bpftool map)",
    zh: "比较 /proc/cgroups 中的 num_cgroups 与 /sys/fs/cgroup 下的目录数（远多于目录数说明有被页缓存钉住的 dying cgroup），并统计网络命名空间、veth 数量以及 per-CPU BPF map（bpftool map）",
  },
});
