import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "The kernel log says nf_conntrack: table full, dropping packet",
      zh: "内核日志出现 nf_conntrack: table full, dropping packet",
    },
    patterns: [
      "nf_conntrack: table full, dropping packet",
      "nf_conntrack: nf_conntrack: table full",
      "ip_conntrack: table full, dropping packet",
      "table full in netns",
    ],
  },
  {
    says: {
      en: "New connections time out under load, existing ones work; ping loses packets",
      zh: "高负载下新连接超时，已有连接正常，ping 丢包",
    },
  },
  {
    says: {
      en: "ping or a local program says sendmsg: Operation not permitted, and no firewall rule forbids it",
      zh: "ping 或本机程序报 sendmsg: Operation not permitted，而防火墙并没有禁止",
    },
    patterns: ["sendmsg: Operation not permitted", "ping: sendmsg: Operation not permitted"],
  },
  {
    says: {
      en: "nf_conntrack_count has reached nf_conntrack_max",
      zh: "nf_conntrack_count 达到 nf_conntrack_max，连接跟踪表满",
    },
    patterns: [
      "nf_conntrack_count",
      "nf_conntrack_max",
      "net.netfilter.nf_conntrack_max",
      "conntrack table full",
      "nf_conntrack_buckets",
    ],
  },
  {
    says: {
      en: "node-problem-detector or an alert says NodeHighNumberConntrackEntriesUsed",
      zh: "告警 NodeHighNumberConntrackEntriesUsed，节点 conntrack 使用率过高",
    },
    patterns: ["NodeHighNumberConntrackEntriesUsed", "conntrack entries limit"],
  },
];
