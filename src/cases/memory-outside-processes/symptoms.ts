import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

/** How people tell of it, and what the kernel writes. */
export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "free shows most memory used, but the processes in top or ps add up to much less",
      zh: "free 显示内存快用完了，但 top 或 ps 中所有进程加起来远没有那么多",
    },
  },
  {
    says: {
      en: "memory missing, used memory not accounted for by any process",
      zh: "内存对不上账，已用内存找不到是谁占用的",
    },
  },
  {
    says: {
      en: "sum of RSS is far below used memory; where did my RAM go",
      zh: "所有进程 RSS 之和远小于已用内存，内存去哪了",
    },
  },
  {
    says: {
      en: "MemAvailable keeps falling and no process grows: kernel memory leak",
      zh: "MemAvailable 持续下降，却没有进程在增长，疑似内核内存泄漏",
    },
  },
  {
    says: {
      en: "the OOM killer kills small processes while nothing large is running",
      zh: "没有大进程在运行，OOM 却在杀小进程",
    },
    patterns: ["Out of memory: Killed process", "invoked oom-killer", "Unreclaimable slab info"],
  },
  {
    says: {
      en: "TCP is out of memory; connections stall or reset while the host has free memory",
      zh: "TCP 内存不足，主机还有空闲内存但连接变慢或被重置",
    },
    patterns: [
      "TCP: out of memory -- consider tuning tcp_mem",
      "out of memory -- consider tuning tcp_mem",
      "socket out of memory",
    ],
  },
  {
    says: {
      en: "Recv-Q of many connections is full; a program does not read its sockets",
      zh: "大量连接的 Recv-Q 积压，程序不读套接字",
    },
  },
  {
    says: {
      en: "slab is huge, SUnreclaim grows without end",
      zh: "slab 占用很大，SUnreclaim 一直增长不释放",
    },
    patterns: ["SLUB: Unable to allocate memory", "page allocation failure"],
  },
  {
    says: {
      en: "/dev/shm, /run or a tmpfs is full of files and eats the memory",
      zh: "/dev/shm、/run 或 tmpfs 里文件太多，把内存吃光了",
    },
  },
  {
    says: {
      en: "huge pages are reserved and the rest of memory runs out",
      zh: "预留了大页之后，其余内存不够用",
    },
  },
  {
    says: {
      en: "PageTables, VmallocUsed or Percpu in /proc/meminfo is several gigabytes",
      zh: "/proc/meminfo 里 PageTables、VmallocUsed 或 Percpu 有好几个 GB",
    },
  },
  {
    says: {
      en: "buff/cache is small, used is large, and smem, ps and container stats explain nothing",
      zh: "buff/cache 很小，used 很大，smem、ps、容器监控都解释不了",
    },
  },
  {
    says: {
      en: "memory usage is high and no process uses it; unreclaimable slab keeps growing",
      zh: "内存占用很高，却没有进程在用；不可回收的 slab 一直上涨",
    },
    patterns: ["SUnreclaim"],
  },
];
