import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("close-wait-leak", {
  leaks: {
    en: "{process} does not close its sockets: {count} {count:connection is|connections are} in CLOSE_WAIT, the first since {oldest}",
    zh: "{process} 没有关闭套接字：{count} 个连接处于 CLOSE_WAIT，最早的已持续 {oldest}",
  },
  leaksGrowing: {
    en: "{process} does not close its sockets: {count} {count:connection is|connections are} in CLOSE_WAIT, {came} more than {seconds} ago, and none was closed",
    zh: "{process} 没有关闭套接字：{count} 个连接处于 CLOSE_WAIT，{seconds} 内增加 {came} 个，一个也没有关闭",
  },
  seems: {
    en: "{process} seems not to close its sockets: {count} {count:connection is|connections are} in CLOSE_WAIT and stay there; check again in a minute",
    zh: "{process} 疑似没有关闭套接字：{count} 个连接处于 CLOSE_WAIT 且没有减少，一分钟后请再次检查",
  },
  may: {
    en: "{process} has {count} {count:connection|connections} in CLOSE_WAIT that it may have forgotten; check again in a minute",
    zh: "{process} 有 {count} 个连接处于 CLOSE_WAIT，可能忘记关闭，一分钟后请再次检查",
  },
  nobody: { en: "a process that is not seen", zh: "某个看不到的进程" },
  countLabel: { en: "CLOSE_WAIT", zh: "CLOSE_WAIT" },
  countSays: {
    en: "{count} {count:socket|sockets}, {peers} {peers:peer|peers}",
    zh: "{count} 个套接字，{peers} 个对端地址",
  },
  manyBecause: {
    en: "ours: a program that closes when its peer does has a handful, each for milliseconds",
    zh: "我们的阈值：会随对端关闭的程序只有寥寥几个，且只持续几毫秒",
  },
  someBecause: {
    en: "ours: fewer are the tail of a burst",
    zh: "我们的阈值：更少时只是突发之后的尾声",
  },
  socketSays: { en: "{local} ← {remote}, {age} ago", zh: "{local} ← {remote}，{age} 前" },
  socketPlain: { en: "{local} ← {remote}", zh: "{local} ← {remote}" },
  fdName: { en: "fd {fd}", zh: "fd {fd}" },
  courseLabel: { en: "between two samples", zh: "两次采样之间" },
  courseSays: {
    en: "{came} came, {went} closed, {stayed} stayed in {seconds}",
    zh: "{seconds} 内新增 {came} 个，关闭 {went} 个，留下 {stayed} 个",
  },
  oldLabel: { en: "closed by the peer", zh: "对端关闭时间" },
  oldSays: {
    en: "{old} a minute ago or longer; the first {age} ago, at {since}",
    zh: "{old} 个超过一分钟；最早在 {age} 前，即 {since}",
  },
  oldBecause: {
    en: "ours: no protocol waits so long on purpose with closing its own side",
    zh: "我们的阈值：没有协议会有意等这么久才关闭自己这一方",
  },
  fdLabel: { en: "open descriptors", zh: "已打开的描述符" },
  fdSays: { en: "{count} of {limit} allowed", zh: "{count} 个，上限 {limit} 个" },
  fdBecause: {
    en: "the process's RLIMIT_NOFILE: beyond it accept and open fail with EMFILE",
    zh: "进程的 RLIMIT_NOFILE：超过它 accept 和 open 会返回 EMFILE",
  },
  unreadLabel: { en: "not read by it", zh: "未读数据" },
  unreadSome: {
    en: "{unread} of {count} hold data: it does not even read",
    zh: "{count} 个中有 {unread} 个还有数据未读：程序连读都没有读",
  },
  unreadNone: {
    en: "nothing but the end of the stream: it forgets to close",
    zh: "除流结束标记外没有未读数据：程序忘记关闭",
  },
  where: { en: "where", zh: "位置" },
  whereProcess: { en: "pid {pid}, {unit}", zh: "进程 {pid}，{unit}" },
  wherePid: { en: "pid {pid}", zh: "进程 {pid}" },
  whereContainer: { en: "container {container}, pid {pid}", zh: "容器 {container}，进程 {pid}" },
  wherePod: {
    en: "pod {pod}, container {container}, pid {pid}",
    zh: "pod {pod}，容器 {container}，进程 {pid}",
  },
  mostLabel: { en: "most CLOSE_WAIT", zh: "最多的 CLOSE_WAIT" },
  mostSays: { en: "{count} by {process}", zh: "{process} 有 {count} 个" },
  none: { en: "none", zh: "没有" },
  socketsLabel: { en: "TCP sockets", zh: "TCP 套接字" },
  fewSockets: {
    en: "{count} in the network namespace with most of them",
    zh: "最多的网络命名空间中有 {count} 个",
  },
  fewBecause: {
    en: "ours: fewer sockets are not looked at one by one",
    zh: "我们的阈值：更少时不逐个检查",
  },
  waitingLabel: { en: "not accepted yet", zh: "尚未 accept" },
  waitingSays: {
    en: "{count} whose client gave up while they waited for accept",
    zh: "{count} 个在等待 accept 时客户端已放弃",
  },
  looked: { en: "network namespaces", zh: "网络命名空间" },
  lookedSays: { en: "{count} looked at", zh: "已检查 {count} 个" },
  needsSecond: {
    en: "{count} {count:socket|sockets} of {process} {count:is|are} in CLOSE_WAIT; whether they stay there needs two samples: run with --interval 1s, or give a snapshot that holds later/",
    zh: "{process} 有 {count} 个套接字处于 CLOSE_WAIT，是否一直停留需要两次采样：请加 --interval 1s，或使用含 later/ 目录的快照",
  },
  noTable: {
    en: "/proc/net/tcp of network namespace {name} was not read",
    zh: "没有读到网络命名空间 {name} 的 /proc/net/tcp",
  },
  restart: { en: "restart {process} to win time", zh: "重启 {process} 以争取时间" },
  restartHow: {
    en: "restart it (its service, container or pod): all of its sockets are closed, and it begins to leak anew",
    zh: "重启进程（服务、容器或 pod）：它的套接字会全部关闭，但泄漏会重新开始",
  },
  dumpFirst: {
    en: "keep a stack dump first (jstack, py-spy dump; SIGQUIT for a Go program, which ends it): it shows the handler that hangs",
    zh: "先保存调用栈（jstack、py-spy dump；Go 程序用 SIGQUIT，程序会随之退出）：可以看到卡住的处理函数",
  },
  kill: { en: "close the leaked sockets from outside", zh: "从外部关闭泄漏的套接字" },
  killHow: {
    en: "reset those in CLOSE_WAIT on port {port}; the process sees an error when it touches them",
    zh: "重置端口 {port} 上处于 CLOSE_WAIT 的连接；进程再次使用它们时会得到错误",
  },
  mend: { en: "close the socket in the program", zh: "在程序中关闭套接字" },
  mendHow: {
    en: "when read returns 0, close; close in every path out of the handler (defer, with, try-with-resources), response bodies of HTTP clients too",
    zh: "read 返回 0 时就关闭；在处理函数的每条退出路径上关闭（defer、with、try-with-resources），HTTP 客户端的响应体也要关闭",
  },
  mendPool: {
    en: "a pool must test or drop idle connections before the peer does: its idle limit below that of the peer",
    zh: "连接池要在对端之前检测或丢弃空闲连接：空闲时限要小于对端",
  },
});
