import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("time-wait-pile-up", {
  exhausted: {
    en: "connect() to {remote} fails with EADDRNOTAVAIL: all {usable} local ports are taken, {waiting} of them by TIME_WAIT",
    zh: "到 {remote} 的 connect() 返回 EADDRNOTAVAIL：{usable} 个本地端口已全部占用，其中 {waiting} 个处于 TIME_WAIT",
  },
  exhaustedHeld: {
    en: "connect() to {remote} fails with EADDRNOTAVAIL: all {usable} local ports are taken by open connections",
    zh: "到 {remote} 的 connect() 返回 EADDRNOTAVAIL：{usable} 个本地端口已被现有连接全部占用",
  },
  nearlyExhausted: {
    en: "{used} of {usable} local ports toward {remote} are taken, so a burst of connections fails with EADDRNOTAVAIL; strace -e connect of the client would show it",
    zh: "到 {remote} 的 {usable} 个本地端口已占用 {used} 个，连接突增时会返回 EADDRNOTAVAIL；对客户端执行 strace -e connect 可以确认",
  },
  nearing: {
    en: "{used} of {usable} local ports toward {remote} are taken; when all are, connect() fails with EADDRNOTAVAIL",
    zh: "到 {remote} 的 {usable} 个本地端口已占用 {used} 个，用完后 connect() 会返回 EADDRNOTAVAIL",
  },
  boundOut: {
    en: "bind() to port 0 fails with EADDRINUSE: all {usable} local ports are taken, one connection each, because programs bind before they connect",
    zh: "bind() 端口 0 返回 EADDRINUSE：{usable} 个本地端口已全部占用，且每个端口只有一个连接，因为程序在 connect 之前先 bind",
  },
  boundNearly: {
    en: "{used} of {usable} local ports are taken, one connection each: programs that bind before they connect soon get EADDRINUSE",
    zh: "{usable} 个本地端口已占用 {used} 个，且每个端口只有一个连接：先 bind 再 connect 的程序即将遇到 EADDRINUSE",
  },
  overflowing: {
    en: "TIME_WAIT is skipped for {delta} {delta:connection|connections} in {seconds}: tcp_max_tw_buckets allows {max}",
    zh: "{seconds} 内有 {delta} 个连接被跳过 TIME_WAIT：tcp_max_tw_buckets 只允许 {max} 个",
  },
  overflowingUnknown: {
    en: "TIME_WAIT is skipped for {delta} {delta:connection|connections} in {seconds}: tcp_max_tw_buckets is reached",
    zh: "{seconds} 内有 {delta} 个连接被跳过 TIME_WAIT：已达到 tcp_max_tw_buckets",
  },
  overflowedBefore: {
    en: "TIME_WAIT was skipped for {total} {total:connection|connections} so far, and {count} of {max} allowed are there now",
    zh: "累计已有 {total} 个连接被跳过 TIME_WAIT，当前 {count} 个，上限 {max} 个",
  },
  portsLabel: { en: "local ports taken", zh: "已占用的本地端口" },
  portsToward: {
    en: "{used} of {usable} from {local} toward {remote}",
    zh: "{local} 到 {remote}：{usable} 个中的 {used} 个",
  },
  portsOfAll: {
    en: "{used} of {usable}, one connection each",
    zh: "{usable} 个中的 {used} 个，每个一个连接",
  },
  noPortLeft: {
    en: "the kernel has no other port to give toward this address and port",
    zh: "对这个地址和端口，内核已没有别的端口可用",
  },
  fullRatio: {
    en: "ours: from here on the kernel searches long for a free port, and a burst finds none",
    zh: "我们的阈值：超过它，内核要花很久寻找空闲端口，连接突增时会找不到",
  },
  nearRatio: { en: "ours: worth knowing before it fails", zh: "我们的阈值：在失败之前提醒" },
  heldBy: { en: "taken by", zh: "占用者" },
  heldSays: {
    en: "{waiting} in TIME_WAIT for 60 s each, {held} connections",
    zh: "{waiting} 个 TIME_WAIT（各持续 60 秒），{held} 个连接",
  },
  sustained: { en: "most new connections", zh: "可持续的新建速率" },
  sustainedSays: {
    en: "{rate} toward one destination: {usable} ports for 60 s",
    zh: "到同一目的地 {rate}：{usable} 个端口，各占 60 秒",
  },
  where: { en: "where", zh: "位置" },
  rangeLabel: { en: "ip_local_port_range", zh: "ip_local_port_range" },
  rangeSays: {
    en: "{low} to {high}: {usable} to choose from",
    zh: "{low} 到 {high}：可选 {usable} 个",
  },
  rangeReserved: {
    en: "{low} to {high}: {usable} to choose from; {reserved} are reserved",
    zh: "{low} 到 {high}：可选 {usable} 个，保留 {reserved} 个",
  },
  reuseLabel: { en: "tcp_tw_reuse", zh: "tcp_tw_reuse" },
  reuseNever: { en: "{value}: not before TIME_WAIT ends", zh: "{value}：TIME_WAIT 结束前不重用" },
  reuseLoopback: { en: "{value}: only over the loopback interface", zh: "{value}：仅限环回接口" },
  reuseNow: {
    en: "{value}: after a second, with timestamps",
    zh: "{value}：1 秒后可重用（需要时间戳）",
  },
  reuseInert: { en: "{value}, but tcp_timestamps is off", zh: "{value}，但 tcp_timestamps 已关闭" },
  overflowLabel: { en: "TCPTimeWaitOverflow", zh: "TCPTimeWaitOverflow" },
  rose: {
    en: "+{delta} in {seconds}, {rate}; {total} in all",
    zh: "{seconds} 内 +{delta}，{rate}；累计 {total}",
  },
  totalOnly: { en: "{total} in all", zh: "累计 {total}" },
  eachSkipped: {
    en: "each is a connection that ended without TIME_WAIT: a late segment of it is answered with RST, or taken for another's",
    zh: "每次都是一个没有经过 TIME_WAIT 就结束的连接：它迟到的报文段会被回以 RST，或被当成别的连接的",
  },
  bucketsLabel: { en: "TIME_WAIT now", zh: "当前 TIME_WAIT" },
  bucketsOf: { en: "{count} of {max} allowed", zh: "{count} 个，上限 {max} 个" },
  bucketsCount: { en: "{count}", zh: "{count} 个" },
  maxReached: {
    en: "the kernel's: beyond tcp_max_tw_buckets it makes none",
    zh: "内核的上限：超过 tcp_max_tw_buckets 就不再创建",
  },
  fullestLabel: { en: "fullest destination", zh: "占用最多的目的地" },
  crowdLabel: { en: "most TIME_WAIT", zh: "最多的 TIME_WAIT" },
  crowdSays: {
    en: "{count}, other sockets {others}",
    zh: "{count} 个，其他套接字 {others} 个",
  },
  fewSockets: {
    en: "ours: fewer sockets do not use up a range of ports",
    zh: "我们的阈值：套接字更少时不会用完端口范围",
  },
  noneOutgoing: {
    en: "{count}, others {others}: accepted, so no port is taken",
    zh: "{count} 个，其他 {others} 个：均为被接受的连接，不占端口",
  },
  reusableLabel: { en: "reusable TIME_WAIT", zh: "可重用的 TIME_WAIT" },
  reusableSays: {
    en: "{count} {count:port|ports} toward {remote} {count:is|are} given out again",
    zh: "到 {remote} 有 {count} 个端口可以再次使用",
  },
  looked: { en: "network namespaces", zh: "网络命名空间" },
  lookedSays: { en: "{count} looked at", zh: "已检查 {count} 个" },
  lookedBesides: { en: "{count} looked at; {besides}", zh: "已检查 {count} 个；{besides}" },
  noTable: {
    en: "/proc/net/tcp of network namespace {name} is not in this snapshot, and its {count} {count:socket|sockets} may use up its ports",
    zh: "快照中没有网络命名空间 {name} 的 /proc/net/tcp，而它的 {count} 个套接字可能用完端口",
  },
  noCounts: {
    en: "neither /proc/net/sockstat nor /proc/net/tcp of network namespace {name} was read",
    zh: "没有读到网络命名空间 {name} 的 /proc/net/sockstat 和 /proc/net/tcp",
  },
  noRange: {
    en: "{used} ports toward {remote} are taken; how many there are is in /proc/sys/net/ipv4/ip_local_port_range of network namespace {name}, which was not read",
    zh: "到 {remote} 已占用 {used} 个端口；总数在网络命名空间 {name} 的 /proc/sys/net/ipv4/ip_local_port_range 中，没有读到",
  },
  noOverflowRate: {
    en: "TCPTimeWaitOverflow stands at {total}; whether it rises needs two samples: run with --interval 1s, or give a snapshot that holds later/",
    zh: "TCPTimeWaitOverflow 为 {total}，是否仍在上升需要两次采样：请加 --interval 1s，或使用含 later/ 目录的快照",
  },
  poolConnections: {
    en: "open fewer connections: keep them alive, or take them from a pool",
    zh: "减少新建连接：使用长连接或连接池",
  },
  keepAlive: {
    en: "let clients of {remote} keep connections open (HTTP keep-alive, upstream keepalive of nginx, a pool of the driver)",
    zh: "让访问 {remote} 的客户端保持连接（HTTP keep-alive、nginx 的 upstream keepalive、驱动的连接池）",
  },
  moreTuples: {
    en: "more addresses double the ports: a second address or port of the server, or a second source address",
    zh: "增加地址可使端口成倍增加：服务端的第二个地址或端口，或第二个源地址",
  },
  closeThere: {
    en: "TIME_WAIT stays with the side that closes first: where the protocol allows, let the server close",
    zh: "TIME_WAIT 留在先关闭的一方：协议允许时让服务端先关闭",
  },
  widen: {
    en: "let the kernel choose from {low} to {high}",
    zh: "让内核从 {low} 到 {high} 中选择端口",
  },
  reserveListening: {
    en: "keep ports that programs listen on out of the wider range",
    zh: "把程序监听的端口排除在扩大后的范围之外",
  },
  setRange: { en: "widen ip_local_port_range", zh: "扩大 ip_local_port_range" },
  allowReuse: {
    en: "give ports in TIME_WAIT to new connections after a second",
    zh: "TIME_WAIT 超过 1 秒的端口可分配给新连接",
  },
  setReuse: { en: "set tcp_tw_reuse", zh: "设置 tcp_tw_reuse" },
  reuseNeeds: {
    en: "it helps where both ends use TCP timestamps, and not within the first second",
    zh: "需要两端都启用 TCP 时间戳，且第 1 秒内不起作用",
  },
  bindLate: {
    en: "do not bind before connect, or set IP_BIND_ADDRESS_NO_PORT on the socket",
    zh: "不要在 connect 之前 bind，或在套接字上设置 IP_BIND_ADDRESS_NO_PORT",
  },
  bindLateHow: {
    en: "nginx (proxy_bind), HAProxy (source) and Envoy do so on kernel 4.2 or later; in a program: setsockopt(IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT)",
    zh: "nginx（proxy_bind）、HAProxy（source）和 Envoy 在 4.2 及以上内核中会这样做；在程序中：setsockopt(IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT)",
  },
  moreBuckets: { en: "allow {max} sockets in TIME_WAIT", zh: "允许 {max} 个 TIME_WAIT 套接字" },
  setBuckets: {
    en: "raise tcp_max_tw_buckets; one takes about 256 bytes",
    zh: "调大 tcp_max_tw_buckets；每个约占 256 字节",
  },
});
