import { optional } from "#contract/fact.ts";
import dmesg from "#facts/cmd/dmesg.ts";
import journalctlK from "#facts/cmd/journalctl-k-o-short-monotonic.ts";
import kmsg from "#facts/dev/kmsg.ts";
import stat from "#facts/proc/stat.ts";
import hungTaskDetectCount from "#facts/proc/sys/kernel/hung_task_detect_count.ts";
import hungTaskTimeout from "#facts/proc/sys/kernel/hung_task_timeout_secs.ts";
import hungTaskWarnings from "#facts/proc/sys/kernel/hung_task_warnings.ts";
import softWatchdog from "#facts/proc/sys/kernel/soft_watchdog.ts";
import watchdogThresh from "#facts/proc/sys/kernel/watchdog_thresh.ts";
import uptime from "#facts/proc/uptime.ts";
import rcuCpuStallTimeout from "#facts/sys/module/rcupdate/parameters/rcu_cpu_stall_timeout.ts";
import kernelLogFiles from "#facts/walk/kernel-log-files.ts";
import taskStates from "#facts/walk/task-states.ts";

/** Read on every host: the kernel's ring, and what its detectors are set to. */
export const needs = {
  kmsg: optional(kmsg),
  dmesg: optional(dmesg),
  uptime: optional(uptime),
  stat: optional(stat),
  softWatchdog: optional(softWatchdog),
  watchdogThresh: optional(watchdogThresh),
  hungTaskTimeout: optional(hungTaskTimeout),
  hungTaskWarnings: optional(hungTaskWarnings),
  hungTaskDetectCount: optional(hungTaskDetectCount),
  rcuTimeout: optional(rcuCpuStallTimeout),
};

/** Read when the ring could not be, or the user asks for this case: logs that reach further back. And hung tasks now. */
export const closerNeeds = {
  journal: optional(journalctlK),
  files: optional(kernelLogFiles),
  tasks: optional(taskStates),
};
