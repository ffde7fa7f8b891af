import { defineMessages } from "#contract/message.ts";

/** What is said of a connection one end of which has fallen silent. */
export const words = defineMessages("packet-loss", {
  dead: {
    en: "nothing comes back from {to} any more: {from} tried for {lasted} in vain; the host is gone, or all is dropped on the way",
    zh: "{to} 不再有任何应答：{from} 在 {lasted} 内反复尝试都没有回音；对方主机已不在，或途中丢弃了全部数据包",
  },
  deadDoubtful: {
    en: "nothing comes back from {to}: {from} tried for {lasted} in vain; a capture at {to} would settle what arrived there",
    zh: "{to} 没有任何应答：{from} 在 {lasted} 内反复尝试都没有回音；在 {to} 上抓包可以证实哪些数据已到达",
  },
  triedLabel: { en: "sent again in vain", zh: "重传没有回音" },
  triedSays: {
    en: "{tries} times in {lasted}, frames {first}–{last}, and not a packet in return",
    zh: "{lasted} 内 {tries} 次，第 {first}–{last} 帧，没有收到任何数据包",
  },
  askedSays: {
    en: "keep-alives: {tries} in {lasted}, frames {first}–{last}, and not a packet in return",
    zh: "{lasted} 内 {tries} 个保活探测，第 {first}–{last} 帧，没有收到任何数据包",
  },
  heardLabel: { en: "last heard", zh: "最后一次应答" },
  heardSays: {
    en: "frame {frame}, {silence} before the first of these tries",
    zh: "第 {frame} 帧，在首次尝试之前 {silence}",
  },
  icmpLabel: { en: "ICMP unreachable", zh: "ICMP 不可达" },
  icmpSays: { en: "{count} from {from}, code {code}", zh: "{from} 发来 {count} 个，代码 {code}" },
  deadSays: { en: "{count} ended like this", zh: "{count} 条如此结束" },
  deadOne: { en: "frame {frame}, {tries} tries", zh: "第 {frame} 帧，尝试 {tries} 次" },
});

/** What remedies say of it. */
export const advice = defineMessages("packet-loss", {
  find: {
    en: "find out whether {to} is gone, or what is dropped on the way to it or back",
    zh: "查明是 {to} 已不在，还是往返途中的数据包被丢弃",
  },
  findHow: {
    en: "On {to}: is it up, and does tcpdump -ni any host {from} show the packets? If they come and answers leave, look at the way back; if they come and nothing leaves, at nft list ruleset, iptables-save -c and conntrack (a state that is gone: INVALID); if nothing comes, at the firewalls, NAT gateways, security groups and routes on the way (mtr {to} on {from})",
    zh: "在 {to} 上确认主机在线，并执行 tcpdump -ni any host {from} 查看数据包是否到达。到达且有应答发出，检查返回路径；到达却没有应答，检查 nft list ruleset、iptables-save -c 与连接跟踪（状态已失效：INVALID）；没有到达，检查途中的防火墙、NAT 网关、安全组与路由（在 {from} 上执行 mtr {to}）",
  },
  keepAlive: {
    en: "speak more often than every {silence}: firewalls, NAT and load balancers forget idle connections without a word",
    zh: "让空闲间隔小于 {silence}：防火墙、NAT 与负载均衡会不作声地遗忘空闲连接",
  },
  keepAliveHow: {
    en: "In the application: SO_KEEPALIVE with TCP_KEEPIDLE well below {silence} (such as 60 s), the keep-alive of its protocol, or a shorter idle time in the connection pool; on the device a longer idle timeout for TCP",
    zh: "在应用中设置 SO_KEEPALIVE，并使 TCP_KEEPIDLE 远小于 {silence}（例如 60 秒），或使用协议自身的保活，或缩短连接池的空闲时间；也可在设备上延长 TCP 空闲超时",
  },
  bound: {
    en: "let {from} notice it sooner and connect anew",
    zh: "让 {from} 更早发现并重新连接",
  },
  boundHow: {
    en: "In the application: a timeout for answers, or setsockopt TCP_USER_TIMEOUT (milliseconds); system-wide sysctl net.ipv4.tcp_retries2 (15: some 15 minutes; 8: some 100 s)",
    zh: "在应用中设置应答超时，或 setsockopt TCP_USER_TIMEOUT（毫秒）；全系统可调 sysctl net.ipv4.tcp_retries2（15 约为 15 分钟，8 约为 100 秒）",
  },
});
