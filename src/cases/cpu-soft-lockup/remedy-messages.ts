import { defineMessages } from "#contract/message.ts";

/** What can be done. */
export const fixWords = defineMessages("cpu-soft-lockup", {
  capture: {
    en: "keep the evidence before anything is restarted: backtraces of all CPUs and blocked tasks go to the kernel log",
    zh: "重启任何东西之前先保留证据：将所有 CPU 与被阻塞任务的调用栈写入内核日志",
  },
  captureCpus: { en: "log a backtrace of every CPU", zh: "将每个 CPU 的调用栈写入日志" },
  captureTasks: {
    en: "log every task that waits uninterruptibly",
    zh: "将每个不可中断等待的任务写入日志",
  },
  captureSave: {
    en: "then save it: dmesg -T > /root/lockup.txt, and the output of casebook collect",
    zh: "然后保存：dmesg -T > /root/lockup.txt，以及 casebook collect 的输出",
  },
  fixCode: {
    en: "update the kernel or the module that holds the CPU, or stop what calls it",
    zh: "更新占用 CPU 的内核或模块，或停止触发它的操作",
  },
  fixCodeModule: {
    en: "module {module}: look for a newer version of it, or unload it if nothing needs it",
    zh: "模块 {module}：寻找更新版本；若无人使用则卸载",
  },
  fixCodeKernel: {
    en: "search the release notes of kernels newer than {release} for {function}; boot the newer one",
    zh: "在比 {release} 更新的内核发行说明中查找 {function}，并启动更新的内核",
  },
  fixCodeDump: {
    en: "if it comes back: set up kdump, then kernel.softlockup_panic=1, so that the next one leaves a dump",
    zh: "若再次出现：先配置 kdump，再设 kernel.softlockup_panic=1，使下次留下转储",
  },
  fixPaused: {
    en: "give this virtual machine its CPUs; until then, let the watchdog wait longer",
    zh: "为此虚拟机保证 CPU；在此之前让 watchdog 等待更久",
  },
  fixPausedThresh: {
    en: "report soft lockups only after twice this time",
    zh: "超过此值两倍时间才报告 soft lockup",
  },
  fixPausedHost: {
    en: "on the hypervisor: look at CPU overcommitment, live migration, snapshots and backups at that time",
    zh: "在虚拟化层：检查当时的 CPU 超配、热迁移、快照与备份",
  },
  fixRealtime: {
    en: "take the CPU back from the real-time task",
    zh: "从实时任务手中收回 CPU",
  },
  fixRealtimeFind: {
    en: "find it: ps -eLo cls,rtprio,psr,pcpu,pid,comm --sort=-rtprio | head; lower it with chrt --other -p 0 PID",
    zh: "查找：ps -eLo cls,rtprio,psr,pcpu,pid,comm --sort=-rtprio | head；用 chrt --other -p 0 PID 降低其优先级",
  },
  fixConsole: { en: "print less to the slow console", zh: "减少向慢速控制台的打印" },
  fixConsoleLevel: {
    en: "print to the console only what is critical",
    zh: "控制台只打印严重级别的消息",
  },
  fixWait: {
    en: "end what the tasks wait for; killing them does not work",
    zh: "解除任务所等待的东西；杀死任务没有用",
  },
  fixStorage: {
    en: "bring the storage back: dmesg for the device, multipath -ll, the SAN's or cloud volume's state; only a reboot frees tasks whose device is gone",
    zh: "恢复存储：查看 dmesg 中的设备、multipath -ll、SAN 或云盘状态；设备已消失时只有重启能释放任务",
  },
  fixNfs: {
    en: "bring the NFS server back, or umount -f the mount; prefer soft mounts with timeo for what may be lost",
    zh: "恢复 NFS 服务器，或对该挂载执行 umount -f；可丢失的数据宜用 soft 与 timeo 挂载",
  },
  fixFrozen: {
    en: "thaw it: fsfreeze --unfreeze MOUNTPOINT, after the snapshot or backup that froze it has ended",
    zh: "解冻：待冻结它的快照或备份结束后执行 fsfreeze --unfreeze 挂载点",
  },
  fixBlocker: {
    en: "look at who holds it: cat /proc/{pid}/stack, then at what that one waits for",
    zh: "查看持有者：cat /proc/{pid}/stack，再看它在等什么",
  },
  fixFindBlocker: {
    en: "find who holds it: the other tasks in the log, cat /proc/PID/stack of those in state D",
    zh: "查找持有者：看日志中的其他任务，对状态为 D 的进程执行 cat /proc/PID/stack",
  },
  fixNever: {
    en: "do not set hung_task_timeout_secs to 0: it hides the report, not the fault",
    zh: "不要把 hung_task_timeout_secs 设为 0：只会隐藏报告，故障仍在",
  },
});
