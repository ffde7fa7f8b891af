import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "Connections between services sometimes take 1, 3 or 7 seconds to open, and then work",
      zh: "服务之间的连接偶尔要 1 秒、3 秒或 7 秒才能建立，建立后正常",
    },
    patterns: ["connect timed out", "connection timed out", "i/o timeout"],
  },
  {
    says: {
      en: "DNS lookups in pods sometimes take 5 seconds (2.5 with musl)",
      zh: "pod 内 DNS 解析偶尔需要 5 秒（musl 为 2.5 秒）",
    },
    patterns: [
      "Temporary failure in name resolution",
      "lookup: i/o timeout",
      "EAI_AGAIN",
      "no servers could be reached",
    ],
  },
  {
    says: {
      en: "insert_failed of conntrack -S rises, and drop with it",
      zh: "conntrack -S 的 insert_failed 持续上升，drop 随之上升",
    },
    patterns: ["insert_failed", "conntrack insert failed", "conntrack -S"],
  },
  {
    says: {
      en: "Requests through a Kubernetes service hang now and then although the pods are healthy",
      zh: "通过 k8s service 频繁互相调用的服务，偶尔会阻塞，但 pod 正常",
    },
    patterns: ["context deadline exceeded", "upstream connect error", "Client.Timeout exceeded"],
  },
  {
    says: {
      en: "SYN packets disappear on the node: seen on the veth, not on eth0",
      zh: "SYN 包在节点上消失：veth 上能抓到，eth0 上没有",
    },
    patterns: ["SYN retransmit", "TCPSynRetrans"],
  },
  {
    says: {
      en: "Many connections through a NAT gateway to one address fail while others work",
      zh: "经 NAT 网关访问同一个地址时大量连接失败，访问其他地址正常",
    },
    patterns: ["SNAT port exhaustion", "ErrorPortAllocation", "Cannot assign requested address"],
  },
  {
    says: {
      en: "UDP packets of new flows are lost behind MASQUERADE",
      zh: "经过 MASQUERADE 的新 UDP 流首包丢失",
    },
    patterns: ["sendmsg: operation not permitted", "MASQUERADE", "random-fully"],
  },
];
