import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "the kernel says that TCP is out of memory",
      zh: "内核日志报 TCP out of memory，建议调整 tcp_mem",
    },
    patterns: [
      "TCP: out of memory -- consider tuning tcp_mem",
      "Out of socket memory",
      "out of memory -- consider tuning tcp_mem",
    ],
  },
  {
    says: {
      en: "the kernel says that there are too many orphaned sockets",
      zh: "内核日志报 too many orphaned sockets",
    },
    patterns: [
      "TCP: too many orphaned sockets",
      "too many of orphaned sockets",
      "too many orphaned sockets",
    ],
  },
  {
    says: {
      en: "all TCP connections of a host become slow at once, windows shrink, throughput collapses",
      zh: "主机上所有 TCP 连接同时变慢，窗口缩小，吞吐骤降",
    },
    patterns: [
      "TCPMemoryPressures",
      "PruneCalled",
      "packets pruned from receive queue because of socket buffer overrun",
      "TCPRcvQDrop",
    ],
  },
  {
    says: {
      en: "connections are reset for want of memory: connections aborted due to memory pressure",
      zh: "连接因内存压力被中止",
    },
    patterns: ["connections aborted due to memory pressure", "TCPAbortOnMemory", "TCPAbortFailed"],
  },
  {
    says: {
      en: "sockstat shows TCP mem above tcp_mem",
      zh: "/proc/net/sockstat 的 TCP mem 超过 tcp_mem",
    },
    patterns: ["tcp_mem", "net.ipv4.tcp_mem", "tcp_max_orphans", "sockstat"],
  },
  {
    says: {
      en: "send fails with ENOBUFS or no buffer space available",
      zh: "发送失败，报 ENOBUFS 或 no buffer space available",
    },
    patterns: ["No buffer space available", "ENOBUFS"],
  },
];
