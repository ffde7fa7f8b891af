import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "downloads are slow though the link is not busy, and the rate goes up and down",
      zh: "链路并不繁忙，下载却很慢，速率忽高忽低",
    },
  },
  {
    says: {
      en: "requests now and then take 200 ms, a second or three seconds longer than usual",
      zh: "请求偶尔比平时慢 200 毫秒、一秒或三秒",
    },
  },
  {
    says: {
      en: "Wireshark shows TCP Retransmission, TCP Dup ACK, TCP Previous segment not captured",
      zh: "Wireshark 显示 TCP Retransmission、TCP Dup ACK、TCP Previous segment not captured",
    },
    patterns: [
      "[TCP Retransmission]",
      "[TCP Fast Retransmission]",
      "[TCP Dup ACK",
      "[TCP Previous segment not captured]",
    ],
  },
  {
    says: {
      en: "ping and mtr lose some per cent of packets",
      zh: "ping 或 mtr 有百分之几的丢包",
    },
    patterns: ["% packet loss"],
  },
  {
    says: {
      en: "retransmissions rise on a host: nstat TcpRetransSegs, netstat segments retransmitted",
      zh: "主机的重传计数上升：nstat TcpRetransSegs、netstat segments retransmitted",
    },
    patterns: ["segments retransmitted", "TcpRetransSegs"],
  },
  {
    says: {
      en: "every few minutes all connections over one line stall together for a moment",
      zh: "每隔几分钟，同一条线路上的所有连接同时卡顿一下",
    },
  },
  {
    says: {
      en: "video calls and ssh stutter, iperf3 shows Retr",
      zh: "视频会议与 ssh 卡顿，iperf3 显示 Retr",
    },
  },
  {
    says: {
      en: "a retransmission storm: a fifth of what is sent is sent again",
      zh: "重传风暴：五分之一的报文段是重传",
    },
  },
  {
    says: {
      en: "a connection that was idle for a while hangs for minutes, then fails with a timeout; new connections work",
      zh: "连接空闲一段时间后卡住数分钟，然后超时失败；新建连接正常",
    },
  },
  {
    says: {
      en: "packet loss is high, ping loses packets, connections lag",
      zh: "丢包严重，ping 丢包，网络卡顿，怎么排查",
    },
  },
];
