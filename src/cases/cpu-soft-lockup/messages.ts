import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("cpu-soft-lockup", {
  title: {
    en: "A CPU or task is stuck in the kernel: soft lockup, hard lockup, RCU stall, hung task",
    zh: "CPU 或任务卡在内核中：soft lockup、hard lockup、RCU stall、hung task",
  },

  soft: {
    en: "{cpu} was stuck in the kernel for {seconds}: {task} did not leave {function}",
    zh: "{cpu} 在内核中卡住 {seconds}：{task} 一直停在 {function} 中",
  },
  hard: {
    en: "{cpu} took no interrupts any more: {task} did not leave {function}",
    zh: "{cpu} 不再响应中断：{task} 一直停在 {function} 中",
  },
  rcu: {
    en: "RCU waited {seconds} for {cpu}: {task} did not leave {function}",
    zh: "RCU 等待 {cpu} 达 {seconds}：{task} 一直停在 {function} 中",
  },
  rcuUntimed: {
    en: "RCU waited too long for {cpu}: {task} did not leave {function}",
    zh: "RCU 等待 {cpu} 过久：{task} 一直停在 {function} 中",
  },
  rcuStarved: {
    en: "RCU's own thread got no CPU: something runs without a pause ({task} on {cpu}, in {function})",
    zh: "RCU 自己的线程得不到 CPU：有任务不间断地运行（{cpu} 上的 {task}，位于 {function}）",
  },
  workqueue: {
    en: "kernel work queued on {cpu} did not get on for {seconds}: a worker keeps the CPU or sleeps with it",
    zh: "{cpu} 上排队的内核工作 {seconds} 没有进展：某个 worker 一直占用该 CPU",
  },
  hung: {
    en: "{task} waited uninterruptibly for more than {seconds}, in {function}",
    zh: "{task} 处于不可中断等待超过 {seconds}，位于 {function}",
  },
  hungFor: {
    en: "{task} waited uninterruptibly for more than {seconds}: {why}",
    zh: "{task} 处于不可中断等待超过 {seconds}：{why}",
  },
  paused: {
    en: "this virtual machine was not run for {seconds}: its hypervisor paused it or had no CPU for it ({cpu} told)",
    zh: "此虚拟机 {seconds} 没有被运行：虚拟化层将其暂停，或没有 CPU 可给（由 {cpu} 报告）",
  },
  over: { en: "it is over, and may come back: {what}", zh: "已经过去，但可能再次发生：{what}" },
  someTask: { en: "some task", zh: "某个任务" },
  someFunction: { en: "a function that the log does not show", zh: "日志未给出的函数" },
  someCpu: { en: "a CPU", zh: "某个 CPU" },
  aWhile: { en: "too long", zh: "过久" },
  functionOf: { en: "{function} of {module}", zh: "{module} 的 {function}" },

  reportedLabel: { en: "reported", zh: "报告时间" },
  reportedOnce: { en: "once, {age}", zh: "一次，{age}" },
  reportedTimes: {
    en: "{count} {count:time|times}, the last {age}",
    zh: "{count} 次，最近一次在 {age}",
  },
  reportedBefore: {
    en: "{when}; and in {count} earlier spells",
    zh: "{when}；此前还有 {count} 段",
  },
  becauseOnce: {
    en: "the kernel's: one report is one too many",
    zh: "内核的判断：出现一次即为异常",
  },
  secondsAgo: { en: "{count} s ago", zh: "{count} 秒前" },
  minutesAgo: { en: "{count} min ago", zh: "{count} 分钟前" },
  hoursAgo: { en: "{count} h ago", zh: "{count} 小时前" },
  daysAgo: { en: "{count} {count:day|days} ago", zh: "{count} 天前" },
  someTimeAgo: { en: "at a time that the log does not tell", zh: "时间未知（日志未记录）" },
  beforeBoot: { en: "{age}, before the last boot", zh: "{age}，在上次启动之前" },

  durationLabel: { en: "stuck for", zh: "卡住时长" },
  duration: { en: "{seconds}, as the kernel counted", zh: "{seconds}（内核计时）" },
  durationTicks: {
    en: "{count} {count:tick|ticks} of the kernel's clock",
    zh: "{count} 个内核时钟节拍",
  },
  becauseSoft: {
    en: "the kernel's: twice kernel.watchdog_thresh",
    zh: "内核的判断：kernel.watchdog_thresh 的两倍",
  },
  becauseHung: {
    en: "the kernel's: kernel.hung_task_timeout_secs",
    zh: "内核的判断：kernel.hung_task_timeout_secs",
  },

  stuckLabel: { en: "stuck in", zh: "卡在" },
  waitsLabel: { en: "waits in", zh: "等待于" },
  taskLabel: { en: "running", zh: "正在运行" },
  cpusLabel: { en: "CPUs named", zh: "涉及的 CPU" },
  cpuList: { en: "{list}", zh: "{list}" },
  tasksLabel: { en: "tasks reported", zh: "被报告的任务" },
  taskCount: { en: "{count}", zh: "{count} 个" },
  blockedFor: { en: "{seconds}, in {function}", zh: "{seconds}，位于 {function}" },
  nowLabel: { en: "now", zh: "现在" },
  stillBlocked: { en: "{task} still waits, in {function}", zh: "{task} 仍在等待，位于 {function}" },
  noLongerBlocked: { en: "none of them waits any more", zh: "均已不再等待" },
  blockerLabel: { en: "held by", zh: "持有者" },
  blocker: { en: "{task}, which owns the {what}", zh: "{task}，持有该 {what}" },
  alsoLabel: { en: "told as well", zh: "同时报告" },
  alsoSoft: { en: "soft lockup of {who}", zh: "{who} 的 soft lockup" },
  alsoHard: { en: "hard lockup of {who}", zh: "{who} 的 hard lockup" },
  alsoRcu: { en: "RCU stall, {who}", zh: "{who} 处的 RCU stall" },
  alsoHung: { en: "hung task {who}", zh: "任务 {who} 长时间阻塞" },
  alsoWorkqueue: { en: "workqueue lockup of {who}", zh: "{who} 的 workqueue lockup" },
  kernelLabel: { en: "kernel", zh: "内核" },
  kernelTainted: { en: "{release}, tainted {flags}", zh: "{release}，污染标志 {flags}" },
  kernelClean: { en: "{release}, not tainted", zh: "{release}，无污染标志" },

  whyLabel: { en: "most likely why", zh: "最可能的原因" },
  whyIdle: {
    en: "the CPU was idle, and idle code cannot loop: it was not run",
    zh: "该 CPU 当时空闲，空闲代码不会死循环：它没有被运行",
  },
  whyUser: {
    en: "the CPU was in a process's own code, which can always be interrupted: it was not run",
    zh: "该 CPU 当时在执行进程自身的代码，随时可被中断：它没有被运行",
  },
  whySteal: {
    en: "its hypervisor gives its CPUs to others, now too",
    zh: "虚拟化层把它的 CPU 给了别人，目前仍是如此",
  },
  whyAllCpus: {
    en: "CPUs were stuck together in a virtual machine: {list}",
    zh: "虚拟机的多个 CPU 同时卡住：{list}",
  },
  whyClock: {
    en: "the clock jumped at the same time: {line}",
    zh: "同时出现时钟跳变：{line}",
  },
  whyConsole: {
    en: "it printed to a slow console: see the serial line's speed and the console log level",
    zh: "正在向慢速控制台打印：请检查串口速率与控制台日志级别",
  },
  whyRealtime: {
    en: "a real-time task took the CPU for itself: {line}",
    zh: "实时任务独占了 CPU：{line}",
  },
  whyStarved: {
    en: "RCU's thread was starved for {count} {count:tick|ticks}: a real-time task, or a CPU that is not run",
    zh: "RCU 线程 {count} 个节拍没有得到 CPU：有实时任务，或该 CPU 没有被运行",
  },
  whyLock: {
    en: "it waited for a spin lock that another CPU holds: {function}",
    zh: "在等待其他 CPU 持有的自旋锁：{function}",
  },
  whyModule: {
    en: "the code is of module {module}",
    zh: "代码属于模块 {module}",
  },
  whyStorage: {
    en: "its storage does not answer",
    zh: "其存储没有响应",
  },
  whyStorageSaid: {
    en: "its storage does not answer: {line}",
    zh: "其存储没有响应：{line}",
  },
  whyNfs: { en: "its NFS server does not answer", zh: "其 NFS 服务器没有响应" },
  whyFrozen: {
    en: "its file system is frozen (fsfreeze, a snapshot that did not end)",
    zh: "其文件系统被冻结（fsfreeze，或未结束的快照）",
  },
  whyNetConfig: {
    en: "it waits for the lock of network configuration (rtnl, net namespaces)",
    zh: "在等待网络配置的锁（rtnl、网络命名空间）",
  },
  stealLabel: { en: "stolen by the hypervisor", zh: "被虚拟化层占用" },
  stealShare: { en: "{ratio} of all CPU time, now", zh: "目前占全部 CPU 时间的 {ratio}" },
  becauseSteal: {
    en: "ours: above it, a machine waits for its hypervisor noticeably",
    zh: "本工具的判断：超过后虚拟机明显要等待虚拟化层",
  },

  follows: {
    en: "the stall of {who} follows from what the kernel reported before it ({line}): look at that first",
    zh: "{who} 的卡住是此前内核报告（{line}）的后果：请先处理后者",
  },
  followsDeath: {
    en: "the stall of {who} follows from an earlier crash of the kernel (tainted D): look at that first",
    zh: "{who} 的卡住是此前内核崩溃（污染标志 D）的后果：请先处理后者",
  },

  logLabel: { en: "kernel log", zh: "内核日志" },
  logWhole: {
    en: "no stall in {count} {count:message|messages} since boot",
    zh: "启动以来 {count} 条消息中无卡住报告",
  },
  logPart: {
    en: "no stall in {count} {count:message|messages}; it begins {age}, older ones are gone",
    zh: "{count} 条消息中无卡住报告；日志始于 {age}，更早的已丢失",
  },
  logOpen: {
    en: "no stall in {count} {count:message|messages}; older ones are gone",
    zh: "{count} 条消息中无卡住报告；更早的已丢失",
  },
  logGaps: {
    en: "{count} {count:message|messages} of it {count:is|are} lost",
    zh: "其中 {count} 条消息已丢失",
  },
  logCut: {
    en: "does not reach back to the start of this boot",
    zh: "未包含本次启动的开头",
  },
  warningsLabel: { en: "more hung tasks", zh: "更多 hung task" },
  warningsSpent: {
    en: "would not be told: kernel.hung_task_warnings is spent",
    zh: "不会再报告：kernel.hung_task_warnings 已用完",
  },
  logSifted: { en: "no stall in it", zh: "其中无卡住报告" },
  logOld: {
    en: "the last stall was {age}; nothing since",
    zh: "最近一次卡住在 {age}，此后没有",
  },
  becauseNone: {
    en: "the kernel's: each report is a fault",
    zh: "内核的判断：每次报告都是故障",
  },
  detectorLabel: { en: "soft lockup detector", zh: "soft lockup 检测器" },
  detectorOn: { en: "on, speaks after {seconds}", zh: "已开启，{seconds} 后报告" },
  hungLabel: { en: "hung task detector", zh: "hung task 检测器" },
  hungOn: { en: "on, speaks after {seconds}", zh: "已开启，{seconds} 后报告" },
  countedLabel: { en: "hung tasks counted", zh: "hung task 计数" },
  counted: { en: "{count} since boot", zh: "启动以来 {count} 个" },
  othersLabel: { en: "other reports in it", zh: "其中的其他报告" },
  others: { en: "{list}: no stalls", zh: "{list}：不是卡住" },

  needLog: {
    en: "no log of the kernel could be read: run as root or grant CAP_SYSLOG (kernel.dmesg_restrict), or add dmesg's output to the snapshot as cmd/dmesg",
    zh: "无法读取任何内核日志：请用 root 运行或授予 CAP_SYSLOG（kernel.dmesg_restrict），或将 dmesg 的输出存为快照中的 cmd/dmesg",
  },
  needSoftWatchdog: {
    en: "the kernel does not look for soft lockups: kernel.soft_watchdog is 0",
    zh: "内核未检测 soft lockup：kernel.soft_watchdog 为 0",
  },
  needHungTask: {
    en: "the kernel does not look for hung tasks: kernel.hung_task_timeout_secs is 0",
    zh: "内核未检测 hung task：kernel.hung_task_timeout_secs 为 0",
  },
  needWarnings: {
    en: "the kernel tells of no more hung tasks: kernel.hung_task_warnings is spent",
    zh: "内核不再报告 hung task：kernel.hung_task_warnings 已用完",
  },
  needOlder: {
    en: "the kernel counted {count} hung {count:task|tasks} since boot, and its log does not reach back to them",
    zh: "内核自启动以来计有 {count} 个 hung task，但日志已不含这些记录",
  },
  needTimes: {
    en: "what was found of the kernel's log has no times: it proves nothing",
    zh: "找到的内核日志没有时间，不能证明什么",
  },
  needSpan: {
    en: "the kernel's log holds the last {seconds} only: it is flooded, and older messages are gone",
    zh: "内核日志只剩最近 {seconds}：消息过多，更早的已被覆盖",
  },
});
