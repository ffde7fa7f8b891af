import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "the listen queue of a socket overflowed, SYNs to LISTEN sockets dropped",
      zh: "监听队列溢出，netstat -s 显示 listen queue overflowed",
    },
    patterns: [
      "times the listen queue of a socket overflowed",
      "SYNs to LISTEN sockets dropped",
      "ListenOverflows",
      "ListenDrops",
      "TcpExtListenOverflows",
    ],
  },
  {
    says: {
      en: "connections to a busy server take 1, 3 or 7 seconds or time out under load, although it has CPU left",
      zh: "高负载时连接繁忙的服务要 1、3、7 秒或超时，而服务器 CPU 并不忙",
    },
    patterns: [
      "connect timed out",
      "Connection timed out",
      "upstream timed out (110: Connection timed out) while connecting to upstream",
    ],
  },
  {
    says: {
      en: "connection reset by peer right after connect, under bursts",
      zh: "突发流量下刚建立连接就报 connection reset by peer",
    },
    patterns: [
      "tcp_abort_on_overflow",
      "Connection reset by peer",
      "recv() failed (104: Connection reset by peer)",
    ],
  },
  {
    says: {
      en: "ss -ltn shows Recv-Q above Send-Q for a listening socket",
      zh: "ss -ltn 中监听套接字的 Recv-Q 大于 Send-Q",
    },
    patterns: ["Recv-Q", "accept queue", "listen backlog"],
  },
  {
    says: {
      en: "the kernel says possible SYN flooding on port, sending cookies",
      zh: "内核日志报 possible SYN flooding on port，发送 SYN cookie",
    },
    patterns: [
      "possible SYN flooding on port",
      "Sending cookies. Check SNMP counters",
      "Dropping request. Check SNMP counters",
      "request_sock_TCP: Possible SYN flooding",
      "TCPReqQFullDrop",
      "TCPReqQFullDoCookies",
    ],
  },
  {
    says: {
      en: "Redis or uWSGI warns that the backlog cannot be enforced because somaxconn is lower",
      zh: "Redis 或 uWSGI 警告 somaxconn 过小，backlog 无法生效",
    },
    patterns: [
      "The TCP backlog setting of 511 cannot be enforced because /proc/sys/net/core/somaxconn is set to the lower value of 128",
      "your server socket listen backlog is limited to 100 connections",
      "uWSGI listen queue of socket full",
      "net.core.somaxconn",
    ],
  },
  {
    says: {
      en: "resource temporarily unavailable when connecting to php-fpm under load",
      zh: "高负载下连接 php-fpm 失败，pool seems busy",
    },
    patterns: [
      "connect() failed (111: Connection refused) while connecting to upstream",
      "pool www seems busy",
      "server reached pm.max_children setting",
    ],
  },
  {
    says: {
      en: "the accept queue or the SYN queue is full, completed handshakes are dropped",
      zh: "全连接队列（accept 队列）或半连接队列（SYN 队列）满了、溢出或积压",
    },
    patterns: ["tcp_max_syn_backlog"],
  },
];
