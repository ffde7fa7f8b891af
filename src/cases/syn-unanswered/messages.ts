import { defineMessages } from "#contract/message.ts";

/** First lines of findings, and what evidence says. */
export const words = defineMessages("syn-unanswered", {
  silent: {
    en: "{server} does not answer: no SYN-ACK, no RST, no ICMP comes back to {client}",
    zh: "{server} 没有应答：没有 SYN-ACK、RST 或 ICMP 返回 {client}",
  },
  silentDoubtful: {
    en: "{server} seems not to answer {client}; a capture of both directions, at the server too, would settle it",
    zh: "{server} 似乎没有应答 {client}；双向抓包并在服务端同时抓包可以证实",
  },
  unreachable: {
    en: "{server} cannot be reached: {from} says {meaning}",
    zh: "无法到达 {server}：{from} 告知{meaning}",
  },
  onePath: {
    en: "{server} answers, but its SYN-ACK does not reach {client}, which goes on asking",
    zh: "{server} 有应答，但 SYN-ACK 没有到达 {client}，后者仍在重试",
  },
  late: {
    en: "{server} answers the SYN only after {after}, when it was sent {times} {times:time|times}",
    zh: "{server} 在 {after} 之后、SYN 发送 {times} 次之后才应答",
  },
  tooLate: {
    en: "{server} answers the SYN after {after}: too late, {client} has given up",
    zh: "{server} 在 {after} 之后才应答 SYN：太晚，{client} 已放弃",
  },
  lost: {
    en: "connecting to {server} takes {after}: it answers at once, and the answer gets lost on the way to {client}",
    zh: "连接 {server} 需要 {after}：它立即应答，但应答在到达 {client} 的途中丢失",
  },
  unseen: {
    en: "{server} seems to answer the SYN only after {after}; a capture of both directions would settle it",
    zh: "{server} 似乎在 {after} 之后才应答 SYN；双向抓包可以证实",
  },
  clocks: {
    en: "{server} drops SYNs of {client} with older timestamps than it has heard: several hosts behind one address, and tcp_tw_recycle or a filter like it",
    zh: "{server} 丢弃 {client} 发来的、时间戳比已收到的更旧的 SYN：一个地址后面有多台主机，且开启了 tcp_tw_recycle 或类似的过滤",
  },
  clocksDoubtful: {
    en: "{server} answers SYNs of {client} with new timestamps and none with older ones; PAWSPassive in nstat on {server} would settle it",
    zh: "{server} 只应答 {client} 发来的时间戳较新的 SYN，较旧的都没有应答；在 {server} 上查看 nstat 的 PAWSPassive 可以证实",
  },
  manyHosts: {
    en: "{hosts} {hosts:host|hosts} give {client} no answer: it is cut off, or scans; a connection of another host to one of them would settle it",
    zh: "{hosts} 台主机都没有应答 {client}：它已断网，或在扫描；从另一台主机连接其中之一可以证实",
  },

  askedLabel: { en: "SYN sent", zh: "SYN 发送" },
  askedSays: {
    en: "{times} {times:time|times} in {lasted}, then watched for {rest}",
    zh: "{lasted} 内 {times} 次，之后又观察 {rest}",
  },
  askedOnce: { en: "once; watched for {rest}", zh: "1 次；观察 {rest}" },
  repliedLabel: { en: "SYN-ACK sent", zh: "SYN-ACK 发送" },
  repliedSays: { en: "{times} {times:time|times} in {lasted}", zh: "{lasted} 内 {times} 次" },
  icmpLabel: { en: "ICMP", zh: "ICMP" },
  icmpSays: { en: "{count} from {from}: {meaning}", zh: "{from} 发来 {count} 个：{meaning}" },
  attemptsLabel: { en: "attempts", zh: "尝试" },
  attemptsSays: {
    en: "{silent} of {asked} unanswered, {answered} answered",
    zh: "{asked} 次中 {silent} 次没有应答，{answered} 次有应答",
  },
  elsewhereLabel: { en: "the host elsewhere", zh: "该主机的其他端口" },
  elsewhereSays: { en: "port {port} answers: it is alive", zh: "端口 {port} 有应答：主机在线" },
  elsewhereNone: { en: "not heard in this capture", zh: "此抓包中没有任何应答" },
  oneWayLabel: { en: "vantage point", zh: "抓包位置" },
  oneWaySays: {
    en: "one direction only: answers would not show",
    zh: "只有单向：应答不会出现在抓包中",
  },
  answerLabel: { en: "answered", zh: "应答" },
  answerSays: {
    en: "after {after}, to SYN number {times}",
    zh: "{after} 之后，应答第 {times} 个 SYN",
  },
  answerUnseen: {
    en: "not in the capture; the client went on after {after}",
    zh: "不在抓包中；客户端在 {after} 之后继续",
  },
  lateLabel: { en: "late", zh: "迟到" },
  lateSays: { en: "{late} of {asked} connections", zh: "{asked} 条连接中 {late} 条" },
  droppedLabel: { en: "older timestamp", zh: "较旧的时间戳" },
  droppedSays: { en: "{count} {count:SYN|SYNs}, none answered", zh: "{count} 个 SYN，均没有应答" },
  answeredLabel: { en: "newer timestamp", zh: "较新的时间戳" },
  answeredSays: { en: "{count} {count:SYN|SYNs}, all answered", zh: "{count} 个 SYN，均有应答" },
  clockLabel: { en: "clock steps back", zh: "时钟后退" },
  clockSays: {
    en: "from TSval {newer} to {older} in {after}",
    zh: "{after} 内从 TSval {newer} 到 {older}",
  },
  connectionsLabel: { en: "connections", zh: "连接" },
  connectionsSays: { en: "{count}", zh: "{count} 条" },
  connection: {
    en: "frame {frame}, SYN sent {times} {times:time|times}",
    zh: "第 {frame} 帧，SYN 发送 {times} 次",
  },

  noNetwork: { en: "network unreachable", zh: "网络不可达" },
  noHost: { en: "host unreachable", zh: "主机不可达" },
  noRoute: { en: "no route", zh: "没有路由" },
  noWay: { en: "destination unreachable", zh: "目的地不可达" },

  noneLabel: { en: "without an answer", zh: "没有应答" },
  none: {
    en: "none of {count} {count:SYN|SYNs} that had time for one",
    zh: "{count} 个有时间等到应答的 SYN 都有应答",
  },
  pendingLabel: { en: "too early to tell", zh: "为时过早" },
  pendingSays: {
    en: "{count} {count:SYN|SYNs} at the end of the capture",
    zh: "抓包结束前的 {count} 个 SYN",
  },
  scanLabel: { en: "port scan", zh: "端口扫描" },
  scanSays: {
    en: "{client}: {count} {count:SYN|SYNs} in vain, {hosts} {hosts:host|hosts}, {ports} {ports:port|ports}",
    zh: "{client}：{count} 个 SYN 没有应答，{hosts} 台主机，{ports} 个端口",
  },
  noTcp: { en: "there is no TCP in the capture", zh: "抓包中没有 TCP" },
  noSyn: {
    en: "no connection begins in this capture",
    zh: "此抓包中没有新建的连接",
  },
  oneWay: {
    en: "the capture holds one direction only, so what was answered is not known: capture both",
    zh: "抓包只有单向，无法得知哪些得到了应答：请双向抓包",
  },
  tooEarly: {
    en: "the capture ends {rest} behind the SYN of frame {frame}, too early for an answer: capture for longer",
    zh: "抓包在第 {frame} 帧的 SYN 之后 {rest} 就结束，来不及等到应答：请延长抓包",
  },
  leftOut: {
    en: "{count} {count:connection was|connections were} not looked at: narrow the capture down with --host and --port",
    zh: "有 {count} 条连接未检查：请用 --host 与 --port 缩小范围",
  },
});

/** What remedies say. */
export const advice = defineMessages("syn-unanswered", {
  follow: {
    en: "follow the SYN hop by hop to where it is dropped",
    zh: "逐跳跟踪 SYN，找到丢弃它的位置",
  },
  followHow: {
    en: "On {server}: tcpdump -ni any 'tcp[tcpflags] & tcp-syn != 0 and host {client}'. If the SYN does not come there, look at security groups, firewalls and routes on the way (traceroute -T -p {port} {server}); if it comes and is not answered, at nft list ruleset, iptables-save -c, conntrack and the listen queue (nstat -az TcpExtListenOverflows TcpExtListenDrops TcpExtTCPReqQFullDrop)",
    zh: "在 {server} 上执行 tcpdump -ni any 'tcp[tcpflags] & tcp-syn != 0 and host {client}'。如果 SYN 没有到达，检查途中的安全组、防火墙与路由（traceroute -T -p {port} {server}）；如果到达却没有应答，检查 nft list ruleset、iptables-save -c、连接跟踪与监听队列（nstat -az TcpExtListenOverflows TcpExtListenDrops TcpExtTCPReqQFullDrop）",
  },
  back: {
    en: "repair the way from {server} back to {client}",
    zh: "修复从 {server} 返回 {client} 的路径",
  },
  backHow: {
    en: "On {server}: ip route get {client} shows which way the answers take; on {client} and the routers between: rp_filter (nstat -az TcpExtIPReversePathFilter), stateful firewalls that have not seen the SYN, and NAT that both directions must pass",
    zh: "在 {server} 上用 ip route get {client} 查看应答走哪条路；在 {client} 及途中路由器上检查 rp_filter（nstat -az TcpExtIPReversePathFilter）、没有见过该 SYN 的状态防火墙，以及双向都必须经过的 NAT",
  },
  route: {
    en: "give {from} a route to {server}, or bring the host up",
    zh: "为 {from} 配置到 {server} 的路由，或让该主机上线",
  },
  routeHow: {
    en: "On {from}: ip route get {server}; ip neigh show {server} says FAILED when the host does not answer ARP or neighbour discovery",
    zh: "在 {from} 上执行 ip route get {server}；如果主机不应答 ARP 或邻居发现，ip neigh show {server} 会显示 FAILED",
  },
  queue: {
    en: "find out what lets the first SYNs fall: a queue, a race, a cold path",
    zh: "查明最初的 SYN 为何丢失：队列、竞争，还是尚未就绪的路径",
  },
  queueHow: {
    en: "On {server}: nstat -az TcpExtListenOverflows TcpExtListenDrops (accept queue), conntrack -S (insert_failed), nstat TcpExtTCPTimeouts; on the way: random loss, and devices that wake up or ask for addresses first",
    zh: "在 {server} 上检查 nstat -az TcpExtListenOverflows TcpExtListenDrops（accept 队列）、conntrack -S（insert_failed）、nstat TcpExtTCPTimeouts；在途中检查随机丢包，以及需要先唤醒或解析地址的设备",
  },
  recycle: {
    en: "switch tcp_tw_recycle off on {server}",
    zh: "在 {server} 上关闭 tcp_tw_recycle",
  },
  recycleHow: {
    en: "On {server} (Linux before 4.12): sysctl -w net.ipv4.tcp_tw_recycle=0, and take it out of /etc/sysctl.d; newer kernels have no such setting: look for a load balancer or firewall that checks timestamps. Do not switch tcp_timestamps off",
    zh: "在 {server} 上（Linux 4.12 之前）执行 sysctl -w net.ipv4.tcp_tw_recycle=0，并从 /etc/sysctl.d 中删除；更新的内核没有该选项：请检查会校验时间戳的负载均衡或防火墙。不要关闭 tcp_timestamps",
  },
});
