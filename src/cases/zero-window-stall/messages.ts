import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("zero-window-stall", {
  shut: {
    en: "{receiver} has not read for {lasted}, to the end of the capture: {sender} waits with data",
    zh: "{receiver} 已有 {lasted} 不读取数据，直到抓包结束：{sender} 有数据却发不出去",
  },
  opened: {
    en: "{receiver} did not read for {lasted}: {sender} waited with data",
    zh: "{receiver} 有 {lasted} 没有读取数据：{sender} 有数据却发不出去",
  },
  doubtful: {
    en: "{receiver} says for {lasted} that it takes no data; that {sender} has any would be settled by a capture of both directions",
    zh: "{receiver} 在 {lasted} 内一直表示不接收数据；{sender} 是否有数据待发，需双向抓包才能证实",
  },
  windowLabel: { en: "window at 0", zh: "窗口为 0" },
  windowSays: {
    en: "{lasted}, told {told} {told:time|times}, then {opened}",
    zh: "{lasted}，通告 {told} 次，之后{opened}",
  },
  openedIn: { en: "opened in frame {frame}", zh: "在第 {frame} 帧打开" },
  neverOpened: { en: "not opened", zh: "未再打开" },
  limit: {
    en: "ours: an application that reads in bursts opens its window sooner",
    zh: "本工具的判断：分批读取的应用会更早打开窗口",
  },
  waitingLabel: { en: "the sender waits", zh: "发送端在等待" },
  askedSays: {
    en: "asked {probes} {probes:time|times} whether it is still shut",
    zh: "{probes} 次询问窗口是否仍为 0",
  },
  askedOnly: { en: "not seen: one direction only", zh: "未知：只抓到单向" },
  sentAfterSays: {
    en: "sent {size} at once when it opened",
    zh: "窗口一打开就发送了 {size}",
  },
  pendingLabel: { en: "pending", zh: "待处理" },
  pendingFull: {
    en: "more than fits: the window was used to its last byte",
    zh: "多于窗口所容：窗口已用到最后一个字节",
  },
  pendingSays: { en: "{size} sent and not acknowledged", zh: "{size} 已发送未确认" },
  pendingUnsent: {
    en: "not sent yet: all that was is acknowledged",
    zh: "尚未发出：已发送的都已确认",
  },
  takenLabel: { en: "sent to it in all", zh: "共向其发送" },
  takenSays: {
    en: "{size} in {segments} {segments:segment|segments}",
    zh: "{size}，{segments} 个报文段",
  },
  shareLabel: { en: "blocked in all", zh: "共受阻" },
  shareSays: {
    en: "{blocked} of {lasted}; times shut: {times}",
    zh: "{lasted} 中的 {blocked}，窗口为 0 共 {times} 次",
  },
  hostLabel: { en: "its host answers", zh: "其主机应答" },
  hostSays: {
    en: "within {shortest}: alive, only the application is not",
    zh: "{shortest} 内：主机正常，只是应用不读取",
  },
  connectionsLabel: { en: "connections", zh: "连接" },
  connectionsSays: { en: "{count} wait for it", zh: "{count} 条在等待它" },
  connection: {
    en: "{lasted}, from frame {frame} on",
    zh: "{lasted}，自第 {frame} 帧起",
  },
  noneLabel: { en: "longest wait for a window", zh: "等待窗口最长" },
  none: {
    en: "{lasted}; windows at 0 in {segments} {segments:segment|segments} of {streams} {streams:connection|connections}",
    zh: "{lasted}；{streams} 条连接中有 {segments} 个报文段窗口为 0",
  },
  idleLabel: { en: "shut with nothing to send", zh: "窗口为 0 但无数据待发" },
  idle: {
    en: "{lasted}: {sender} did not want to send",
    zh: "{lasted}：{sender} 并无数据要发送",
  },
  noTcp: { en: "there is no TCP in the capture", zh: "抓包中没有 TCP" },
  oneWay: {
    en: "the capture holds one direction only, so whether a sender waits for a window is not known: capture both",
    zh: "抓包只有单向，无法得知发送端是否在等待窗口：请双向抓包",
  },
  controlOnly: {
    en: "the capture holds SYN, FIN and RST only, so whether a sender waits for a window is not known: capture without a filter of flags",
    zh: "抓包只有 SYN、FIN、RST，无法得知发送端是否在等待窗口：抓包时请不要按标志位过滤",
  },
  leftOut: {
    en: "{count} {count:connection was|connections were} not looked at: narrow the capture down with --host and --port",
    zh: "有 {count} 条连接未检查：请用 --host 与 --port 缩小范围",
  },
});

/** What remedies say. */
export const advice = defineMessages("zero-window-stall", {
  find: {
    en: "find out on {host} what the process does instead of reading",
    zh: "在 {host} 上查明进程为何不读取数据",
  },
  findHow: {
    en: "On {host}: ss -tnmp '( sport = :{port} or dport = :{port} )' names the process, with Recv-Q full; then cat /proc/PID/wchan /proc/PID/status, top -H -p PID, and a stack dump (gdb -p PID -batch -ex 'thread apply all bt', jstack, py-spy dump, kill -ABRT for Go)",
    zh: "在 {host} 上执行 ss -tnmp '( sport = :{port} or dport = :{port} )'，可见进程与积满的 Recv-Q；再执行 cat /proc/PID/wchan /proc/PID/status、top -H -p PID，并抓取调用栈（gdb -p PID -batch -ex 'thread apply all bt'、jstack、py-spy dump，Go 可用 kill -ABRT）",
  },
  restart: {
    en: "restart the process on {host} that does not read",
    zh: "重启 {host} 上不读取数据的进程",
  },
  restartHow: {
    en: "Take the stack dump first: it is gone after the restart. Then restart the service; its connections are reset and clients must connect again",
    zh: "先抓取调用栈，重启后就没有了。然后重启该服务；其连接会被复位，客户端需要重新连接",
  },
  bound: {
    en: "let {sender} give up after a while instead of waiting for ever",
    zh: "让 {sender} 等待一段时间后放弃，而不是一直等下去",
  },
  boundHow: {
    en: "In the sending application: a write timeout, or setsockopt TCP_USER_TIMEOUT (milliseconds). Without it a sender waits as long as the peer answers its probes",
    zh: "在发送端应用中设置写超时，或 setsockopt TCP_USER_TIMEOUT（毫秒）。否则只要对端仍应答探测，发送端就会一直等待",
  },
});
