import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "connecting ends with a timeout after a minute or two, nothing is refused",
      zh: "连接在一两分钟后超时，也没有被拒绝",
    },
    patterns: [
      "Errno 10060",
      "WinError 10060",
      "connected party did not properly respond",
      "Connection timed out",
      "ETIMEDOUT",
      "connect: connection timed out",
      "errno 110",
      "(110)",
      "WSAETIMEDOUT",
      "10060",
    ],
  },
  {
    says: {
      en: "dial tcp i/o timeout; the port is filtered",
      zh: "dial tcp 报 i/o timeout；端口被过滤",
    },
    patterns: [
      "i/o timeout",
      "context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
      "connect timed out",
      "ConnectTimeoutError",
      "ConnectTimeout",
      "Operation timed out",
      "curl: (28)",
    ],
  },
  {
    says: {
      en: "nginx answers 504, its upstream timed out while connecting",
      zh: "nginx 返回 504，连接上游超时",
    },
    patterns: ["upstream timed out (110: Connection timed out) while connecting to upstream"],
  },
  {
    says: {
      en: "connecting takes one, three or seven seconds now and then, everything after it is quick",
      zh: "偶尔要 1、3 或 7 秒才能连上，连上之后很快",
    },
  },
  {
    says: {
      en: "some clients behind the same NAT or office connect, others time out at random",
      zh: "同一 NAT 或办公网后面，有的客户端能连，有的随机超时",
    },
    patterns: ["passive connections rejected because of time stamp", "TCPTimeWaitOverflow"],
  },
  {
    says: {
      en: "sockets hang in SYN-SENT; the capture shows SYN retransmissions only",
      zh: "套接字停在 SYN-SENT；抓包中只有 SYN 重传",
    },
    patterns: ["SYN-SENT", "SYN_SENT", "[TCP Retransmission] [SYN]"],
  },
  {
    says: {
      en: "no route to host, network is unreachable",
      zh: "报 No route to host 或 Network is unreachable",
    },
    patterns: ["No route to host", "Network is unreachable", "Host is unreachable"],
  },
  {
    says: {
      en: "the host answers ping, but telnet to the port does not connect",
      zh: "能 ping 通，但 telnet 端口不通，连接超时",
    },
  },
  {
    says: {
      en: "Java or Node cannot connect, the connect times out",
      zh: "Java、Node 等程序连接超时，对端没有应答",
    },
    patterns: [
      "java.net.ConnectException: Connection timed out",
      "java.net.SocketTimeoutException: connect timed out",
      "connect ETIMEDOUT",
    ],
  },
];
