import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "connect fails with Cannot assign requested address, while the same client reaches other servers",
      zh: "connect 报 Cannot assign requested address（无法分配请求的地址），但同一客户端访问其他服务器正常",
    },
    patterns: [
      "Cannot assign requested address",
      "EADDRNOTAVAIL",
      "connect: cannot assign requested address",
      "java.net.NoRouteToHostException: Cannot assign requested address",
      "[Errno 99] Cannot assign requested address",
      "connect() failed (99: Cannot assign requested address) while connecting to upstream",
      "Failed to connect: (99) Cannot assign requested address",
      "errno = 99",
    ],
  },
  {
    says: {
      en: "bind fails with Address already in use for port 0, or a proxy with a fixed source address cannot connect",
      zh: "bind 端口 0 报 Address already in use，或指定了源地址的代理无法发起连接",
    },
    patterns: [
      "bind: address already in use",
      "EADDRINUSE",
      "bind before connect",
      "bind(0.0.0.0) failed (98: Address already in use) while connecting to upstream",
      "no free ports",
      "Unable to bind to source address",
    ],
  },
  {
    says: {
      en: "ephemeral ports exhausted",
      zh: "临时端口耗尽，本地端口用完",
    },
    patterns: [
      "ephemeral port exhaustion",
      "port exhaustion",
      "ip_local_port_range",
      "No more ephemeral ports",
      "too many connections in TIME_WAIT",
    ],
  },
  {
    says: {
      en: "netstat shows tens of thousands of sockets in TIME_WAIT",
      zh: "netstat 看到几万个 TIME_WAIT 连接，TIME_WAIT 过多",
    },
    patterns: ["TIME_WAIT", "TIME-WAIT", "timewait"],
  },
  {
    says: {
      en: "the kernel says that the table of TIME_WAIT buckets overflows",
      zh: "内核日志报 TIME_WAIT 表溢出",
    },
    patterns: [
      "TCP: time wait bucket table overflow",
      "time wait bucket table overflow",
      "TCPTimeWaitOverflow",
      "tcp_max_tw_buckets",
    ],
  },
  {
    says: {
      en: "a load test stops at 28 000 connections, or fails after half a minute and recovers after one",
      zh: "压测到 2.8 万个连接后失败，或半分钟后失败、一分钟后恢复",
    },
    patterns: [
      "28232",
      "28231",
      "wrk: unable to connect",
      "ab: apr_socket_connect(): Cannot assign requested address (99)",
    ],
  },
  {
    says: {
      en: "how to reduce TIME_WAIT, should I set tcp_tw_reuse",
      zh: "如何减少 TIME_WAIT，是否要开启 tcp_tw_reuse",
    },
    patterns: ["tcp_tw_reuse", "tcp_fin_timeout", "SO_LINGER", "IP_BIND_ADDRESS_NO_PORT"],
  },
];
