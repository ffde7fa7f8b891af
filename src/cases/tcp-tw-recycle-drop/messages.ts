import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("tcp-tw-recycle-drop", {
  dropping: {
    en: "tcp_tw_recycle drops clients behind NAT: {syns} {syns:SYN was|SYNs were} refused for their timestamp in {seconds}",
    zh: "tcp_tw_recycle 正在丢弃 NAT 后的客户端：{seconds} 内有 {syns} 个 SYN 因时间戳被拒绝",
  },
  enabled: {
    en: "tcp_tw_recycle is on: of clients that share an address (NAT, a load balancer) it drops the SYNs of all but one",
    zh: "tcp_tw_recycle 已启用：共用一个地址的客户端（NAT、负载均衡）中，只有一个的 SYN 不会被丢弃",
  },
  enabledBefore: {
    en: "tcp_tw_recycle is on, and has refused {total} {total:SYN|SYNs} so far: clients that share an address (NAT) time out",
    zh: "tcp_tw_recycle 已启用，累计拒绝了 {total} 个 SYN：共用一个地址（NAT）的客户端会超时",
  },
  atBoot: {
    en: "tcp_tw_recycle is off, but {path}:{line} turns it on at the next boot",
    zh: "tcp_tw_recycle 当前已关闭，但 {path}:{line} 会在下次启动时打开它",
  },
  synsDropped: {
    en: "{syns} {syns:SYN was|SYNs were} refused for their timestamp in {seconds}, though tcp_tw_recycle is not seen to be on: clients behind NAT time out",
    zh: "{seconds} 内有 {syns} 个 SYN 因时间戳被拒绝，但没有看到 tcp_tw_recycle 启用：NAT 后的客户端会超时",
  },
  segmentsDropped: {
    en: "{segments} {segments:segment was|segments were} dropped for an old timestamp in {seconds}: something on the way mixes two senders under one address, or a sender's timestamps jump; a capture with tcp.options.timestamp would show which",
    zh: "{seconds} 内有 {segments} 个报文段因时间戳过旧被丢弃：路径上有设备把两个发送方混用同一地址，或发送方的时间戳跳变；抓包查看 tcp.options.timestamp 可以确认",
  },
  counterLabel: { en: "{name}", zh: "{name}" },
  rose: { en: "+{delta} in {seconds}; {total} in all", zh: "{seconds} 内 +{delta}；累计 {total}" },
  total: { en: "{total} in all", zh: "累计 {total}" },
  eachSyn: {
    en: "each is a SYN that was dropped: the client tries again after 1, 3 and 7 s",
    zh: "每次都是被丢弃的 SYN：客户端在 1、3、7 秒后重试",
  },
  manySegments: {
    en: "ours: a few are old duplicates, which is what PAWS is for",
    zh: "我们的阈值：少量是过期的重复报文，正是 PAWS 要丢弃的",
  },
  settingLabel: { en: "tcp_tw_recycle", zh: "tcp_tw_recycle" },
  settingOn: { en: "{value}", zh: "{value}" },
  settingOff: { en: "0", zh: "0" },
  settingGone: { en: "does not exist: removed in Linux 4.12", zh: "不存在：Linux 4.12 已移除" },
  settingInert: {
    en: "{value}, without effect: it needs tcp_timestamps",
    zh: "{value}，但不起作用：它需要 tcp_timestamps",
  },
  timestampsLabel: { en: "tcp_timestamps", zh: "tcp_timestamps" },
  timestampsSays: { en: "{value}", zh: "{value}" },
  kernelLabel: { en: "kernel", zh: "内核" },
  where: { en: "where", zh: "位置" },
  deadLabel: { en: "dead setting", zh: "失效的设置" },
  deadSays: {
    en: "{count} under /etc sets it: this kernel has none, so it does nothing",
    zh: "/etc 下有 {count} 处设置它：此内核没有该项，不起作用",
  },
  lineLabel: { en: "set at boot by", zh: "启动时由其设置" },
  lineSays: { en: "{count} {count:line|lines} under /etc", zh: "/etc 下 {count} 行" },
  looked: { en: "network namespaces", zh: "网络命名空间" },
  lookedSays: { en: "{count} looked at", zh: "已检查 {count} 个" },
  lookedBesides: { en: "{count} looked at; {besides}", zh: "已检查 {count} 个；{besides}" },
  unreadSetting: {
    en: "this kernel can have tcp_tw_recycle, and the setting was not read: it is in /proc/sys/net/ipv4 of the host, not of a container",
    zh: "此内核可能启用 tcp_tw_recycle，但没有读到该设置：它在主机的 /proc/sys/net/ipv4 中，容器中没有",
  },
  unknownKernel: {
    en: "whether this kernel has tcp_tw_recycle is not known: neither the setting nor the release nor /proc/net/netstat was read",
    zh: "不知道此内核是否有 tcp_tw_recycle：没有读到该设置、内核版本或 /proc/net/netstat",
  },
  noCounters: {
    en: "/proc/net/netstat was not read",
    zh: "没有读到 /proc/net/netstat",
  },
  needsRate: {
    en: "{name} stands at {total}; whether it rises needs two samples: run with --interval 1s, or give a snapshot that holds later/",
    zh: "{name} 为 {total}，是否仍在上升需要两次采样：请加 --interval 1s，或使用含 later/ 目录的快照",
  },
  turnOff: { en: "turn tcp_tw_recycle off", zh: "关闭 tcp_tw_recycle" },
  setOff: { en: "clients behind NAT get through at once", zh: "NAT 后的客户端立即恢复" },
  removeLine: { en: "remove line {line} of {path}", zh: "删除 {path} 的第 {line} 行" },
  keepTimestamps: {
    en: "do not turn tcp_timestamps off instead: round-trip times and PAWS are lost with it",
    zh: "不要改为关闭 tcp_timestamps：会失去往返时间测量和 PAWS",
  },
  findMixer: { en: "find who mixes timestamps", zh: "找出混用时间戳的设备" },
  capture: {
    en: "capture one such connection on both sides (tcpdump -s 96): where TSval goes back, a NAT, a load balancer or a SYN proxy rewrote it or did not",
    zh: "在两端抓取一个这样的连接（tcpdump -s 96）：TSval 倒退之处，就是 NAT、负载均衡或 SYN 代理改写或漏改的地方",
  },
});
