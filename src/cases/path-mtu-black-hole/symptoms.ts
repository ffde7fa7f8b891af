import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "kubectl says TLS handshake timeout, though the port is open",
      zh: "kubectl 报 TLS handshake timeout，但端口是通的",
    },
    patterns: ["net/http: TLS handshake timeout"],
  },
  {
    says: {
      en: "ping works, ssh hangs at the key exchange, curl hangs after the client hello",
      zh: "ping 正常，ssh 卡在密钥交换，curl 卡在 Client hello 之后",
    },
    patterns: ["expecting SSH2_MSG_KEX_ECDH_REPLY", "TLS handshake, Client hello (1):"],
  },
  {
    says: {
      en: "small pages load, large ones hang; uploads stall",
      zh: "小页面能打开，大页面卡住；上传停顿",
    },
  },
  {
    says: {
      en: "it hangs over the VPN or between pods of two nodes, and works inside one",
      zh: "经过 VPN 或跨节点的 Pod 之间卡住，同一节点内正常",
    },
  },
  {
    says: {
      en: "the capture shows the same full-size segment again and again, with DF set",
      zh: "抓包中同一个满长报文段一再重传，且 DF 置位",
    },
    patterns: ["frag needed and DF set", "Packet too big: mtu="],
  },
  {
    says: {
      en: "every new connection stalls for three seconds, then works",
      zh: "每条新连接都停顿三秒，然后恢复正常",
    },
  },
  {
    says: {
      en: "containers hang on large downloads, docker pull or apt-get inside stalls, and the host works: docker0 has a larger MTU than the uplink",
      zh: "容器内下载大文件、docker pull 或 apt-get 卡住，而主机正常：docker0 的 MTU 大于上联",
    },
  },
  {
    says: {
      en: "after moving to a cloud, VPN or VXLAN with MTU 1450 or 1400 some connections hang",
      zh: "迁到 MTU 为 1450 或 1400 的云网络、VPN、VXLAN 之后，部分连接卡住",
    },
    patterns: ["fragmentation needed", "Message too long", "message too long, mtu="],
  },
  {
    says: {
      en: "ss shows backoff growing, retrans rising and unacked segments that are never acknowledged",
      zh: "ss 显示 backoff 不断增长、retrans 增加，而 unacked 的报文段一直得不到确认",
    },
  },
  {
    says: {
      en: "git push, scp or database dumps freeze after a few kilobytes; only large queries time out",
      zh: "git push、scp 或数据库导出传几 KB 就卡住；只有大查询超时",
    },
  },
  {
    says: {
      en: "large packets are silently dropped, small ones pass; a smaller MTU or MSS helps",
      zh: "MTU 设置过大，大包不通、握手失败；调小 MTU 或 MSS 后正常",
    },
  },
];
