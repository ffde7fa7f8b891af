import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("tcp-memory-pressure", {
  refuses: {
    en: "TCP is out of memory: its sockets hold {pages} pages, and tcp_mem allows {max}; data is dropped and connections are reset",
    zh: "TCP 内存已用尽：套接字占用 {pages} 页，tcp_mem 只允许 {max} 页；数据会被丢弃，连接会被重置",
  },
  saves: {
    en: "TCP is under memory pressure: its sockets hold {pages} pages, and the kernel saves from {pressure} on: windows shrink and connections stall",
    zh: "TCP 处于内存压力：套接字占用 {pages} 页，超过 {pressure} 页内核开始节省：窗口缩小，连接停顿",
  },
  stillSaves: {
    en: "TCP is under memory pressure, and stays so until its sockets hold less than {low} pages; they hold {pages}",
    zh: "TCP 处于内存压力，直到套接字占用低于 {low} 页才解除，当前 {pages} 页",
  },
  nearMemory: {
    en: "TCP sockets hold {pages} pages; from {pressure} on the kernel saves, and connections stall",
    zh: "TCP 套接字占用 {pages} 页；达到 {pressure} 页后内核开始节省，连接会停顿",
  },
  manyOrphans: {
    en: "too many orphaned TCP sockets: {count}, and tcp_max_orphans allows {max}; the kernel resets them, and their last data is lost",
    zh: "孤儿 TCP 套接字过多：{count} 个，tcp_max_orphans 只允许 {max} 个；内核会重置它们，最后的数据会丢失",
  },
  someOrphans: {
    en: "{aborted} orphaned TCP {aborted:socket was|sockets were} reset in {seconds}: there are {count}, and tcp_max_orphans allows {max}",
    zh: "{seconds} 内有 {aborted} 个孤儿 TCP 套接字被重置：当前 {count} 个，tcp_max_orphans 允许 {max} 个",
  },
  nearOrphans: {
    en: "{count} TCP {count:socket is|sockets are} orphaned, and tcp_max_orphans allows {max}; beyond it they are reset",
    zh: "有 {count} 个孤儿 TCP 套接字，tcp_max_orphans 允许 {max} 个，超过后会被重置",
  },
  memoryLabel: { en: "TCP memory", zh: "TCP 内存" },
  memorySays: {
    en: "{pages} pages, {ratio} of the pressure mark",
    zh: "{pages} 页，为压力阈值的 {ratio}",
  },
  becausePressure: {
    en: "the kernel's: from the second number of tcp_mem on it saves",
    zh: "内核的阈值：超过 tcp_mem 的第二个数后开始节省",
  },
  becauseMax: {
    en: "the kernel's: from the third number of tcp_mem on it refuses",
    zh: "内核的上限：超过 tcp_mem 的第三个数后拒绝分配",
  },
  becauseNear: {
    en: "ours: worth knowing before the kernel saves",
    zh: "我们的阈值：在内核开始节省之前提醒",
  },
  marksLabel: { en: "tcp_mem", zh: "tcp_mem" },
  marksSays: {
    en: "at ease below {low}, saves from {pressure}, refuses from {max}",
    zh: "低于 {low} 正常，{pressure} 起节省，{max} 起拒绝",
  },
  pressLabel: { en: "under pressure", zh: "内存压力状态" },
  pressYes: { en: "yes, says /proc/net/protocols", zh: "/proc/net/protocols 显示：是" },
  pressNo: { en: "no, says /proc/net/protocols", zh: "/proc/net/protocols 显示：否" },
  orphanLabel: { en: "orphaned sockets", zh: "孤儿套接字" },
  orphanSays: { en: "{count} of {max} allowed", zh: "{count} 个，上限 {max} 个" },
  becauseOrphans: {
    en: "the kernel's: beyond tcp_max_orphans it resets them",
    zh: "内核的上限：超过 tcp_max_orphans 就重置",
  },
  becauseWeighed: {
    en: "the kernel's: one whose peer is silent weighs up to four times",
    zh: "内核的规则：对端长时间无响应的最多按四倍计算",
  },
  becauseHalf: {
    en: "ours: one whose peer is silent weighs up to four times",
    zh: "我们的阈值：对端长时间无响应的最多按四倍计算",
  },
  counterSays: {
    en: "+{delta} in {seconds}; {total} in all",
    zh: "{seconds} 内 +{delta}；累计 {total}",
  },
  counterTotal: { en: "{total} in all", zh: "累计 {total}" },
  counterLabel: { en: "{name}", zh: "{name}" },
  prunedElse: {
    en: "+{delta} in {seconds}: a socket's own buffer or a cgroup's limit, not the host's",
    zh: "{seconds} 内 +{delta}：是单个套接字的缓冲区或 cgroup 的限制，不是主机的",
  },
  ownersLabel: { en: "held by", zh: "占用者" },
  ownersSays: {
    en: "{bytes} in the queues of {count} {count:socket|sockets}",
    zh: "{count} 个套接字的队列中共 {bytes}",
  },
  ownerItem: {
    en: "{receive} not read by it, {send} not taken by the peer, {count} {count:socket|sockets}; {largest}",
    zh: "{receive} 未读取，{send} 对端未接收，{count} 个套接字；{largest}",
  },
  noMemory: {
    en: "/proc/net/sockstat and /proc/sys/net/ipv4/tcp_mem are needed: in a container's network namespace there is no tcp_mem; run on the host",
    zh: "需要 /proc/net/sockstat 和 /proc/sys/net/ipv4/tcp_mem：容器的网络命名空间中没有 tcp_mem，请在主机上运行",
  },
  noOrphans: {
    en: "/proc/sys/net/ipv4/tcp_max_orphans was not read: in a container's network namespace there is none; run on the host",
    zh: "没有读到 /proc/sys/net/ipv4/tcp_max_orphans：容器的网络命名空间中没有它，请在主机上运行",
  },
  raiseMem: { en: "allow TCP more memory", zh: "允许 TCP 使用更多内存" },
  setMem: {
    en: "raise the three marks of tcp_mem by half; they are pages of RAM that the kernel may take",
    zh: "把 tcp_mem 的三个阈值提高一半；单位是页，为内核可占用的内存",
  },
  endHolders: { en: "end what holds the memory", zh: "结束占用内存的程序" },
  readOrClose: {
    en: "find programs that do not read or whose peers do not: ss -tmn, largest skmem first; restart or repair them",
    zh: "找出不读取数据、或对端不读取的程序：ss -tmn 中 skmem 最大的，重启或修复",
  },
  capBuffers: {
    en: "cap what one socket may hold: the third number of tcp_rmem and tcp_wmem",
    zh: "限制单个套接字可占用的内存：tcp_rmem 和 tcp_wmem 的第三个数",
  },
  raiseOrphans: { en: "allow more orphaned sockets", zh: "允许更多孤儿套接字" },
  setOrphans: {
    en: "raise tcp_max_orphans; each may hold up to 64 KiB that cannot be swapped",
    zh: "调大 tcp_max_orphans；每个最多占用 64 KiB 不可交换的内存",
  },
  fewerRetries: {
    en: "give them up sooner: net.ipv4.tcp_orphan_retries=3 and tcp_fin_timeout=30 shorten how long an orphan waits for a silent peer",
    zh: "更早放弃：net.ipv4.tcp_orphan_retries=3、tcp_fin_timeout=30 可缩短孤儿等待无响应对端的时间",
  },
  findOrphans: {
    en: "see where they go: ss -Htan state fin-wait-1 state last-ack state closing; peers that vanish or a filter that drops leave them behind",
    zh: "查看它们的去向：ss -Htan state fin-wait-1 state last-ack state closing；对端消失或被过滤规则丢弃会留下它们",
  },
});
