import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("path-mtu-black-hole/probe", {
  holeThere: {
    en: "packets larger than {through} bytes to {to} vanish without a word; smaller ones arrive",
    zh: "发往 {to} 的超过 {through} 字节的数据包无声消失，更小的可以到达",
  },
  holeBack: {
    en: "packets larger than {through} bytes from {to} vanish on the way back without a word; smaller ones arrive",
    zh: "{to} 发回的超过 {through} 字节的数据包在返回途中无声消失，更小的可以到达",
  },
  holeBoth: {
    en: "packets larger than {through} bytes to {to}, and larger than {back} bytes back, vanish without a word",
    zh: "发往 {to} 的超过 {through} 字节、以及发回的超过 {back} 字节的数据包无声消失",
  },
  doubtful: {
    en: "pings larger than {through} bytes to {to} get no answer; whether other packets do would be settled by naming a TCP port: casebook probe mtu HOST:PORT",
    zh: "发往 {to} 的超过 {through} 字节的 ping 得不到应答；其他数据包是否如此，可指定 TCP 端口证实：casebook probe mtu HOST:PORT",
  },
  harmless: {
    en: "packets larger than {through} bytes to {to} vanish without a word; TCP is kept below that, UDP and tunnels are not",
    zh: "发往 {to} 的超过 {through} 字节的数据包无声消失；TCP 的报文段被限制在此之下，UDP 与隧道则不受保护",
  },
  remembered: {
    en: "packets larger than {through} bytes to {to} vanish without a word; this host keeps below that until it forgets what ICMP taught it",
    zh: "发往 {to} 的超过 {through} 字节的数据包无声消失；本机在忘记从 ICMP 学到的值之前不会发送更大的",
  },
  toLabel: { en: "to {address}", zh: "发往 {address}" },
  fromLabel: { en: "from {address}", zh: "来自 {address}" },
  edge: {
    en: "{through} bytes arrive, {never} never did in {tries} {tries:try|tries} ({means})",
    zh: "{through} 字节可达，{never} 字节尝试 {tries} 次从未送达（{means}）",
  },
  edgeNothing: {
    en: "{never} bytes never arrived in {tries} {tries:try|tries} ({means})",
    zh: "{never} 字节尝试 {tries} 次从未送达（{means}）",
  },
  edgeTold: {
    en: "{through} bytes arrive; a router refuses {never}",
    zh: "{through} 字节可达；路由器拒绝 {never} 字节",
  },
  bracket: {
    en: "{through} bytes arrive, {never} never did; the edge between was not found",
    zh: "{through} 字节可达，{never} 字节从未送达；两者之间的界限未能找到",
  },
  allThere: {
    en: "{through} bytes arrive: all that {device} takes",
    zh: "{through} 字节可达：{device} 的上限",
  },
  someThere: {
    en: "{through} bytes arrive; larger ones were not told apart",
    zh: "{through} 字节可达；更大的未能区分",
  },
  nothingThere: { en: "no probe of any size was answered", zh: "任何长度的探测都没有应答" },
  allBack: {
    en: "{through} bytes arrive, the largest that it sent",
    zh: "{through} 字节可达，即对端发送的最大数据包",
  },
  untoldBack: {
    en: "not told: the peer answered nothing over TCP",
    zh: "无法得知：对端经 TCP 没有任何应答",
  },
  notAskedBack: {
    en: "not measured: name a TCP port, HOST:PORT",
    zh: "未测量：请指定 TCP 端口，HOST:PORT",
  },
  echo: { en: "ping", zh: "ping" },
  udp: { en: "UDP", zh: "UDP" },
  tcp: { en: "TCP", zh: "TCP" },
  echoUdp: { en: "ping and UDP", zh: "ping 与 UDP" },
  echoTcp: { en: "ping and TCP", zh: "ping 与 TCP" },
  udpTcp: { en: "UDP and TCP", zh: "UDP 与 TCP" },
  allMeans: { en: "ping, UDP and TCP", zh: "ping、UDP 与 TCP" },
  icmpLabel: { en: "ICMP about the size", zh: "关于长度的 ICMP" },
  icmpNone: {
    en: "none: no router said that the packet is too big",
    zh: "没有：无路由器告知数据包过大",
  },
  icmpFrom: {
    en: "{from} names an MTU of {mtu}",
    zh: "{from} 给出 MTU {mtu}",
  },
  icmpWrong: {
    en: "{from} names an MTU of {mtu}, and {through} is what arrives: wrong",
    zh: "{from} 给出 MTU {mtu}，但实际可达 {through}：有误",
  },
  hopLabel: { en: "lost behind", zh: "消失位置" },
  hopBetween: {
    en: "{last}, hop {lastTtl}; {next}, hop {nextTtl}, never sees it",
    zh: "{last}（第 {lastTtl} 跳）之后；{next}（第 {nextTtl} 跳）收不到",
  },
  hopLast: {
    en: "{last}, hop {lastTtl}",
    zh: "{last}（第 {lastTtl} 跳）之后",
  },
  hopFirst: {
    en: "this host; {next}, hop {nextTtl}, never sees it",
    zh: "本机之后；{next}（第 {nextTtl} 跳）收不到",
  },
  portLabel: { en: "TCP port {port}", zh: "TCP 端口 {port}" },
  portSplit: {
    en: "answers if allowed packets of {limited} bytes, not of {announced}",
    zh: "允许 {limited} 字节的数据包时有应答，{announced} 字节时没有",
  },
  portFine: {
    en: "answers, allowed packets of {limited} or of {announced} bytes",
    zh: "允许 {limited} 或 {announced} 字节的数据包时都有应答",
  },
  portSilent: { en: "connects, and answers nothing", zh: "可以连接，但没有应答" },
  portRefused: { en: "closed: refused", zh: "端口关闭：连接被拒绝" },
  portUnanswered: { en: "no answer to SYN", zh: "SYN 没有应答" },
  portUnreachable: { en: "unreachable: {code}", zh: "不可达：{code}" },
  deviceLabel: { en: "interface {device}", zh: "网卡 {device}" },
  deviceLarge: {
    en: "MTU {mtu}: larger than the path",
    zh: "MTU {mtu}：大于路径",
  },
  deviceFits: { en: "MTU {mtu}: the path carries it", zh: "MTU {mtu}：路径可以承载" },
  deviceOnly: { en: "MTU {mtu}", zh: "MTU {mtu}" },
  routeLabel: { en: "route's mtu", zh: "路由的 mtu" },
  routeLockedLabel: { en: "route's mtu lock", zh: "路由的 mtu lock" },
  cachedLabel: { en: "learned from ICMP", zh: "从 ICMP 学到的 mtu" },
  limitLarge: { en: "{mtu}: larger than the path, wrong", zh: "{mtu}：大于路径，有误" },
  limitSmall: {
    en: "{mtu}: smaller than the path, wastes {less} bytes",
    zh: "{mtu}：小于路径，少用 {less} 字节",
  },
  limitFits: { en: "{mtu}: what the path carries", zh: "{mtu}：与路径一致" },
  limitOnly: { en: "{mtu}", zh: "{mtu}" },
  cachedFor: {
    en: "{judged} (for {seconds} more)",
    zh: "{judged}（还有 {seconds} 过期）",
  },
  advmssLabel: { en: "route's advmss", zh: "路由的 advmss" },
  advmssSays: {
    en: "peers are told {advmss}: packets of {bytes}",
    zh: "告知对端 {advmss}：即 {bytes} 字节的数据包",
  },
  lossLabel: { en: "lost whatever the size", zh: "与长度无关的丢失" },
  lossSays: { en: "{lost} of {sent} probes", zh: "{sent} 个探测中的 {lost} 个" },
  othersLabel: { en: "other addresses", zh: "其他地址" },
  othersSays: { en: "{count} of {host}, not probed", zh: "{host} 还有 {count} 个，未探测" },
  noRouteLabel: { en: "to {address}", zh: "发往 {address}" },
  noRoute: { en: "no route from here: {code}", zh: "本机没有到它的路由：{code}" },
  unresolved: {
    en: "{host} has no address: {code}",
    zh: "{host} 没有地址：{code}",
  },
  unreachable: {
    en: "{address} cannot be reached: {code}, says {from}",
    zh: "{address} 不可达：{code}，来自 {from}",
  },
  unreachableHere: {
    en: "{address} cannot be reached from here: {code}",
    zh: "从本机无法到达 {address}：{code}",
  },
  silent: {
    en: "{address} answers neither ping nor UDP: name a TCP port that is open, HOST:PORT",
    zh: "{address} 对 ping 与 UDP 都没有应答：请指定一个开放的 TCP 端口，HOST:PORT",
  },
  silentToo: {
    en: "{address} answers neither ping nor UDP, and not on TCP port {port}",
    zh: "{address} 对 ping 与 UDP 都没有应答，TCP 端口 {port} 也没有",
  },
  denied: {
    en: "ping needs CAP_NET_RAW or net.ipv4.ping_group_range; {address} answers nothing else: run as root, or name an open TCP port, HOST:PORT",
    zh: "ping 需要 CAP_NET_RAW 或 net.ipv4.ping_group_range，而 {address} 对其他探测没有应答：请以 root 运行，或指定开放的 TCP 端口，HOST:PORT",
  },
  backClosed: {
    en: "{through} bytes reach {address}; the way back cannot be told: TCP port {port} is {state}",
    zh: "{through} 字节可到达 {address}；返回方向无法得知：TCP 端口 {port} {state}",
  },
  stateRefused: { en: "closed", zh: "已关闭" },
  stateUnanswered: { en: "silent", zh: "没有应答" },
  stateUnreachable: { en: "unreachable", zh: "不可达" },
  backSilent: {
    en: "{through} bytes reach {address}; the way back cannot be told: port {port} answers nothing, name one that speaks TLS or HTTP",
    zh: "{through} 字节可到达 {address}；返回方向无法得知：端口 {port} 没有应答，请指定使用 TLS 或 HTTP 的端口",
  },
  routeMtu: {
    en: "exchange packets of {mtu} bytes at most with {to}: ip route replace {to} … mtu {mtu}",
    zh: "与 {to} 之间的数据包不超过 {mtu} 字节：ip route replace {to} … mtu {mtu}",
  },
  routeMtuStep: {
    en: "a route for {to} alone, with an MTU of {mtu}; TCP then tells the peer to send no more, too",
    zh: "仅针对 {to} 的路由，MTU 为 {mtu}；TCP 也会告知对端不要发送更大的报文段",
  },
  routeMtuHow: {
    en: "ip route change {to} … mtu {mtu}; it has a route of its own: put that back to undo it",
    zh: "执行 ip route change {to} … mtu {mtu}；该地址已有自己的路由：改回原样即可撤销",
  },
});
