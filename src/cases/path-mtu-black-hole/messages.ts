import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("path-mtu-black-hole", {
  stuck: {
    en: "packets of {never} bytes from {from} to {to} vanish without a word; smaller ones arrive",
    zh: "{from} 发往 {to} 的 {never} 字节数据包无声消失，更小的可以到达",
  },
  recovered: {
    en: "packets of {never} bytes from {from} to {to} vanished; after {times} {times:try|tries} the sender went on with smaller ones",
    zh: "{from} 发往 {to} 的 {never} 字节数据包消失，发送端尝试 {times} 次后改用更小的数据包才继续",
  },
  unseen: {
    en: "full-size packets from {from} to {to} never arrive here; smaller ones do. A capture at the sender would settle it",
    zh: "{from} 发往 {to} 的满长数据包从未到达此处，更小的可以到达；需在发送端抓包才能证实",
  },
  doubtful: {
    en: "packets of {never} bytes from {from} to {to} get no answer; that the size is why would be settled by casebook probe mtu or ping -M do",
    zh: "{from} 发往 {to} 的 {never} 字节数据包得不到应答；是否因为长度，可用 casebook probe mtu 或 ping -M do 证实",
  },
  neverLabel: { en: "never got through", zh: "从未送达" },
  neverSays: {
    en: "{size} bytes, DF set, sent {times} {times:time|times} in {lasted}",
    zh: "{size} 字节，DF 置位，{lasted} 内发送 {times} 次",
  },
  neverUnseen: {
    en: "up to {size} bytes, as the receiver's MSS allows, waited for {lasted}",
    zh: "最大 {size} 字节（接收端 MSS 所允许），已等待 {lasted}",
  },
  throughLabel: { en: "got through", zh: "可以送达" },
  throughSays: { en: "{size} bytes at most", zh: "最大 {size} 字节" },
  throughNone: { en: "no data of any size was seen to arrive", zh: "未见任何长度的数据送达" },
  icmpLabel: { en: "ICMP about the size", zh: "关于长度的 ICMP" },
  icmpNone: {
    en: "none: no router said that the packet is too big",
    zh: "没有：无路由器告知数据包过大",
  },
  icmpSays: {
    en: "{count} from {from}, which names an MTU of {mtu}; the sender did not follow",
    zh: "{from} 发来 {count} 个，给出 MTU {mtu}，发送端没有遵从",
  },
  shrunkLabel: { en: "went on with", zh: "改用" },
  shrunkSays: {
    en: "{size} bytes: the sender probed the MTU (tcp_mtu_probing)",
    zh: "{size} 字节：发送端探测了 MTU（tcp_mtu_probing）",
  },
  tunnelLabel: { en: "the tunnel adds", zh: "隧道额外占用" },
  tunnelSays: {
    en: "{size} bytes: {all} on the uplink",
    zh: "{size} 字节：在上联链路上共 {all} 字节",
  },
  handshakeLabel: { en: "handshake", zh: "握手" },
  handshakeSays: {
    en: "complete; TLS: client at {client}, server at {server}",
    zh: "完整；TLS：客户端到 {client}，服务端到 {server}",
  },
  handshakeDone: { en: "complete", zh: "完整" },
  handshakeNone: {
    en: "not in the capture: it began later",
    zh: "不在抓包中：抓包开始得更晚",
  },
  superLabel: { en: "larger than the MSS", zh: "大于 MSS" },
  superSays: {
    en: "frames: {count}, taken before the card split them; no proof",
    zh: "{count} 帧：在网卡切分之前抓到，不说明任何问题",
  },
  connectionsLabel: { en: "connections", zh: "连接" },
  connectionsSays: {
    en: "{count} fell into it",
    zh: "{count} 条受影响",
  },
  connection: {
    en: "{size} bytes sent {times} {times:time|times}, frames {first}–{last}",
    zh: "{size} 字节，发送 {times} 次，第 {first}–{last} 帧",
  },
  noHole: {
    en: "of {streams} {streams:connection|connections} none is stuck on large packets while small ones pass",
    zh: "{streams} 条连接中，没有大包不通而小包可通的情况",
  },
  noHoleLabel: { en: "stuck on a size", zh: "因长度受阻" },
  noTcp: { en: "there is no TCP in the capture", zh: "抓包中没有 TCP" },
  oneWay: {
    en: "the capture holds one direction only, so what arrived is not known: capture both, or on the other host",
    zh: "抓包只有单向，无法得知哪些数据已送达：请双向抓包，或在另一台主机上抓包",
  },
  controlOnly: {
    en: "the capture holds SYN, FIN and RST only, so which sizes arrived is not known: capture without a filter of flags",
    zh: "抓包只有 SYN、FIN、RST，无法得知哪些长度的数据包已送达：抓包时请不要按标志位过滤",
  },
  leftOut: {
    en: "{count} {count:connection was|connections were} not looked at: narrow the capture down with --host and --port",
    zh: "有 {count} 条连接未检查：请用 --host 与 --port 缩小范围",
  },
  allowIcmp: {
    en: "let ICMP fragmentation needed (IPv6: packet too big) through on the way to {from}",
    zh: "放行发往 {from} 的 ICMP 需要分片报文（IPv6 为数据包过大报文）",
  },
  allowIcmpHow: {
    en: "On the router or firewall between {from} and {to} that drops it: accept ICMP type 3 code 4 and ICMPv6 type 2, in OUTPUT and FORWARD, and in security groups",
    zh: "在 {from} 与 {to} 之间丢弃该报文的路由器或防火墙上：于 OUTPUT、FORWARD 及安全组中放行 ICMP 类型 3 代码 4 与 ICMPv6 类型 2",
  },
  clamp: {
    en: "clamp the MSS on the router that knows the small link; new TCP connections only",
    zh: "在连接小 MTU 链路的路由器上限制 MSS，只对新建 TCP 连接有效",
  },
  clampHow: {
    en: "iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu, and the same with ip6tables; undo it with -D",
    zh: "执行 iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu，ip6tables 同样执行；用 -D 撤销",
  },
  lower: {
    en: "lower the MTU of the route on {from} to what gets through",
    zh: "在 {from} 上把该路由的 MTU 降到可以送达的大小",
  },
  lowerHow: {
    en: "Measure the MTU with ping -M do -s SIZE {to}, then on {from}: ip route change DEST … mtu N; put the route back as it was to undo it",
    zh: "先用 ping -M do -s SIZE {to} 测出 MTU，再在 {from} 上执行 ip route change DEST … mtu N；把路由改回原样即可撤销",
  },
});
