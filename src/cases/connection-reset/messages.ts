import { defineMessages } from "#contract/message.ts";

/** First lines of findings, and what evidence says. */
export const words = defineMessages("connection-reset", {
  refused: {
    en: "{server} refuses connections: the SYN is answered with RST, as by a host where nothing listens",
    zh: "{server} 拒绝连接：SYN 被 RST 应答，与端口无人监听的主机一致",
  },
  refusedOnTheWay: {
    en: "connections to {server} are refused on the way: the RST does not come from {host} itself",
    zh: "到 {server} 的连接在途中被拒绝：RST 并非来自 {host} 本身",
  },
  refusedByIcmp: {
    en: "connections to {server} are refused: {from} answers the SYN with ICMP {meaning}",
    zh: "到 {server} 的连接被拒绝：{from} 用 ICMP {meaning}应答 SYN",
  },
  atOnce: {
    en: "{host} resets the connection to {server} right after the handshake, before any data",
    zh: "{host} 在握手之后、任何数据之前就复位了到 {server} 的连接",
  },
  unanswered: {
    en: "{host} resets the connection to {server} instead of answering",
    zh: "{host} 没有应答，而是复位了到 {server} 的连接",
  },
  forgotten: {
    en: "{host} let the connection to {server} go while it was idle for {pause}, and answers the next data with RST",
    zh: "到 {server} 的连接空闲 {pause} 期间被 {host} 放弃，随后的数据被 RST 应答",
  },
  closedBefore: {
    en: "{host} had closed the connection to {server} when {count} more came, and answers them with RST",
    zh: "{host} 关闭到 {server} 的连接之后又收到 {count}，用 RST 应答",
  },
  midTransfer: {
    en: "{host} aborts the connection to {server} behind data of its own, without closing it",
    zh: "{host} 发出数据之后没有正常关闭，而是中止了到 {server} 的连接",
  },
  walkedOff: {
    en: "{host} aborts the connection to {server} in mid-transfer, with data on the way to it",
    zh: "{host} 在传输途中中止了到 {server} 的连接，此时仍有数据在途",
  },
  gaveUp: {
    en: "{host} seems to give up the connection to {server}: no answer for {silence}; that one was due would be settled by the log of {server}",
    zh: "{host} 似乎放弃了到 {server} 的连接：{silence} 内没有应答；是否本应有应答，可查看 {server} 的日志证实",
  },
  unknownConnection: {
    en: "{host} does not know the connection to {server} any more and answers data with RST; that it had known it would be settled by a capture from the beginning",
    zh: "{host} 已不认识到 {server} 的这条连接，用 RST 应答数据；它此前是否认识，需从头抓包才能证实",
  },
  middlebox: {
    en: "something on the way resets the connection to {server} in the name of {host}",
    zh: "途中的设备以 {host} 的名义复位了到 {server} 的连接",
  },
  middleboxIdle: {
    en: "something on the way cuts the idle connection to {server} after {silence}, in the name of {host}",
    zh: "途中的设备在空闲 {silence} 后以 {host} 的名义切断了到 {server} 的连接",
  },
  middleboxDoubtful: {
    en: "perhaps something on the way resets the connection to {server} in the name of {host}; a capture at {host} would settle it",
    zh: "可能是途中的设备以 {host} 的名义复位了到 {server} 的连接；在 {host} 上抓包可以证实",
  },
  doubtful: {
    en: "{host} seems to reset the connection to {server}; a capture of both directions, from the beginning, would settle it",
    zh: "看起来是 {host} 复位了到 {server} 的连接；从头双向抓包可以证实",
  },

  rstLabel: { en: "the RST", zh: "该 RST" },
  rstSays: {
    en: "TTL {hops}, window {window}{options}",
    zh: "TTL {hops}，窗口 {window}{options}",
  },
  noTimestamps: { en: ", without the timestamps agreed on", zh: "，没有已协商的时间戳" },
  hopsLabel: { en: "TTL of the sender", zh: "发送方的 TTL" },
  hopsSame: {
    en: "{hops}, as the RST has",
    zh: "{hops}，与该 RST 相同",
  },
  hopsOther: {
    en: "{hops}; the RST passed {reset} {reset:router|routers}, its other packets {own}",
    zh: "{hops}；该 RST 经过 {reset} 个路由器，其他数据包经过 {own} 个",
  },
  hopsDiffer: {
    en: "{hops}: its other packets begin with another value",
    zh: "{hops}：其他数据包的初始值不同",
  },
  hopsNone: { en: "not known: nothing else of it was seen", zh: "未知：没有见到它的其他数据包" },
  hostHopsLabel: { en: "TTL of the host elsewhere", zh: "该主机其他应答的 TTL" },
  hostHopsSays: { en: "{hops}; the refusal has {refusal}", zh: "{hops}；拒绝报文为 {refusal}" },
  madeHereLabel: { en: "made on this host", zh: "由本机发出" },
  madeHereSays: {
    en: "it left here and never came in; its SYN did",
    zh: "只见它从这里发出，从未进入；而其 SYN 曾进入",
  },
  wentOnLabel: { en: "went on after its RST", zh: "RST 之后继续发送" },
  wentOnSays: {
    en: "with {count} of its segments: no host that resets does",
    zh: "{count} 个报文段：真正复位的主机不会如此",
  },
  aheadLabel: { en: "sequence number", zh: "序列号" },
  aheadSays: {
    en: "{count} bytes beyond all that it sent",
    zh: "超出其已发送的全部数据 {count} 字节",
  },
  carriedLabel: { en: "data until then", zh: "此前的数据" },
  carriedSays: {
    en: "{client} from the client, {server} from the server",
    zh: "客户端 {client}，服务端 {server}",
  },
  lostLabel: { en: "cut off", zh: "被截断" },
  lostSays: {
    en: "{count} that nobody has acknowledged",
    zh: "{count} 尚未得到确认",
  },
  silenceLabel: { en: "silence before", zh: "此前静默" },
  silenceSays: { en: "{silence} until the RST", zh: "RST 之前 {silence}" },
  pauseSays: { en: "{silence} until the data it answers", zh: "所应答的数据之前 {silence}" },
  howLabel: { en: "refused by", zh: "拒绝者" },
  howReset: {
    en: "RST, {after} after the SYN, TTL {hops}",
    zh: "RST，SYN 之后 {after}，TTL {hops}",
  },
  howIcmp: { en: "ICMP {meaning} from {from}", zh: "{from} 的 ICMP {meaning}" },
  attemptsLabel: { en: "attempts", zh: "尝试" },
  attemptsSays: {
    en: "{refused} of {asked} refused, {accepted} accepted",
    zh: "{asked} 次中 {refused} 次被拒绝，{accepted} 次成功",
  },
  connectionsLabel: { en: "connections", zh: "连接" },
  connectionsSays: { en: "{count} ended like this", zh: "{count} 条如此结束" },
  connectionsRefused: { en: "{count} were refused", zh: "{count} 条被拒绝" },
  connection: { en: "frame {frame}", zh: "第 {frame} 帧" },

  port: { en: "port unreachable", zh: "端口不可达" },
  protocol: { en: "protocol unreachable", zh: "协议不可达" },
  prohibited: { en: "administratively prohibited", zh: "管理性禁止" },
  route: { en: "rejected by a route", zh: "被路由拒绝" },

  noneLabel: { en: "reset before their time", zh: "提前复位" },
  none: {
    en: "none of {streams} {streams:connection|connections}; {resets} {resets:frame with RST is no fault|frames with RST are no faults}",
    zh: "{streams} 条连接中没有；{resets} 个 RST 帧都不是故障",
  },
  scanLabel: { en: "port scan", zh: "端口扫描" },
  scanSays: {
    en: "{client}: {refusals} refused at {hosts} {hosts:host|hosts}, {ports} {ports:port|ports}",
    zh: "{client}：在 {hosts} 台主机、{ports} 个端口被拒绝 {refusals} 次",
  },
  noTcp: { en: "there is no TCP in the capture", zh: "抓包中没有 TCP" },
  oneWay: {
    en: "the capture holds one direction only, so how connections ended is not known: capture both",
    zh: "抓包只有单向，无法得知连接如何结束：请双向抓包",
  },
  controlOnly: {
    en: "{count} {count:connection was|connections were} reset, and the capture leaves out what was said before: capture without a filter of flags",
    zh: "{count} 条连接被复位，而抓包缺少此前的数据：抓包时请不要按标志位过滤",
  },
  leftOut: {
    en: "{count} {count:connection was|connections were} not looked at: narrow the capture down with --host and --port",
    zh: "有 {count} 条连接未检查：请用 --host 与 --port 缩小范围",
  },
});

/** What remedies say. */
export const advice = defineMessages("connection-reset", {
  listen: {
    en: "start the service on {host}, or make it listen where it is asked",
    zh: "在 {host} 上启动服务，或让它监听被访问的地址",
  },
  listenHow: {
    en: "On {host}: ss -ltnp 'sport = :{port}' shows who listens and on which address; 127.0.0.1 does not serve others. Start the service, or change its listen address, and look into its log for why it ended",
    zh: "在 {host} 上执行 ss -ltnp 'sport = :{port}'，查看谁在监听、监听哪个地址；127.0.0.1 不服务其他主机。启动服务或修改监听地址，并查看日志了解其退出原因",
  },
  permit: {
    en: "let {client} pass at the filter that refuses it",
    zh: "在拒绝它的过滤器上放行 {client}",
  },
  permitHow: {
    en: "On {by}: nft list ruleset | grep -n reject, iptables-save | grep REJECT; kube-proxy rejects services without endpoints. Allow {client} to port {port}, and take the rule back to undo it",
    zh: "在 {by} 上执行 nft list ruleset | grep -n reject、iptables-save | grep REJECT；kube-proxy 会拒绝没有 endpoint 的 service。放行 {client} 访问端口 {port}，删除该规则即可撤销",
  },
  theDevice: { en: "the device before {host}", zh: "{host} 之前的设备" },
  process: {
    en: "find out why the process on {host} aborts its connections",
    zh: "查明 {host} 上的进程为何中止连接",
  },
  processHow: {
    en: "On {host}: look into the log of the process for that second (crash, kill, limit, timeout); nstat -az TcpExtTCPAbortOnData TcpExtTCPAbortOnClose TcpExtListenOverflows tells close with unread data from an abort and from a full accept queue",
    zh: "在 {host} 上查看该进程在这一秒的日志（崩溃、被杀、限额、超时）；nstat -az TcpExtTCPAbortOnData TcpExtTCPAbortOnClose TcpExtListenOverflows 可区分中止、带未读数据关闭与 accept 队列溢出",
  },
  device: {
    en: "find the device between {client} and {server} and change what it does",
    zh: "找到 {client} 与 {server} 之间的设备并修改其行为",
  },
  deviceHow: {
    en: "Capture at both ends: the end that did not send the RST and did not get one shows the side it is on. traceroute -T -p {port} {server}, and {routers} {routers:router|routers} back from where this was captured. Look there for reject with tcp reset, idle timeouts, inspection (IPS, DPI) and connection limits",
    zh: "在两端同时抓包：既未发出也未收到 RST 的一端可以说明设备在哪一侧。执行 traceroute -T -p {port} {server}，距抓包处 {routers} 个路由器。检查 reject with tcp reset 规则、空闲超时、深度检测（IPS、DPI）与连接数限制",
  },
  reuse: {
    en: "let the client keep idle connections for less time than the server does",
    zh: "让客户端保留空闲连接的时间短于服务端",
  },
  reuseHow: {
    en: "Set the idle timeout of the client's connection pool below the keep-alive timeout of {server} (nginx keepalive_timeout, Node keepAliveTimeout, gunicorn --keep-alive), and let it repeat requests that were not answered; a server that refuses an upload must read it to the end or close late (nginx lingering_close)",
    zh: "使客户端连接池的空闲超时小于 {server} 的 keep-alive 超时（nginx keepalive_timeout、Node keepAliveTimeout、gunicorn --keep-alive），并让它重试没有得到应答的请求；拒绝上传的服务端应把数据读完或延迟关闭（nginx lingering_close）",
  },
  keepAlive: {
    en: "keep idle connections alive below the device's timeout",
    zh: "以小于设备超时的间隔保活空闲连接",
  },
  keepAliveHow: {
    en: "Set SO_KEEPALIVE in the application with TCP_KEEPIDLE below {silence}, or the keep-alive of its protocol, or close idle connections earlier",
    zh: "在应用中设置 SO_KEEPALIVE，并使 TCP_KEEPIDLE 小于 {silence}，或使用协议自身的保活，或更早关闭空闲连接",
  },
});
