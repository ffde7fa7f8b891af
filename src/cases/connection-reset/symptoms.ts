import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "the client says connection refused",
      zh: "客户端报 Connection refused",
    },
    patterns: [
      "Connection refused",
      "connect: connection refused",
      "ECONNREFUSED",
      "errno 111",
      "(111)",
      "WSAECONNREFUSED",
      "10061",
    ],
  },
  {
    says: {
      en: "the connection is reset by peer, in the middle of a request or a download",
      zh: "请求或下载进行到一半，报 Connection reset by peer",
    },
    patterns: [
      "Connection reset by peer",
      "read: connection reset by peer",
      "ECONNRESET",
      "errno 104",
      "java.net.SocketException: Connection reset",
      "An existing connection was forcibly closed by the remote host",
      "10054",
    ],
  },
  {
    says: {
      en: "nginx or another proxy answers 502, its upstream closed the connection before it answered",
      zh: "nginx 等代理返回 502，上游在应答之前关闭了连接",
    },
    patterns: [
      "recv() failed (104: Connection reset by peer) while reading response header from upstream",
      "upstream prematurely closed connection",
      "upstream connect error or disconnect/reset before headers",
    ],
  },
  {
    says: {
      en: "writing fails with broken pipe",
      zh: "写入时报 Broken pipe",
    },
    patterns: ["Broken pipe", "EPIPE", "write: broken pipe"],
  },
  {
    says: {
      en: "TLS ends in the handshake: unexpected EOF, or a reset behind the ClientHello",
      zh: "TLS 握手中断：unexpected EOF，或在 ClientHello 之后被复位",
    },
    patterns: [
      "OpenSSL SSL_connect: Connection reset by peer",
      "SSL_ERROR_SYSCALL",
      "unexpected eof while reading",
      "ssh_exchange_identification: read: Connection reset by peer",
      "kex_exchange_identification: read: Connection reset by peer",
    ],
  },
  {
    says: {
      en: "connections that were idle for some minutes are dead at the next use",
      zh: "空闲几分钟的连接在下一次使用时已失效",
    },
    patterns: [
      "Communications link failure",
      "The last packet successfully received from the server was",
      "SSL connection has been closed unexpectedly",
    ],
  },
  {
    says: {
      en: "no route to host, though the host answers ping",
      zh: "报 No route to host，但主机能 ping 通",
    },
    patterns: ["No route to host", "EHOSTUNREACH", "admin prohibited"],
  },
];
