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
];
