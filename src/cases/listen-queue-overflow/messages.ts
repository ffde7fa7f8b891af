import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("listen-queue-overflow", {
  slow: {
    en: "{process} does not accept connections on {local} as fast as they come: {queue} wait, {backlog} may, and {lost} were dropped in {seconds}",
    zh: "{process} 在 {local} 上接受连接的速度跟不上：{queue} 个在等待，上限 {backlog} 个，{seconds} 内丢弃 {lost} 次",
  },
  stuck: {
    en: "{process} does not accept connections on {local}: {queue} wait, {backlog} may, and every further one is dropped",
    zh: "{process} 没有在 {local} 上接受连接：{queue} 个在等待，上限 {backlog} 个，新的连接都会被丢弃",
  },
  stopped: {
    en: "{process}, which listens on {local}, is stopped: {queue} {queue:connection waits|connections wait}, and every further one is dropped",
    zh: "监听 {local} 的 {process} 已被暂停：{queue} 个连接在等待，新的连接都会被丢弃",
  },
  small: {
    en: "the backlog of {local} ({process}) is too small for bursts: it lets {backlog} wait, and {lost} {lost:connection was|connections were} dropped in {seconds}",
    zh: "{local}（{process}）的 backlog 太小，容不下突发连接：最多 {backlog} 个等待，{seconds} 内丢弃 {lost} 次",
  },
  smallNow: {
    en: "the backlog of {local} ({process}) is full: {queue} wait, {backlog} may, and every further connection is dropped until some are accepted",
    zh: "{local}（{process}）的 backlog 已满：{queue} 个在等待，上限 {backlog} 个，在有连接被接受之前，新的连接都会被丢弃",
  },
  smallPerhaps: {
    en: "{lost} {lost:connection was|connections were} dropped in {seconds} because a listen queue was full, most likely that of {local} ({process}); it is not full now",
    zh: "{seconds} 内因监听队列已满丢弃 {lost} 次连接，很可能是 {local}（{process}）的队列；当前未满",
  },
  synQueue: {
    en: "{lost} {lost:SYN was|SYNs were} dropped in {seconds} because too many connections are half open and SYN cookies are off, most likely those of {local} ({process})",
    zh: "{seconds} 内丢弃 {lost} 个 SYN：半开连接过多且未启用 SYN cookie，很可能是 {local}（{process}）的",
  },
  near: {
    en: "{queue} of {backlog} connections wait on {local} for {process} to accept them; when the queue is full, further ones are dropped",
    zh: "{local} 上有 {queue} 个连接等待 {process} 接受，上限 {backlog} 个；队列满后新的连接会被丢弃",
  },
  someProcess: { en: "a process that is not seen", zh: "某个看不到的进程" },
  unknownBacklog: { en: "an unknown number", zh: "数量未知" },
  overflowLabel: { en: "ListenOverflows", zh: "ListenOverflows" },
  synDropLabel: { en: "TCPReqQFullDrop", zh: "TCPReqQFullDrop" },
  rose: {
    en: "+{delta} in {seconds}, {rate}; {total} in all",
    zh: "{seconds} 内 +{delta}，{rate}；累计 {total}",
  },
  totalOnly: { en: "{total} in all", zh: "累计 {total}" },
  eachLost: {
    en: "each is a SYN or an ACK that was dropped: the client tries again after 1, 3 and 7 s",
    zh: "每次都是被丢弃的 SYN 或 ACK：客户端在 1、3、7 秒后重试",
  },
  queueLabel: { en: "accept queue", zh: "accept 队列" },
  queueOf: { en: "{queue} wait, {backlog} may", zh: "{queue} 个等待，上限 {backlog} 个" },
  queueOnly: { en: "{queue} wait; its limit is not known", zh: "{queue} 个等待，上限未知" },
  full: {
    en: "the socket's backlog: the kernel lets one more in, and drops the next",
    zh: "套接字的 backlog：内核多放进一个，其余丢弃",
  },
  nearBecause: { en: "ours: worth knowing before it overflows", zh: "我们的阈值：在溢出之前提醒" },
  waitLabel: { en: "wait for accept", zh: "等待 accept" },
  waitNone: {
    en: "none of {before} was accepted in {seconds}",
    zh: "{seconds} 内 {before} 个中没有一个被接受",
  },
  waitSome: {
    en: "{accepted} of {before} were accepted in {seconds}: {wait} each",
    zh: "{seconds} 内 {before} 个中接受了 {accepted} 个：各需 {wait}",
  },
  waitAge: { en: "{wait} so far", zh: "目前已 {wait}" },
  slowBecause: {
    en: "ours: with a longer queue, clients would wait longer, not less",
    zh: "我们的阈值：队列再长，客户端只会等得更久",
  },
  processLabel: { en: "listens", zh: "监听者" },
  processOne: { en: "{process}, {state}", zh: "{process}，{state}" },
  processMany: {
    en: "{process} and {more} more {more:process|processes}, {state}",
    zh: "{process} 及另外 {more} 个进程，{state}",
  },
  sleeps: { en: "asleep", zh: "睡眠中" },
  runs: { en: "running", zh: "运行中" },
  blocks: { en: "blocked (D)", zh: "不可中断睡眠（D）" },
  isStopped: { en: "stopped (T)", zh: "已暂停（T）" },
  otherState: { en: "state {state}", zh: "状态 {state}" },
  where: { en: "where", zh: "位置" },
  somaxconnLabel: { en: "net.core.somaxconn", zh: "net.core.somaxconn" },
  somaxconnCuts: {
    en: "{max}: what the program asked for was cut to it",
    zh: "{max}：程序要求的 backlog 可能被截到这个值",
  },
  somaxconnLarger: {
    en: "{max}: the program itself asked for {backlog}",
    zh: "{max}：程序自己只要求了 {backlog}",
  },
  abortLabel: { en: "tcp_abort_on_overflow", zh: "tcp_abort_on_overflow" },
  abortOn: { en: "{value}: clients are reset", zh: "{value}：客户端收到 RST" },
  abortOff: { en: "{value}: clients time out", zh: "{value}：客户端超时" },
  syncookieLabel: { en: "tcp_syncookies", zh: "tcp_syncookies" },
  plain: { en: "{value}", zh: "{value}" },
  synBacklogLabel: { en: "tcp_max_syn_backlog", zh: "tcp_max_syn_backlog" },
  cookieLabel: { en: "SYN cookies sent", zh: "已发送的 SYN cookie" },
  cookieSays: {
    en: "+{delta}: too many half-open connections, answered without loss",
    zh: "+{delta}：半开连接过多，以 cookie 应答，没有丢失",
  },
  otherDropLabel: { en: "other SYN drops", zh: "其他原因丢弃的 SYN" },
  otherDropSays: {
    en: "+{delta} ListenDrops without overflow: memory, routes, PAWS, filters",
    zh: "ListenDrops +{delta} 但没有溢出：内存、路由、PAWS 或过滤",
  },
  fullestLabel: { en: "fullest accept queue", zh: "最满的 accept 队列" },
  fullestSays: {
    en: "{queue} wait, {backlog} may, on {local}",
    zh: "{local}：{queue} 个等待，上限 {backlog} 个",
  },
  looked: { en: "network namespaces", zh: "网络命名空间" },
  lookedSays: { en: "{count} looked at", zh: "已检查 {count} 个" },
  lookedBesides: { en: "{count} looked at; {besides}", zh: "已检查 {count} 个；{besides}" },
  needsRate: {
    en: "ListenOverflows stands at {total}; whether it rises needs two samples: run with --interval 1s, or give a snapshot that holds later/",
    zh: "ListenOverflows 为 {total}，是否仍在上升需要两次采样：请加 --interval 1s，或使用含 later/ 目录的快照",
  },
  noCounters: {
    en: "ListenOverflows of network namespace {name} was not read",
    zh: "没有读到网络命名空间 {name} 的 ListenOverflows",
  },
  noSocket: {
    en: "{lost} {lost:connection was|connections were} dropped in network namespace {name}; its listening sockets were not read, so whose queue is full is not known",
    zh: "网络命名空间 {name} 中丢弃了 {lost} 次连接；没有读到它的监听套接字，无法得知是谁的队列已满",
  },
  moreAccept: { en: "let the program accept faster", zh: "让程序更快地接受连接" },
  lookInside: {
    en: "look what its threads do: {command}",
    zh: "查看它的线程在做什么：{command}",
  },
  acceptApart: {
    en: "accept in a thread of its own, that never waits for the work; more workers, or more replicas",
    zh: "用独立的线程 accept，不等待业务处理；增加 worker 或副本",
  },
  resume: { en: "let the stopped process go on", zh: "恢复被暂停的进程" },
  sendCont: { en: "send it SIGCONT", zh: "向它发送 SIGCONT" },
  longerQueue: { en: "let more connections wait", zh: "允许更多连接等待" },
  raiseSomaxconn: {
    en: "raise net.core.somaxconn, which cuts every backlog",
    zh: "调大 net.core.somaxconn，它是所有 backlog 的上限",
  },
  raiseBacklog: {
    en: "raise the program's own backlog (nginx: listen … backlog=4096; Redis: tcp-backlog; Tomcat: acceptCount; uWSGI: --listen)",
    zh: "调大程序自己的 backlog（nginx：listen … backlog=4096；Redis：tcp-backlog；Tomcat：acceptCount；uWSGI：--listen）",
  },
  listenAgain: {
    en: "restart it: the backlog is taken when listen is called",
    zh: "重启程序：backlog 在调用 listen 时生效",
  },
  useCookies: {
    en: "answer with SYN cookies when too many are half open",
    zh: "半开连接过多时以 SYN cookie 应答",
  },
  setCookies: { en: "set tcp_syncookies", zh: "设置 tcp_syncookies" },
});
