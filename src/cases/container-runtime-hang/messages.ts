import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("container-runtime-hang", {
  // What is said of a daemon.
  daemonStopped: {
    en: "{daemon} (pid {pid}) is stopped by a signal: whatever is asked of it hangs",
    zh: "{daemon}（pid {pid}）被信号停止：对它的任何请求都会卡住",
  },
  daemonTraced: {
    en: "{daemon} (pid {pid}) is held by a debugger (pid {tracer}): whatever is asked of it hangs",
    zh: "{daemon}（pid {pid}）被调试器（pid {tracer}）停住：对它的任何请求都会卡住",
  },
  daemonSilent: {
    en: "{daemon} (pid {pid}) runs and does not answer: nothing came to {request} in {limit}, {tries} {tries:time|times}",
    zh: "{daemon}（pid {pid}）在运行但没有应答：{request} 在 {limit} 内无应答，共 {tries} 次",
  },
  daemonFull: {
    en: "{daemon} (pid {pid}) accepts no connections, and its queue is full: clients get EAGAIN",
    zh: "{daemon}（pid {pid}）不接受连接且队列已满：客户端得到 EAGAIN",
  },
  daemonQueue: {
    en: "{daemon} (pid {pid}) accepts no connections: {count} wait at {path}",
    zh: "{daemon}（pid {pid}）不接受连接：{count} 个连接在 {path} 等待",
  },
  daemonBehind: {
    en: "{daemon} (pid {pid}) answers /_ping, and not {request}: a lock in it or the daemon below it hangs",
    zh: "{daemon}（pid {pid}）应答 /_ping，但不应答 {request}：内部的锁或下层守护进程卡住",
  },
  // What is said of a container.
  shimStopped: {
    en: "container {container} hangs: its shim (pid {pid}) is stopped by a signal",
    zh: "容器 {container} 卡住：它的 shim（pid {pid}）被信号停止",
  },
  shimTraced: {
    en: "container {container} hangs: its shim (pid {pid}) is held by a debugger (pid {tracer})",
    zh: "容器 {container} 卡住：它的 shim（pid {pid}）被调试器（pid {tracer}）停住",
  },
  inspectSilent: {
    en: "container {container} hangs: {daemon} answers all but what concerns it, so an operation holds its lock",
    zh: "容器 {container} 卡住：{daemon} 只对与它有关的请求不应答，说明有操作持有它的锁",
  },
  pipeFull: {
    en: "container {container} hangs in its own output: {task} waits to write, and nobody reads",
    zh: "容器 {container} 卡在自己的输出上：{task} 等待写入，而没有人读",
  },
  shimAlone: {
    en: "container {container} has ended, and {daemon} holds it for running: its shim (pid {pid}) has no process left",
    zh: "容器 {container} 已结束，{daemon} 却认为它在运行：它的 shim（pid {pid}）下已没有进程",
  },
  helperStopped: {
    en: "{subject} hangs: {helper} (pid {pid}), which works for it, is stopped by a signal",
    zh: "{subject} 卡住：为它工作的 {helper}（pid {pid}）被信号停止",
  },
  // What is said of blocked tasks.
  blocked: {
    en: "{task} of {subject} is blocked in the kernel (state D) and waits for {what}",
    zh: "{subject} 的 {task} 阻塞在内核中（状态 D），等待{what}",
  },
  blockedMany: {
    en: "{count} {count:task|tasks} of {subject} {count:is|are} blocked in the kernel (state D); {task} waits for {what}",
    zh: "{subject} 有 {count} 个任务阻塞在内核中（状态 D）；{task} 等待{what}",
  },
  blockedPerhaps: {
    en: "{task} of {subject} was blocked in the kernel (state D) each time, waiting for {what}; check again in ten seconds",
    zh: "{subject} 的 {task} 每次都阻塞在内核中（状态 D），等待{what}；十秒后请再次检查",
  },
  blockedSaid: {
    en: "the kernel says that {task} was blocked for more than {seconds}; this snapshot does not show whether it still is",
    zh: "内核报告 {task} 阻塞超过 {seconds}；快照看不出它是否仍在阻塞",
  },
  container: { en: "container {name}", zh: "容器 {name}" },
  waitNfs: { en: "a file server that does not answer", zh: "没有应答的文件服务器" },
  waitFuse: {
    en: "a filesystem of a program (FUSE, autofs) that does not answer",
    zh: "没有应答的用户态文件系统（FUSE、autofs）",
  },
  waitFrozen: { en: "a frozen filesystem to be thawed", zh: "被冻结的文件系统解冻" },
  waitChild: { en: "its child {child}, which does not exec", zh: "没有执行 exec 的子进程 {child}" },
  waitAnyChild: { en: "a child that does not exec", zh: "没有执行 exec 的子进程" },
  waitStorage: { en: "a block device", zh: "块设备" },
  waitOther: { en: "something in {function}", zh: "{function} 中的某个条件" },
  waitUnseen: {
    en: "something that only root sees (/proc/PID/stack)",
    zh: "只有 root 才能看到的条件（/proc/PID/stack）",
  },
  daemonStarting: {
    en: "{daemon} (pid {pid}) was started {age} ago and does not answer yet; with many containers that takes minutes, check again",
    zh: "{daemon}（pid {pid}）{age} 前才启动，尚未应答；容器多时启动需要几分钟，请稍后再检查",
  },
  // Evidence.
  stateLabel: { en: "state", zh: "状态" },
  stateSays: { en: "{state} in {name}[{pid}]", zh: "{name}[{pid}] 为 {state}" },
  stateTwice: {
    en: "{state} in {name}[{pid}], {seconds} apart",
    zh: "{name}[{pid}] 相隔 {seconds} 均为 {state}",
  },
  inLabel: { en: "waits in", zh: "等待位置" },
  functions: { en: "{list}", zh: "{list}" },
  queueLabel: { en: "accept queue", zh: "accept 队列" },
  queueSays: { en: "{count} wait at {path}", zh: "{count} 个在 {path} 等待" },
  queueBecause: {
    en: "ours: a Go daemon accepts at once whatever else it does",
    zh: "我们的阈值：Go 守护进程无论在做什么都会立即 accept",
  },
  askedLabel: { en: "asked: {request}", zh: "询问：{request}" },
  asked: { en: "{outcome} in {seconds}", zh: "{seconds} 内{outcome}" },
  askedTimes: {
    en: "{outcome} in {seconds}, {tries} {tries:time|times}",
    zh: "{seconds} 内{outcome}，共 {tries} 次",
  },
  askedBecause: {
    en: "ours: a daemon that works answers in milliseconds",
    zh: "我们的阈值：正常的守护进程在毫秒内应答",
  },
  answered: { en: "answered", zh: "应答" },
  answeredStatus: { en: "answered ({status})", zh: "应答（{status}）" },
  silent: { en: "no answer", zh: "没有应答" },
  full: { en: "not accepted, queue full", zh: "未被接受，队列已满" },
  refused: { en: "refused: nobody listens", zh: "被拒绝：无人监听" },
  denied: { en: "no permission", zh: "没有权限" },
  ended: { en: "closed without an answer", zh: "未应答即关闭" },
  failed: { en: "failed", zh: "失败" },
  notAskedLabel: { en: "asked", zh: "询问" },
  notAsked: {
    en: "no; casebook check container-runtime-hang asks",
    zh: "未询问；casebook check container-runtime-hang 会询问",
  },
  shimLabel: { en: "its shim", zh: "它的 shim" },
  shimSays: {
    en: "{name}[{pid}], containers {containers}",
    zh: "{name}[{pid}]，容器 {containers}",
  },
  idLabel: { en: "container", zh: "容器" },
  childrenLabel: { en: "processes of the shim", zh: "shim 的进程" },
  childrenSays: { en: "{count} left", zh: "剩余 {count} 个" },
  recordedLabel: { en: "recorded as", zh: "记录的状态" },
  recordedSays: { en: "{state}, pid {pid}", zh: "状态 {state}，pid {pid}" },
  readerLabel: { en: "who should read", zh: "读取方" },
  readerSays: { en: "{name}[{pid}] (state {state})", zh: "{name}[{pid}]（状态 {state}）" },
  readerNone: { en: "no process of a runtime", zh: "没有运行时进程" },
  outputLabel: { en: "output", zh: "输出" },
  outputSays: {
    en: "{task} in {function}, descriptor {fd}",
    zh: "{task} 位于 {function}，描述符 {fd}",
  },
  unmovedLabel: { en: "ran in between", zh: "期间是否运行" },
  unmovedSays: {
    en: "not once in {seconds} ({switches} switches)",
    zh: "{seconds} 内一次也没有（切换次数 {switches}）",
  },
  unmovedBecause: {
    en: "ours: a request to a disk that works is done by then",
    zh: "我们的阈值：正常磁盘的请求此时已完成",
  },
  blockedLabel: { en: "blocked tasks", zh: "阻塞的任务" },
  blockedCount: { en: "{count} in state D", zh: "{count} 个处于 D 状态" },
  blockedItem: { en: "{function}, pid {pid}", zh: "位于 {function}，pid {pid}" },
  someFunction: { en: "a function that is not shown", zh: "未显示的函数" },
  kernelLabel: { en: "the kernel says", zh: "内核日志" },
  kernelSays: { en: "{task} blocked for more than {seconds}", zh: "{task} 阻塞超过 {seconds}" },
  kernelBecause: {
    en: "the kernel's hung_task_timeout_secs",
    zh: "内核的 hung_task_timeout_secs",
  },
  behindLabel: { en: "{daemon} above it", zh: "上层的 {daemon}" },
  locksLabel: { en: "its last dump", zh: "最近的转储" },
  locksSays: {
    en: "{count} wait for a lock, up to {minutes}, in {function}",
    zh: "{count} 个等待锁，最长 {minutes}，位于 {function}",
  },
  locksYoung: {
    en: "{count} wait for a lock, below a minute, in {function}",
    zh: "{count} 个等待锁，不到一分钟，位于 {function}",
  },
  // Absence.
  daemonLabel: { en: "{daemon}", zh: "{daemon}" },
  daemonFine: { en: "pid {pid}, state {state}", zh: "pid {pid}，状态 {state}" },
  daemonNone: {
    en: "no daemon runs, {count} shims do: dead, not hung",
    zh: "没有守护进程，但有 {count} 个 shim：已退出而非卡住",
  },
  leftoverLabel: { en: "{daemon}", zh: "{daemon}" },
  leftoverSays: {
    en: "does not run; {path} refuses: dead, not hung",
    zh: "没有运行；{path} 拒绝连接：已退出而非卡住",
  },
  shimsLabel: { en: "shims", zh: "shim 进程" },
  shimsFine: { en: "{count}, none stopped", zh: "{count} 个，没有停止的" },
  tasksLabel: { en: "blocked tasks", zh: "阻塞的任务" },
  tasksNone: { en: "none of a runtime or container", zh: "运行时和容器中没有" },
  tasksMoved: { en: "{count} for a moment: they run on", zh: "{count} 个短暂阻塞后继续运行" },
  pausedLabel: { en: "paused containers", zh: "暂停的容器" },
  pausedSays: { en: "{count}, on purpose", zh: "{count} 个，属有意暂停" },
  notHere: {
    en: "no container runtime runs here (dockerd, containerd, crio, kubelet, shims)",
    zh: "本机没有运行容器运行时（dockerd、containerd、crio、kubelet、shim）",
  },
  notRunning: {
    en: "{daemon} does not run: {path} is left over and refuses connections; that is a dead daemon, not a hung one (systemctl status, journalctl -u)",
    zh: "{daemon} 没有运行：{path} 是残留文件，连接会被拒绝；这是守护进程退出而不是卡住（systemctl status、journalctl -u）",
  },
  noProcesses: {
    en: "no processes were seen: the snapshot holds no proc/PID/stat, or /proc hides them (hidepid)",
    zh: "看不到进程：快照中没有 proc/PID/stat，或 /proc 隐藏了进程（hidepid）",
  },
  someProcesses: {
    en: "not all processes are in this snapshot, or /proc hides some (hidepid): whether a container runtime is among those is not known",
    zh: "快照中的进程不全，或 /proc 隐藏了部分进程（hidepid）：不知道其中是否有容器运行时",
  },
  needsRoot: {
    en: "accept queues, stacks and sockets of {daemon} need root",
    zh: "查看 {daemon} 的 accept 队列、调用栈和套接字需要 root",
  },
  needsSecond: {
    en: "tasks and queues that stand still in one sample: {count}; whether they stay so needs two: run with --interval 1s, or give a snapshot that holds later/",
    zh: "单次采样中有 {count} 个任务或队列停住，是否一直如此需要两次采样：请加 --interval 1s，或使用含 later/ 目录的快照",
  },
  // Remedies.
  capture: { en: "keep the evidence before anything is restarted", zh: "重启之前先保存证据" },
  captureDump: {
    en: "dockerd and containerd write all goroutines to a file or their log, and run on: look for “semacquire” and minutes",
    zh: "dockerd 与 containerd 会把所有 goroutine 写入文件或日志并继续运行：查找 semacquire 和等待分钟数",
  },
  captureStacks: {
    en: "save where its threads wait: cat /proc/{pid}/task/*/stack, /proc/{pid}/status, ls -l /proc/{pid}/fd",
    zh: "保存线程的等待位置：cat /proc/{pid}/task/*/stack、/proc/{pid}/status、ls -l /proc/{pid}/fd",
  },
  resume: { en: "let {name} go on", zh: "让 {name} 继续运行" },
  resumeHow: {
    en: "what waits is answered at once; nothing is lost",
    zh: "等待中的请求会立即得到应答，不会丢失任何东西",
  },
  resumeTraced: {
    en: "detach the debugger (pid {tracer}): detach in gdb, or end it",
    zh: "让调试器（pid {tracer}）脱离：在 gdb 中 detach，或结束它",
  },
  resumeWho: {
    en: "find who stopped it (audit log, kill in scripts, a debugger, ctrl-Z in a shell that started it), or it is stopped again",
    zh: "找出是谁停止了它（审计日志、脚本中的 kill、调试器、启动它的 shell 中的 Ctrl-Z），否则会再次发生",
  },
  restart: { en: "restart {name}", zh: "重启 {name}" },
  restartContainerd: {
    en: "containers and their shims live on",
    zh: "容器及其 shim 会继续运行",
  },
  restartDocker: {
    en: 'containers live on only with "live-restore": true in daemon.json; without it they are stopped',
    zh: '只有 daemon.json 中 "live-restore": true 时容器才会继续运行，否则会被停止',
  },
  endShim: { en: "end the stuck shim of {container}", zh: "结束 {container} 卡住的 shim" },
  endShimHow: {
    en: "its container ends with it; the others are not touched",
    zh: "它的容器随之结束，其他容器不受影响",
  },
  logs: { en: "see that output is read", zh: "保证输出有人读取" },
  logsHow: {
    en: "docker: --log-opt mode=non-blocking --log-opt max-buffer-size=4m, so that a log driver that hangs costs lines and not the container",
    zh: "docker：--log-opt mode=non-blocking --log-opt max-buffer-size=4m，日志驱动卡住时只丢日志行而不卡住容器",
  },
  logsReader: {
    en: "mend or restart what the log goes to (fluentd, syslog, journald), then the one that should read",
    zh: "修复或重启日志的去处（fluentd、syslog、journald），然后是应当读取的进程",
  },
  endWait: { en: "end what they wait for", zh: "结束它们等待的条件" },
  endNfs: {
    en: "bring the file server or the way to it back; if it is gone for good: umount -f, then umount -l; mount with soft,timeo=… where data may be lost rather than wait",
    zh: "恢复文件服务器或到它的网络；若已无法恢复：umount -f，再 umount -l；宁可丢数据也不愿等待时用 soft,timeo=… 挂载",
  },
  endFuse: {
    en: "restart the program behind the mount, or abort its connection: echo 1 > /sys/fs/fuse/connections/N/abort (N is the minor device of the mount)",
    zh: "重启挂载背后的程序，或中断连接：echo 1 > /sys/fs/fuse/connections/N/abort（N 为挂载的次设备号）",
  },
  endFrozen: {
    en: "thaw it: fsfreeze -u MOUNTPOINT; see that the backup or snapshot that froze it is done",
    zh: "解冻：fsfreeze -u 挂载点；并确认冻结它的备份或快照已经结束",
  },
  endChild: {
    en: "end the child that does not exec, or let it go on; SIGKILL ends the waiting parent too",
    zh: "结束或继续没有执行 exec 的子进程；SIGKILL 也能结束等待中的父进程",
  },
  endStorage: {
    en: "look at the disk: dmesg, iostat -x 1, smartctl, multipath -ll; tasks go on when it answers",
    zh: "检查磁盘：dmesg、iostat -x 1、smartctl、multipath -ll；磁盘应答后任务会继续",
  },
  endOther: {
    en: "find who holds it: echo w > /proc/sysrq-trigger writes all blocked tasks with their stacks to the kernel's log",
    zh: "找出持有者：echo w > /proc/sysrq-trigger 会把所有阻塞任务及调用栈写入内核日志",
  },
  endReboot: {
    en: "no signal ends state D: if the wait cannot be ended, drain the node (kubectl drain) and reboot it",
    zh: "信号无法结束 D 状态：若等待无法结束，请先 kubectl drain 再重启节点",
  },
  upgrade: { en: "mend what lets it hang", zh: "消除卡住的根源" },
  upgradeHow: {
    en: "update runc, containerd and the daemon together (many such locks were mended); in Kubernetes alert on kubelet_pleg_relist_duration_seconds",
    zh: "同时升级 runc、containerd 和守护进程（很多此类锁已修复）；在 Kubernetes 中对 kubelet_pleg_relist_duration_seconds 告警",
  },
});
