import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("conntrack-table-full", {
  title: {
    en: "The connection tracking table is full: new connections are dropped",
    zh: "连接跟踪表已满，新连接被丢弃",
  },

  dropping: {
    en: "{place}: the connection tracking table is full ({count} of {max}) and packets that begin a connection are dropped ({dropped})",
    zh: "{place}的连接跟踪表已满（{count}，上限 {max}），新连接的数据包正被丢弃（{dropped}）",
  },
  evicting: {
    en: "{place}: the connection tracking table is full ({count} of {max}); the kernel throws out unanswered flows to make room ({evicted})",
    zh: "{place}的连接跟踪表已满（{count}，上限 {max}），内核正在淘汰未应答的连接以腾出位置（{evicted}）",
  },
  full: {
    en: "{place}: the connection tracking table is full ({count} of {max}): the next new connection is dropped",
    zh: "{place}的连接跟踪表已满（{count}，上限 {max}），下一个新连接将被丢弃",
  },
  near: {
    en: "{place}: the connection tracking table is {fill} full ({count} of {max})",
    zh: "{place}的连接跟踪表已用 {fill}（{count}，上限 {max}）",
  },

  wasFull: {
    en: "{place}: the connection tracking table was full {age} ago and packets were dropped; it has room now",
    zh: "{place}的连接跟踪表在 {age} 前曾满，数据包被丢弃，目前尚有余量",
  },

  entriesLabel: { en: "flows tracked", zh: "已跟踪的连接" },
  entriesIn: { en: "flows, {place}", zh: "{place}的连接" },
  entriesSays: { en: "{count} of {max}, {fill}", zh: "{count}，上限 {max}，占 {fill}" },
  becauseFull: {
    en: "ours: nf_conntrack_max is the kernel's limit, one value for every network namespace",
    zh: "Casebook 设定：nf_conntrack_max 是内核上限，所有网络命名空间共用同一个值",
  },
  dropLabel: { en: "drop", zh: "drop" },
  dropSays: { en: "{rate}, {count} in {seconds}", zh: "{rate}，{seconds} 内 {count} 次" },
  earlyLabel: { en: "early_drop", zh: "early_drop" },
  failedLabel: { en: "insert_failed", zh: "insert_failed" },
  failedSays: {
    en: "{count}: another issue (conntrack-insert-failed), taken off the drops",
    zh: "{count} 次，属于另一问题（conntrack-insert-failed），已从 drop 中扣除",
  },
  totalSays: { en: "{count} since the namespace began", zh: "自命名空间创建以来 {count} 次" },
  growthLabel: { en: "growth", zh: "增长" },
  growthSays: { en: "{count} {count:flow|flows} in {seconds}", zh: "{seconds} 内增加 {count} 个" },
  bucketsLabel: { en: "hash buckets", zh: "哈希桶数" },
  bucketsSays: { en: "{count}, {each} flows in each", zh: "{count}，每桶 {each} 个连接" },
  timeoutLabel: { en: "an idle connection stays", zh: "空闲连接保留时间" },
  timeoutSays: {
    en: "{seconds} (nf_conntrack_tcp_timeout_established)",
    zh: "{seconds}，由 nf_conntrack_tcp_timeout_established 设定",
  },

  toldLabel: {
    en: "kernel log: table full, dropping packet",
    zh: "内核日志：table full, dropping packet",
  },
  toldSays: { en: "{count} {count:time|times} since the boot", zh: "开机以来 {count} 次" },
  toldAgoSays: {
    en: "{count} {count:time|times} since the boot, the last {age} ago",
    zh: "开机以来 {count} 次，最近一次在 {age} 前",
  },

  notLoaded: {
    en: "no network namespace tracks connections (nf_conntrack is not loaded)",
    zh: "没有网络命名空间启用连接跟踪（未加载 nf_conntrack）",
  },
  unlimited: {
    en: "nf_conntrack_max is 0: the table has no limit",
    zh: "nf_conntrack_max 为 0，跟踪表没有上限",
  },
  noEntries: {
    en: "how many flows {place} tracks is not told",
    zh: "无法得知{place}跟踪的连接数",
  },

  raise: {
    en: "double the limit; nothing is interrupted, each flow takes about 400 bytes of kernel memory",
    zh: "将上限加倍，不中断业务，每个连接约占 400 字节内核内存",
  },
  raiseStep: {
    en: "every table may hold {value} flows from now on",
    zh: "每个跟踪表此后最多可有 {value} 个连接",
  },
  bucketsStep: {
    en: "as many buckets as a quarter of the limit, so that lookups stay fast (hashsize; first network namespace only)",
    zh: "桶数设为上限的四分之一，保持查找速度（hashsize，只能在初始网络命名空间设置）",
  },
  keep: {
    en: "keep both: net.netfilter.nf_conntrack_max in /etc/sysctl.d/; for Kubernetes conntrack.maxPerCore of kube-proxy, which sets it again at every start",
    zh: "使其长期有效：在 /etc/sysctl.d/ 中设置 net.netfilter.nf_conntrack_max；Kubernetes 用 kube-proxy 的 conntrack.maxPerCore，它每次启动都会重新设置",
  },
  shorten: {
    en: "forget idle connections after a day instead of five; a connection that is idle longer and goes through NAT breaks",
    zh: "空闲连接的保留时间由五天改为一天；经过 NAT 且空闲更久的连接会中断",
  },
  shortenStep: {
    en: "idle connections are forgotten after {value} s",
    zh: "空闲连接在 {value} 秒后不再跟踪",
  },
  find: {
    en: "see who makes them: conntrack -L | sed 's, dst=.*,,; s,.*src=,,' | sort | uniq -c | sort -rn | head",
    zh: "查看连接来源：conntrack -L | sed 's, dst=.*,,; s,.*src=,,' | sort | uniq -c | sort -rn | head",
  },
});
