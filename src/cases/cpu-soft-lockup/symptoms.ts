import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "the console or dmesg says soft lockup: CPU stuck for 22s",
      zh: "控制台或 dmesg 报 soft lockup：CPU stuck for 22s",
    },
    patterns: [
      "BUG: soft lockup - CPU#",
      "watchdog: BUG: soft lockup - CPU#",
      "NMI watchdog: BUG: soft lockup - CPU#",
      "Message from syslogd: kernel: watchdog: BUG: soft lockup",
      "Kernel panic - not syncing: softlockup: hung tasks",
    ],
  },
  {
    says: {
      en: "hard lockup: a CPU takes no interrupts, the NMI watchdog panics or resets the machine",
      zh: "hard lockup：CPU 不响应中断，NMI watchdog 触发 panic 或复位",
    },
    patterns: [
      "NMI watchdog: Watchdog detected hard LOCKUP on cpu",
      "Watchdog detected hard LOCKUP on cpu",
      "Kernel panic - not syncing: Hard LOCKUP",
      "self-detected hard LOCKUP @",
    ],
  },
  {
    says: {
      en: "RCU stall: rcu_sched or rcu_preempt detected stalls on CPUs",
      zh: "RCU stall：rcu_sched 或 rcu_preempt detected stalls on CPUs",
    },
    patterns: [
      "rcu: INFO: rcu_sched self-detected stall on CPU",
      "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:",
      "INFO: rcu_sched detected stalls on CPUs/tasks",
      "self-detected stall on CPU",
      "detected stalls on CPUs/tasks",
      "rcu_sched kthread starved for",
      "detected expedited stalls on CPUs/tasks",
    ],
  },
  {
    says: {
      en: "a task blocked for more than 120 seconds: hung task, process in D state that kill -9 does not end",
      zh: "任务阻塞超过 120 秒：hung task，进程处于 D 状态，kill -9 无效",
    },
    patterns: [
      "blocked for more than 120 seconds",
      "blocked for more than",
      'echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message',
      "Kernel panic - not syncing: hung_task: blocked tasks",
      "blocked in I/O wait for more than",
    ],
  },
  {
    says: {
      en: "workqueue lockup: kernel workers do not get on",
      zh: "workqueue lockup：内核 worker 没有进展",
    },
    patterns: ["BUG: workqueue lockup - pool cpus="],
  },
  {
    says: {
      en: "the server freezes for seconds or minutes, ssh hangs, then it goes on as if nothing had been",
      zh: "服务器卡死几秒到几分钟，ssh 无响应，随后又恢复如常",
    },
  },
  {
    says: {
      en: "load average is very high and the CPUs are idle",
      zh: "负载（load average）很高但 CPU 空闲",
    },
  },
  {
    says: {
      en: "a virtual machine hangs after live migration, a snapshot or a backup",
      zh: "虚拟机在热迁移、快照或备份之后卡住",
    },
  },
  {
    says: {
      en: "one CPU is at 100 % system time and nothing can be scheduled on it",
      zh: "某个 CPU 的系统态占用 100%，其上无法调度其他任务",
    },
  },
  {
    says: {
      en: "the node becomes NotReady and comes back, kubelet logs nothing for that time",
      zh: "节点变为 NotReady 后又恢复，这段时间 kubelet 没有日志",
    },
  },
  {
    says: {
      en: "process stuck in uninterruptible sleep, cannot be killed, df or ls hangs",
      zh: "进程处于不可中断睡眠，杀不掉，df 或 ls 卡住",
    },
  },
  {
    says: {
      en: "node-problem-detector reports TaskHung or KernelDeadlock",
      zh: "node-problem-detector 报告 TaskHung 或 KernelDeadlock",
    },
    patterns: ["TaskHung", "KernelDeadlock", "DockerHung"],
  },
];
