import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "some clients behind NAT cannot connect to a server, others behind the same address can; a retry often works",
      zh: "同一 NAT 出口后的部分客户端无法连接服务器，另一些正常，重试有时成功",
    },
    patterns: ["connection timed out", "SYN without SYN-ACK", "connect timed out"],
  },
  {
    says: {
      en: "the server receives the SYN (seen in tcpdump) and does not answer it",
      zh: "服务器收到 SYN（tcpdump 能看到）但不回 SYN-ACK",
    },
    patterns: ["no SYN-ACK", "SYN retransmission"],
  },
  {
    says: {
      en: "netstat -s counts passive connections rejected because of time stamp",
      zh: "netstat -s 显示 passive connections rejected because of time stamp",
    },
    patterns: [
      "passive connections rejected because of time stamp",
      "packets rejects in established connections because of timestamp",
      "packets rejected in established connections because of timestamp",
      "active connections rejected because of time stamp",
      "PAWSPassive",
      "PAWSEstab",
      "PAWSActive",
    ],
  },
  {
    says: {
      en: "tcp_tw_recycle was turned on to reduce TIME_WAIT, and since then mobile users have trouble",
      zh: "为减少 TIME_WAIT 开启了 tcp_tw_recycle，之后移动用户出现连接问题",
    },
    patterns: ["tcp_tw_recycle", "net.ipv4.tcp_tw_recycle"],
  },
  {
    says: {
      en: "sysctl says that net.ipv4.tcp_tw_recycle does not exist",
      zh: "sysctl 报 net.ipv4.tcp_tw_recycle 不存在",
    },
    patterns: [
      "sysctl: cannot stat /proc/sys/net/ipv4/tcp_tw_recycle: No such file or directory",
      'error: "net.ipv4.tcp_tw_recycle" is an unknown key',
      "Couldn't write '1' to 'net/ipv4/tcp_tw_recycle', ignoring: No such file or directory",
    ],
  },
];
