import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("inotify-limit", {
  title: { en: "inotify watches or instances are used up", zh: "inotify 监视数或实例数用尽" },

  watchesFull: {
    en: "user {uid} has used up its inotify watches ({count} of {limit}): inotify_add_watch fails with “No space left on device”",
    zh: "用户 {uid} 的 inotify 监视数已用尽（{count}，上限 {limit}），inotify_add_watch 会报 “No space left on device”",
  },
  watchesNear: {
    en: "user {uid} uses {count} inotify watches, {fill} of the limit",
    zh: "用户 {uid} 已用 {count} 个 inotify 监视，占上限的 {fill}",
  },
  instancesFull: {
    en: "user {uid} has used up its inotify instances ({count} of {limit}): inotify_init fails with “Too many open files”",
    zh: "用户 {uid} 的 inotify 实例数已用尽（{count}，上限 {limit}），inotify_init 会报 “Too many open files”",
  },
  instancesNear: {
    en: "user {uid} uses {count} inotify instances, {fill} of the limit",
    zh: "用户 {uid} 已用 {count} 个 inotify 实例，占上限的 {fill}",
  },

  watchesLabel: { en: "watches of user {uid}", zh: "用户 {uid} 的监视数" },
  instancesLabel: { en: "instances of user {uid}", zh: "用户 {uid} 的实例数" },
  countSays: { en: "{count} of {limit}, {fill}", zh: "{count}，上限 {limit}，占 {fill}" },
  becauseWatches: {
    en: "the kernel's limit for each user; inotify_add_watch(2) fails with ENOSPC at it",
    zh: "内核对每个用户的限制，达到后 inotify_add_watch(2) 返回 ENOSPC",
  },
  becauseInstances: {
    en: "the kernel's limit for each user; inotify_init(2) fails with EMFILE at it",
    zh: "内核对每个用户的限制，达到后 inotify_init(2) 返回 EMFILE",
  },
  holderSays: {
    en: "{watches} {watches:watch|watches} in {instances} {instances:instance|instances}",
    zh: "{instances} 个实例，{watches} 个监视",
  },
  processes: { en: "processes of user {uid} that hold any", zh: "用户 {uid} 持有 inotify 的进程" },
  processesSays: { en: "{count}, the largest holders below", zh: "{count} 个，持有最多的如下" },
  limitLabel: { en: "limit of each user", zh: "每个用户的上限" },
  limitSays: { en: "{count} ({name})", zh: "{count}（{name}）" },
  nobody: { en: "no process holds an inotify instance", zh: "没有进程持有 inotify 实例" },
  nobodyLabel: { en: "inotify", zh: "inotify" },

  noProcesses: {
    en: "no process of the host is in this snapshot: proc/PID/fd, proc/PID/fdinfo",
    zh: "快照中没有主机的任何进程：proc/PID/fd, proc/PID/fdinfo",
  },
  needsPtrace: {
    en: "what {count} {count:process|processes} watch is hidden: run as root (CAP_SYS_PTRACE), or add proc/PID/fd and proc/PID/fdinfo to the snapshot",
    zh: "有 {count} 个进程的监视情况不可见：请以 root（CAP_SYS_PTRACE）运行，或在快照中加入 proc/PID/fd 和 proc/PID/fdinfo",
  },
  needsOwner: {
    en: "{count} {count:process holds|processes hold} inotify instances, and whose they are is not told",
    zh: "有 {count} 个进程持有 inotify 实例，但无法得知所属用户",
  },

  raiseWatches: {
    en: "raise the number of watches for each user; nothing is interrupted",
    zh: "调高每个用户的监视数上限，不中断业务",
  },
  raiseInstances: {
    en: "raise the number of instances for each user; nothing is interrupted",
    zh: "调高每个用户的实例数上限，不中断业务",
  },
  raiseStep: {
    en: "each user may have {value} from now on; a watch in use takes about 1 KiB of kernel memory",
    zh: "每个用户此后最多可有 {value} 个；每个在用的监视约占 1 KiB 内核内存",
  },
  keep: {
    en: "keep it in /etc/sysctl.d/: {name} = {value}",
    zh: "写入 /etc/sysctl.d/ 使其长期有效：{name} = {value}",
  },
  look: {
    en: "look at the largest holder, {holder}: does it watch a whole tree that it need not, such as node_modules or every container's files?",
    zh: "检查持有最多的 {holder}：是否监视了不必要的整棵目录树，例如 node_modules 或所有容器的文件",
  },
});
