import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("packet-loss", {
  random: {
    en: "{ratio} of the data from {from} to {to} is lost, {where}",
    zh: "{from} 发往 {to} 的数据丢失 {ratio}，{where}",
  },
  burst: {
    en: "data from {from} to {to} is lost in bursts of up to {longest} segments, {where}",
    zh: "{from} 发往 {to} 的数据成批丢失，一次最多 {longest} 个报文段，{where}",
  },
  doubtful: {
    en: "data from {from} to {to} is sent again, as if {ratio} were lost; a capture of both directions, or at {to}, would settle it",
    zh: "{from} 发往 {to} 的数据有重传，疑似丢失 {ratio}；需双向抓包，或在 {to} 上抓包才能证实",
  },
  whereBehind: { en: "between here and {to}", zh: "丢失位置在抓包处与 {to} 之间" },
  whereBefore: { en: "between {from} and here", zh: "丢失位置在 {from} 与抓包处之间" },
  whereBoth: { en: "on both sides of this capture", zh: "抓包处前后都有丢失" },

  lostLabel: { en: "lost", zh: "丢失" },
  lostSays: {
    en: "{ratio}: {lost} {lost:segment|segments}, {size} of {payload}",
    zh: "{ratio}：{lost} 个报文段，{payload} 中的 {size}",
  },
  limit: {
    en: "ours: at 1 % TCP sends no more than some twelve segments a round trip",
    zh: "本工具的判断：丢包率为 1 % 时，TCP 每个往返最多只能发送十几个报文段",
  },
  behindLabel: { en: "lost after this point", zh: "在抓包处之后丢失" },
  behindSays: {
    en: "{count} came by here and were sent again",
    zh: "{count} 个经过此处后又被重传",
  },
  beforeLabel: { en: "lost before this point", zh: "在抓包处之前丢失" },
  beforeSays: {
    en: "{count} never came by and were sent again",
    zh: "{count} 个从未经过此处，之后才重传",
  },
  patternLabel: { en: "pattern", zh: "分布" },
  patternSays: {
    en: "{lost} {lost:segment|segments} in {runs} {runs:place|places}, at most {longest} in a row",
    zh: "{runs} 处共 {lost} 个报文段，最多连续 {longest} 个",
  },
  framesLabel: { en: "sent again in frames", zh: "重传所在帧" },
  framesSays: { en: "{frames}", zh: "{frames}" },
  againLabel: { en: "sent again in all", zh: "重传总计" },
  againSays: {
    en: "{again} of {segments} {segments:segment|segments}; lost more than once: {repeated}",
    zh: "{segments} 个报文段中的 {again} 个；多次丢失 {repeated} 次",
  },
  stormSays: {
    en: "{again} of {segments} {segments:segment|segments}: a retransmission storm",
    zh: "{segments} 个报文段中的 {again} 个：重传风暴",
  },
  heldUpLabel: { en: "held up for it", zh: "因此停顿" },
  heldUpSays: {
    en: "{lasted} without progress, {size} unacknowledged",
    zh: "{lasted} 没有进展，{size} 未确认",
  },
  waitLabel: { en: "longest wait", zh: "最长等待" },
  waitSays: {
    en: "{lasted} until one segment was acknowledged",
    zh: "一个报文段经过 {lasted} 才得到确认",
  },
  toldLabel: { en: "told by the receiver", zh: "接收端告知" },
  toldSays: {
    en: "by SACK, and with {duplicates} duplicate ACKs",
    zh: "通过 SACK，以及 {duplicates} 个重复 ACK",
  },
  toldDuplicates: {
    en: "with {duplicates} duplicate ACKs; no SACK seen",
    zh: "通过 {duplicates} 个重复 ACK，未见 SACK",
  },
  toldNothing: {
    en: "nothing: its packets are not in the capture",
    zh: "无从得知：抓包中没有它的数据包",
  },
  besideLabel: { en: "no loss", zh: "不算丢失" },
  besideSays: {
    en: "sent again without need {needless}, refused by the receiver {refused}, overtaken {overtaken}, missed by the capture {missed}",
    zh: "多余重传 {needless}，接收方拒收 {refused}，乱序 {overtaken}，抓包遗漏 {missed}",
  },
  placeLabel: { en: "this capture is", zh: "抓包处" },
  placeSays: {
    en: "{before} from {from} and back, {behind} from {to}",
    zh: "到 {from} 往返 {before}，到 {to} 往返 {behind}",
  },
  connectionsLabel: { en: "connections", zh: "连接" },
  connectionsSays: { en: "{count} on this path lost data", zh: "该路径上 {count} 条有丢失" },
  connection: {
    en: "{ratio}, {lost} {lost:segment|segments}",
    zh: "{ratio}，{lost} 个报文段",
  },

  noneLabel: { en: "most that was lost", zh: "丢失最多" },
  noneSays: {
    en: "{ratio}: {lost} {lost:segment|segments} of one connection, of {streams}",
    zh: "{ratio}：一条连接的 {lost} 个报文段，共 {streams} 条连接",
  },
  noTcp: { en: "there is no TCP in the capture", zh: "抓包中没有 TCP" },
  oneWay: {
    en: "the capture holds one direction only, so what was lost is not known: capture both, or at the receiver",
    zh: "抓包只有单向，无法得知丢失了什么：请双向抓包，或在接收端抓包",
  },
  controlOnly: {
    en: "the capture holds SYN, FIN and RST only, so what became of the data is not known: capture without a filter of flags",
    zh: "抓包只有 SYN、FIN、RST，无法得知数据的去向：抓包时请不要按标志位过滤",
  },
  leftOut: {
    en: "{count} {count:connection was|connections were} not looked at: narrow the capture down with --host and --port",
    zh: "有 {count} 条连接未检查：请用 --host 与 --port 缩小范围",
  },
});

/** What remedies say. */
export const advice = defineMessages("packet-loss", {
  locate: {
    en: "find the hop that drops, {where}",
    zh: "找出丢包的那一跳，{where}",
  },
  locateHow: {
    en: "Capture at {from} and at {to} at the same time: what leaves the one and does not reach the other was lost between; halve the path with captures on routers. mtr {to} on {from} shows from which hop on the loss stays (loss at one hop alone is a router that answers slowly)",
    zh: "在 {from} 与 {to} 上同时抓包：一端发出而另一端没有收到的，就是在两者之间丢失的；再在中间路由器上抓包逐段缩小。在 {from} 上执行 mtr {to}，可看出从哪一跳开始持续丢包（只在某一跳出现的丢包只是该路由器应答慢）",
  },
  counters: {
    en: "look for drops at the interfaces on the way",
    zh: "检查沿途网卡的丢包计数",
  },
  countersHow: {
    en: "On every host and router on the way: ip -s -s link, ethtool -S DEV | grep -iE 'drop|err|crc|discard|fifo', nstat -az TcpRetransSegs IpReasmFails, cat /proc/net/softnet_stat (second column), nft list ruleset for limit rules. CRC errors: cable, plug or transceiver; carrier and duplex: ethtool DEV",
    zh: "在沿途每台主机和路由器上执行：ip -s -s link，ethtool -S DEV | grep -iE 'drop|err|crc|discard|fifo'，nstat -az TcpRetransSegs IpReasmFails，cat /proc/net/softnet_stat（第二列），nft list ruleset 查看 limit 规则。CRC 错误说明网线、接头或光模块有问题；链路与双工模式用 ethtool DEV 查看",
  },
  queues: {
    en: "look for a full queue, a policer or a link that goes down for moments",
    zh: "检查队列溢出、限速策略与瞬断的链路",
  },
  queuesHow: {
    en: "tc -s qdisc shows drops and backlog of a queue; a policer or a shaper of a provider or cloud instance drops everything above its rate in a row. Smooth the sender: tc qdisc replace dev DEV root fq, or a rate limit below the policer's. Flapping: journalctl -k | grep -i 'link is', ethtool -S DEV | grep -i flap",
    zh: "tc -s qdisc 可查看队列的丢弃与积压；运营商或云主机的限速会把超出速率的数据包连续丢弃。可让发送端更平滑：tc qdisc replace dev DEV root fq，或把速率限制在限速值以下。链路瞬断：journalctl -k | grep -i 'link is'，ethtool -S DEV | grep -i flap",
  },
  endure: {
    en: "let {from} endure the loss better until the hop is repaired",
    zh: "在修复之前，让 {from} 更好地容忍丢包",
  },
  endureHow: {
    en: "On {from}: sysctl net.ipv4.tcp_congestion_control shows the present one; modprobe tcp_bbr and sysctl -w net.ipv4.tcp_congestion_control=bbr keeps the rate up at some per cent of loss, for new connections. Put the old value back to undo it",
    zh: "在 {from} 上执行 sysctl net.ipv4.tcp_congestion_control 查看当前值；modprobe tcp_bbr 并执行 sysctl -w net.ipv4.tcp_congestion_control=bbr，可在百分之几的丢包下保持速率，只对新建连接有效。改回原值即可撤销",
  },
});
