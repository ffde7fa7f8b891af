import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "netstat or ss shows more and more sockets in CLOSE_WAIT, and they never go away",
      zh: "netstat 或 ss 看到大量 CLOSE_WAIT，越来越多且不消失",
    },
    patterns: ["CLOSE_WAIT", "CLOSE-WAIT", "close_wait", "too many CLOSE_WAIT"],
  },
  {
    says: {
      en: "a service stops to accept connections after days with too many open files, a restart helps",
      zh: "服务运行几天后报 too many open files 不再接受连接，重启后恢复",
    },
    patterns: [
      "Too many open files",
      "accept: too many open files",
      "java.net.SocketException: Too many open files",
      "accept4() failed (24: Too many open files)",
      "EMFILE",
      "socket: too many open files",
    ],
  },
  {
    says: {
      en: "the load balancer closes connections and the backend keeps them; FIN_WAIT2 on the peer",
      zh: "负载均衡已关闭连接而后端仍保留；对端处于 FIN_WAIT2",
    },
    patterns: ["FIN_WAIT2", "FIN-WAIT-2", "NoHttpResponseException", "Broken pipe"],
  },
  {
    says: {
      en: "an HTTP client runs out of connections in its pool: response bodies are not closed",
      zh: "HTTP 客户端连接池耗尽：响应体没有关闭",
    },
    patterns: [
      "ConnectionPoolTimeoutException: Timeout waiting for connection from pool",
      "Timeout waiting for connection from pool",
      "A connection to http was leaked. Did you forget to close a response body?",
      "response body must be closed",
    ],
  },
  {
    says: {
      en: "python or node process leaks sockets, unclosed socket warnings",
      zh: "python 或 node 进程泄漏套接字，出现 unclosed socket 警告",
    },
    patterns: [
      "ResourceWarning: unclosed <socket",
      "Unclosed client session",
      "Unclosed connection",
    ],
  },
  {
    says: {
      en: "how to kill or time out connections in CLOSE_WAIT",
      zh: "如何清理 CLOSE_WAIT 连接，CLOSE_WAIT 超时时间",
    },
    patterns: ["tcp_keepalive_time", "ss -K", "CLOSE_WAIT timeout"],
  },
];
