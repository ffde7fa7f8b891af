import { defineMessages } from "#contract/message.ts";

export const captureWords = defineMessages("report-capture", {
  frames: { en: "{count} {count:frame|frames}", zh: "{count} 帧" },
  frame: { en: "frame {frame}", zh: "第 {frame} 帧" },
  lasted: { en: "{seconds} captured", zh: "时长 {seconds}" },
  steps: { en: "steps: {command}", zh: "步骤：{command}" },
  stopped: {
    en: "read up to byte {byte}: {why}",
    zh: "只读到第 {byte} 字节：{why}",
  },
  cut: {
    en: "{count} {count:frame was|frames were} cut by the snap length",
    zh: "{count} 帧被抓包长度截断",
  },
  connections: { en: "TCP connections", zh: "TCP 连接" },
  noConnections: { en: "no TCP in this capture", zh: "抓包中没有 TCP" },
  handshakes: {
    en: "SYN {syn}, SYN-ACK {synAck}, FIN {fin}, RST {rst}",
    zh: "SYN {syn} 个，SYN-ACK {synAck} 个，FIN {fin} 个，RST {rst} 个",
  },
  again: { en: "sent again", zh: "重传" },
  againKinds: {
    en: "{all} (fast {fast}, spurious {spurious}){doubled}",
    zh: "{all}（快速 {fast}，多余 {spurious}）{doubled}",
  },
  twice: {
    en: "; {twice} {twice:frame is|frames are} in the capture twice, and may be counted as such",
    zh: "；抓包中有 {twice} 帧重复，可能被计入其中",
  },
  order: { en: "order", zh: "次序" },
  orderKinds: {
    en: "{outOfOrder} out of order, {gaps} {gaps:gap|gaps}, {duplicates} duplicate ACKs",
    zh: "乱序 {outOfOrder}，缺口 {gaps}，重复 ACK {duplicates}",
  },
  windows: { en: "windows", zh: "窗口" },
  windowKinds: {
    en: "{zero} zero, {full} full, {alive} keep-alives",
    zh: "零窗口 {zero}，写满 {full}，保活 {alive}",
  },
  tooBig: { en: "ICMP too big", zh: "ICMP 过大" },
  tooBigKinds: {
    en: "{four} fragmentation needed, {six} packet too big (IPv6)",
    zh: "需要分片 {four}，IPv6 数据包过大 {six}",
  },
  vantage: { en: "vantage point", zh: "抓包位置" },
  missingServer: {
    en: "one direction missing: {count} {count:connection|connections} without the server's packets, which frame {frame} answers",
    zh: "缺少一个方向：{count} 条连接没有服务端的数据包，而第 {frame} 帧正是对它们的应答",
  },
  missingClient: {
    en: "one direction missing: {count} {count:connection|connections} without the client's packets, which frame {frame} answers",
    zh: "缺少一个方向：{count} 条连接没有客户端的数据包，而第 {frame} 帧正是对它们的应答",
  },
  missingLimits: {
    en: "of those it cannot be told what arrived, what was lost, and who closed: capture both directions",
    zh: "这些连接无法判断哪些数据已送达、哪些丢失、由谁关闭：请双向抓包",
  },
  midStream: {
    en: "{count} {count:connection|connections} had begun before",
    zh: "{count} 条连接在抓包前已建立",
  },
  superSegments: {
    en: "segments larger than the MSS: taken before the card split them, sizes are not those on the wire",
    zh: "有大于 MSS 的报文段：在网卡切分之前抓到，长度不是线上的长度",
  },
  flows: { en: "Connections that something happened to", zh: "有情况的连接" },
  allFlows: { en: "All connections", zh: "全部连接" },
  flowSays: {
    en: "frame {frame}, {lasted}, {state}{tls}",
    zh: "第 {frame} 帧起，{lasted}，{state}{tls}",
  },
  unanswered: { en: "SYN unanswered", zh: "SYN 无应答" },
  refused: { en: "reset", zh: "已复位" },
  finished: { en: "closed", zh: "已关闭" },
  open: { en: "open", zh: "未关闭" },
  midway: { en: "begun before", zh: "抓包前已建立" },
  tls: { en: ", TLS {client} / {server}", zh: "，TLS 阶段 {client} / {server}" },
  wayLabel: { en: "  {arrow} from {who}", zh: "  {arrow} {who}发出" },
  client: { en: "client", zh: "客户端" },
  server: { en: "server", zh: "服务端" },
  waySays: {
    en: "{segments} {segments:segment|segments}, {payload}, {again} sent again, largest through {largest}",
    zh: "{segments} 个报文段，{payload}，重传 {again}，送达的最大数据包 {largest}",
  },
  waitingLabel: { en: "    never acknowledged", zh: "    始终未确认" },
  waitingSays: {
    en: "{size} bytes, sent {times} {times:time|times} in {lasted}, frames {first}–{last}",
    zh: "{size} 字节，{lasted} 内发送 {times} 次，第 {first}–{last} 帧",
  },
  sizesLabel: { en: "    MSS", zh: "    MSS" },
  sizesSays: { en: "client {client}, server {server}", zh: "客户端 {client}，服务端 {server}" },
  roundTripLabel: { en: "    round trip", zh: "    往返" },
  roundTripSays: {
    en: "to the client {client}, to the server {server}",
    zh: "到客户端 {client}，到服务端 {server}",
  },
  stallLabel: { en: "    stalls", zh: "    停顿" },
  stallSays: { en: "at {at} for {lasted}: {why}", zh: "{at} 起 {lasted}：{why}" },
  stallFrames: { en: "frames {first}–{last}", zh: "第 {first}–{last} 帧" },
  stallOpen: { en: "from frame {first} on", zh: "自第 {first} 帧起" },
  waitHandshake: {
    en: "SYN not answered, sent again {tries} {tries:time|times}",
    zh: "SYN 无应答，重传 {tries} 次",
  },
  waitWindow: {
    en: "window of the {who} at 0, asked {tries} {tries:time|times}",
    zh: "{who}窗口为 0，询问 {tries} 次",
  },
  waitAcknowledgment: {
    en: "{size} not acknowledged by the {who}, sent again {tries} {tries:time|times}",
    zh: "{who}未确认 {size}，重传 {tries} 次",
  },
  waitAnswer: { en: "the {who} did not answer", zh: "{who}没有应答" },
  waitSpeaker: { en: "the {who} paused", zh: "{who}暂停发送" },
  legend: {
    en: "bytes of the {who}: . sent  R sent again  Z window at 0  - stall",
    zh: "{who}发出的字节：. 发送  R 重传  Z 窗口为 0  - 停顿",
  },
  moreFlows: {
    en: "and {count} more; --flows lists them",
    zh: "另有 {count} 条，--flows 可列出",
  },
  leftOut: {
    en: "{count} more are in the counts only: --host and --port narrow the capture down",
    zh: "另有 {count} 条只计入总数：可用 --host 与 --port 缩小范围",
  },
});
