import type { Report } from "#contract/report.ts";
import { expectAbsent, expectFinding, findingsOf } from "#lab/judge.ts";
import { defineLab, type LabVariant } from "#lab/lab.ts";
import { awaitWord, guestWith, loopUntil, requires } from "./guest.lab.ts";

/** What is wrong if the finding does not tell all of this. */
function expectTold(report: Report, ...texts: readonly string[]): string[] {
  const told = JSON.stringify(findingsOf(report));
  return texts.filter((text) => !told.includes(text)).map((text) => `not told: ${text}`);
}

const softLockup: LabVariant = {
  id: "packet-filter-loop",
  kind: "fault",
  says: {
    en: "a guest's packet filter sends one packet through millions of rules: the CPU schedules nothing else",
    zh: "虚拟机的包过滤规则让一个数据包经过数百万条规则：该 CPU 无法调度其他任务",
  },
  requires,
  up: guestWith(`echo 1 >/proc/sys/kernel/watchdog_thresh${loopUntil("soft lockup")}`, (report) => [
    ...expectFinding(report, { cause: "soft-lockup", subject: /^cpu[01]$/ }),
    ...expectTold(report, "ipt_do_table", "ip_tables", "6.1.0"),
  ]),
};

const rcuStall: LabVariant = {
  id: "rcu-stall",
  kind: "fault",
  says: {
    en: "the same loop in a guest that looks for RCU stalls only",
    zh: "同样的循环，但虚拟机只检测 RCU stall",
  },
  requires,
  up: guestWith(
    `echo 0 >/proc/sys/kernel/soft_watchdog
     echo 3 >/sys/module/rcupdate/parameters/rcu_cpu_stall_timeout${loopUntil("rcu: INFO")}`,
    (report) => [
      ...expectFinding(report, { cause: "rcu-stall", subject: /^cpu[01]$/ }),
      ...expectTold(report, "ipt_do_table"),
    ],
  ),
};

const hungTask: LabVariant = {
  id: "disk-does-not-answer",
  kind: "fault",
  says: {
    en: "dd writes to a guest's disk that has stopped taking writes",
    zh: "dd 向虚拟机中一块不再接受写入的磁盘写数据",
  },
  requires,
  up: guestWith(
    `echo 1 >/proc/sys/kernel/hung_task_timeout_secs
     dd if=/dev/zero of=/dev/vdb bs=4k count=1 conv=fsync
     dd if=/dev/zero of=/dev/vdb bs=4k seek=8 count=1 conv=fsync & task=$!${awaitWord("blocked for more")}`,
    (report) => [
      ...expectFinding(report, { cause: "hung-task", subject: /^dd\[\d+\]$/ }),
      ...expectTold(report, "folio_wait", "still waits", "storage does not answer"),
    ],
  ),
};

const machinePaused: LabVariant = {
  id: "machine-paused",
  kind: "fault",
  says: {
    en: "a whole guest is stopped for six seconds: its CPUs were not run, no code of it loops",
    zh: "整个虚拟机被停止六秒：CPU 没有被运行，并非代码死循环",
  },
  requires,
  up: guestWith(
    `echo 1 >/proc/sys/kernel/watchdog_thresh
     for n in 1 2; do (while :; do :; done) & done; sleep 1; echo "LAB BUSY"${awaitWord("soft lockup")}; sleep 1`,
    (report) => [
      ...expectFinding(report, { cause: "soft-lockup", subject: /^cpu[01]$/ }),
      ...expectTold(report, "virtual machine was not run"),
    ],
    async (guest) => {
      await guest.says("BUSY");
      await guest.pause(6);
    },
  ),
};

/** Kills a task for memory, prints the backtraces of all CPUs, and lets a task wait for a while that is no fault. */
const lookAlikes: LabVariant = {
  id: "out-of-memory-and-backtraces",
  kind: "look-alike",
  says: {
    en: "a guest whose kernel killed a task for memory and printed backtraces on request: no stall",
    zh: "虚拟机内核因内存不足杀死任务，并按请求打印调用栈：没有卡住",
  },
  requires,
  up: guestWith(
    `mkdir -p /tmp/cg; mount -t cgroup2 none /tmp/cg; echo +memory >/tmp/cg/cgroup.subtree_control
     mkdir /tmp/cg/small; echo 8M >/tmp/cg/small/memory.max
     (echo 0 >/tmp/cg/small/cgroup.procs; tail /dev/zero)
     echo l >/proc/sysrq-trigger; echo w >/proc/sysrq-trigger; sleep 1
     dmesg | grep -q 'Killed process' || echo "LAB FAILED no task was killed for memory"`,
    expectAbsent,
  ),
};

const healthy: LabVariant = {
  id: "busy-guest",
  kind: "healthy",
  says: {
    en: "a guest whose CPUs are busy with processes, and which may be interrupted any time",
    zh: "CPU 忙于进程但随时可被中断的虚拟机",
  },
  requires,
  up: guestWith(
    `echo 1 >/proc/sys/kernel/watchdog_thresh
     for n in 1 2 3; do (while :; do :; done) & done; sleep 4`,
    expectAbsent,
  ),
};

export default defineLab({
  case: "cpu-soft-lockup",
  variants: [softLockup, rcuStall, hungTask, machinePaused, lookAlikes, healthy],
});
