import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "an upload or a copy hangs at some point, the connection stays ESTABLISHED and the network is fine",
      zh: "上传或拷贝到一半卡住，连接仍是 ESTABLISHED，网络正常",
    },
  },
  {
    says: {
      en: "Wireshark shows TCP ZeroWindow, TCP Window Full, TCP ZeroWindowProbe",
      zh: "Wireshark 显示 TCP ZeroWindow、TCP Window Full、TCP ZeroWindowProbe",
    },
    patterns: ["[TCP ZeroWindow]", "[TCP Window Full]", "[TCP ZeroWindowProbe]"],
  },
  {
    says: {
      en: "tcpdump shows win 0 again and again",
      zh: "tcpdump 中一再出现 win 0",
    },
    patterns: ["win 0, length 0"],
  },
  {
    says: {
      en: "Send-Q of a socket stays full here, Recv-Q stays full on the other side",
      zh: "本端套接字的 Send-Q 一直积压，对端的 Recv-Q 一直积满",
    },
  },
  {
    says: {
      en: "write or send times out though the peer answers ping and the port is open",
      zh: "写数据超时，但对端能 ping 通，端口也是通的",
    },
    patterns: [
      "write: connection timed out",
      "i/o timeout",
      "SocketTimeoutException: Write timed out",
    ],
  },
  {
    says: {
      en: "a consumer, replica or log shipper falls behind, and the sender blocks",
      zh: "消费者、从库或日志采集程序落后，发送端被阻塞",
    },
  },
  {
    says: {
      en: "the timer of the socket is persist, and it goes on for hours",
      zh: "套接字的定时器一直是 persist，持续数小时",
    },
    patterns: ["timer:(persist,"],
  },
  {
    says: {
      en: "a zero window stops the transfer: the receive window becomes 0",
      zh: "零窗口：接收窗口变为 0，传输停顿",
    },
  },
];
