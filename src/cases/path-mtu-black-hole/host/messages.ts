import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("path-mtu-black-hole/host", {
  stuck: {
    en: "packets of {never} bytes to {remote} vanish without a word; smaller ones arrive",
    zh: "发往 {remote} 的 {never} 字节数据包无声消失，更小的可以到达",
  },
  doubtful: {
    en: "packets of {never} bytes to {remote} get no answer; casebook check --probe {aim} would settle that the size is why",
    zh: "发往 {remote} 的 {never} 字节数据包得不到应答；是否因为长度，可用 casebook check --probe {aim} 证实",
  },
  wayBack: {
    en: "large packets from {remote} never arrive, smaller ones behind them do; casebook check --probe {aim} would settle it",
    zh: "来自 {remote} 的大包从未到达，其后更小的已到达；可用 casebook check --probe {aim} 证实",
  },
  overlay: {
    en: "{name} sends packets of {mtu} bytes, which need {needed} on {uplink} and find {found}: those to {remote} vanish",
    zh: "{name} 发送 {mtu} 字节的数据包，在 {uplink} 上需要 {needed} 字节而只有 {found}：发往 {remote} 的数据包消失",
  },
  overlayLatent: {
    en: "{name} takes packets of {mtu} bytes, which need {needed} on {uplink} and find {found}; nothing is stuck on it now",
    zh: "{name} 接受 {mtu} 字节的数据包，在 {uplink} 上需要 {needed} 字节而只有 {found}；目前没有连接因此受阻",
  },
  overlayUnseen: {
    en: "{name} takes packets of {mtu} bytes, which need {needed} on {uplink} and find {found}; the connections were not seen",
    zh: "{name} 接受 {mtu} 字节的数据包，在 {uplink} 上需要 {needed} 字节而只有 {found}；未能查看连接",
  },
  neverLabel: { en: "never arrived", zh: "从未送达" },
  neverSays: {
    en: "{size} bytes, sent {times} {times:time|times} in {lasted}",
    zh: "{size} 字节，{lasted} 内发送 {times} 次",
  },
  neverAwaited: {
    en: "up to {size} bytes, waited for {lasted}",
    zh: "最大 {size} 字节，已等待 {lasted}",
  },
  throughLabel: { en: "arrived", zh: "已送达" },
  throughTold: {
    en: "{size} bytes or more, told by SACK",
    zh: "至少 {size} 字节，由 SACK 告知",
  },
  throughSays: { en: "{size} bytes or more", zh: "至少 {size} 字节" },
  throughBehind: {
    en: "{size} bytes in memory, from behind the gap",
    zh: "内存中有 {size} 字节，来自缺口之后",
  },
  throughNone: { en: "the handshake; no data yet", zh: "握手；尚无数据" },
  whyThrough: {
    en: "larger than what is stuck would rule the size out",
    zh: "若大于受阻的长度，则可排除长度原因",
  },
  mtuLabel: { en: "path MTU believed", zh: "所认为的路径 MTU" },
  mtuOfDevice: {
    en: "{size} bytes, as {device} carries; nothing learnt",
    zh: "{size} 字节，即 {device} 的 MTU；未学到更小的值",
  },
  mtuLearnt: {
    en: "{size} bytes, learnt from ICMP: another link is smaller still",
    zh: "{size} 字节，由 ICMP 学得：另有更小的链路",
  },
  mtuOfRoute: { en: "{size} bytes, set on the route", zh: "{size} 字节，由路由设定" },
  mtuLocked: {
    en: "{size} bytes, locked on the route: ICMP changes nothing",
    zh: "{size} 字节，由路由锁定：ICMP 无法改变",
  },
  mtuSays: { en: "{size} bytes", zh: "{size} 字节" },
  icmpLabel: { en: "ICMP about the size", zh: "关于长度的 ICMP" },
  icmpNone: { en: "none came since boot", zh: "开机以来没有收到" },
  icmpNoneNow: {
    en: "none came meanwhile ({total} before)",
    zh: "其间没有收到（此前 {total} 个）",
  },
  icmpSome: {
    en: "{count} of that type came meanwhile, and did not help",
    zh: "其间收到 {count} 个该类型报文，但无济于事",
  },
  icmpTotal: { en: "{total} of that type since boot", zh: "开机以来 {total} 个该类型报文" },
  probingLabel: { en: "tcp_mtu_probing", zh: "内核 tcp_mtu_probing" },
  probingOff: { en: "0: TCP does not try smaller ones", zh: "0：TCP 不会尝试更小的报文段" },
  probingOn: { en: "{value}: on, and did not help", zh: "{value}：已开启，但无济于事" },
  failLabel: { en: "TCPMTUPFail", zh: "计数 TCPMTUPFail" },
  failSays: {
    en: "{fail} of the kernel's own probes were lost, {success} arrived",
    zh: "内核自己的探测丢失 {fail} 个，成功 {success} 个",
  },
  connectionsLabel: { en: "connections", zh: "连接" },
  connectionsSays: { en: "stuck: {count}", zh: "{count} 条受阻" },
  connectionAwaits: { en: "waits for {lasted}", zh: "已等待 {lasted}" },
  connection: {
    en: "{size} bytes, {times} {times:time|times} in {lasted}",
    zh: "{size} 字节，{lasted} 内 {times} 次",
  },
  fitsLabel: { en: "MTU of {name}", zh: "{name} 的 MTU" },
  fitsSays: { en: "{size} bytes", zh: "{size} 字节" },
  whyFits: {
    en: "{uplink} carries {found}, and {name} adds {overhead}",
    zh: "{uplink} 可承载 {found} 字节，{name} 额外占用 {overhead} 字节",
  },
  alikeLabel: { en: "others like it", zh: "同类接口" },
  alikeSays: { en: "{count} more with the same MTU", zh: "另有 {count} 个，MTU 相同" },
  droppedLabel: { en: "tx_dropped of {name}", zh: "{name} 丢包 tx_dropped" },
  droppedSays: { en: "{count} {count:packet|packets}", zh: "{count} 个数据包" },
  stuckLabel: { en: "connections stuck", zh: "受阻的连接" },
  noneStuck: {
    en: "none of {total} sends one size again and again",
    zh: "{total} 条连接中没有反复发送同一长度的",
  },
  whyStuck: {
    en: "a full-size segment sent four times in vain while smaller ones pass",
    zh: "满长报文段发送四次未果，而更小的可以通过",
  },
  fitLabel: { en: "tunnels and bridges", zh: "隧道与网桥" },
  allFit: { en: "all of {count} fit their uplink", zh: "{count} 个均与上联匹配" },
  noneToFit: { en: "none", zh: "没有" },
  rescuedSays: {
    en: "{count} of TCP's probes for a size arrived, {fail} did not",
    zh: "TCP 的长度探测成功 {count} 个，失败 {fail} 个",
  },
  refused: {
    en: "{count} network {count:namespace|namespaces} could not be looked into: run as root",
    zh: "有 {count} 个网络命名空间无法查看：请以 root 身份运行",
  },
  lower: {
    en: "lower the MTU of {name} to the {fits} bytes that fit",
    zh: "把 {name} 的 MTU 降到可容纳的 {fits} 字节",
  },
  lowerStep: { en: "MTU of {name}: {mtu} → {fits}", zh: "{name} 的 MTU：{mtu} → {fits}" },
  lowerOwner: {
    en: "Set it where it comes from too (daemon.json or the network of Docker, the CNI's configuration, netplan): containers that run keep the old size",
    zh: "同时修改其来源（Docker 的 daemon.json 或网络、CNI 配置、netplan）：正在运行的容器仍用旧值",
  },
  lowerRoute: {
    en: "send no packets larger than {size} bytes to {remote}, and ask it for none",
    zh: "发往 {remote} 的数据包不超过 {size} 字节，并要求对方同样",
  },
  lowerRouteStep: {
    en: "a route of its own for {remote}, with MTU {size}; new connections only",
    zh: "为 {remote} 设单独路由，MTU {size}；仅对新连接有效",
  },
  probe: {
    en: "let TCP find out by itself (tcp_mtu_probing=1); each new connection still stalls for three seconds",
    zh: "让 TCP 自行探测（tcp_mtu_probing=1）；每条新连接仍会停顿三秒",
  },
  probeStep: {
    en: "tcp_mtu_probing: {previous} → 1",
    zh: "把 tcp_mtu_probing 由 {previous} 改为 1",
  },
  clampOverlay: {
    en: "clamp the MSS of what this host forwards; new TCP connections only",
    zh: "限制本机转发连接的 MSS，只对新建 TCP 连接有效",
  },
  clampStep: { en: "a rule of {command}", zh: "{command} 规则" },
});
