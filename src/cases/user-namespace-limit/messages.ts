import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("user-namespace-limit", {
  title: { en: "A user may make no more namespaces", zh: "用户可创建的命名空间数已用尽" },

  full: {
    en: "user {uid} has used up its {kind} namespaces ({count} of {limit}): unshare and clone fail with “No space left on device”",
    zh: "用户 {uid} 的 {kind} 命名空间已用尽（{count}，上限 {limit}），unshare 和 clone 会报 “No space left on device”",
  },
  near: {
    en: "user {uid} has {count} {kind} namespaces, {fill} of the limit",
    zh: "用户 {uid} 有 {count} 个 {kind} 命名空间，占上限的 {fill}",
  },
  forbidden: {
    en: "nobody may make a {kind} namespace (the limit is 0): rootless containers and sandboxes fail with “No space left on device”",
    zh: "任何用户都不能创建 {kind} 命名空间（上限为 0），rootless 容器和沙箱会报 “No space left on device”",
  },

  countLabel: { en: "{kind} namespaces of user {uid}", zh: "用户 {uid} 的 {kind} 命名空间" },
  countSays: { en: "{count} of {limit}, {fill}", zh: "{count}，上限 {limit}，占 {fill}" },
  because: {
    en: "the kernel's limit for each user in this user namespace; clone(2) and unshare(2) fail with ENOSPC at it",
    zh: "内核对该用户命名空间中每个用户的限制，达到后 clone(2)、unshare(2) 返回 ENOSPC",
  },
  limitLabel: { en: "limit of each user", zh: "每个用户的上限" },
  limitSays: { en: "{count} ({name})", zh: "{count}（{name}）" },
  holderLabel: { en: "held by", zh: "持有者" },
  holderSays: {
    en: "{count} of {name}, such as process {pid}",
    zh: "{name} 持有 {count} 个，如进程 {pid}",
  },
  forbiddenLabel: { en: "may not be made", zh: "禁止创建" },
  forbiddenSays: { en: "{kinds}", zh: "{kinds}" },
  noneLabel: { en: "namespaces beside the host's own", zh: "主机自身以外的命名空间" },
  noneSays: { en: "none is charged to a user", zh: "没有计入任何用户" },

  noProcesses: {
    en: "no process of the host is in this snapshot: proc/PID/ns",
    zh: "快照中没有主机的任何进程：proc/PID/ns",
  },
  needsPtrace: {
    en: "the namespaces of {count} {count:process|processes} are hidden; run as root (CAP_SYS_PTRACE)",
    zh: "有 {count} 个进程的命名空间不可见，请以 root（CAP_SYS_PTRACE）运行",
  },
  needsOwner: {
    en: "whose {count} of the namespaces are is not told (the kernel tells since 4.11)",
    zh: "有 {count} 个命名空间无法得知所属用户（内核自 4.11 起提供）",
  },
  noLimits: {
    en: "this kernel has no such limits (they came with Linux 4.9)",
    zh: "该内核没有此类限制（自 Linux 4.9 起才有）",
  },

  raise: {
    en: "raise the limit; nothing is interrupted",
    zh: "调高上限，不中断业务",
  },
  raiseStep: {
    en: "each user may have {value} {kind} namespaces from now on",
    zh: "每个用户此后最多可有 {value} 个 {kind} 命名空间",
  },
  keep: {
    en: "keep it in /etc/sysctl.d/: {name} = {value}",
    zh: "写入 /etc/sysctl.d/ 使其长期有效：{name} = {value}",
  },
  look: {
    en: "if {name} goes on making them, find out why they do not end: a namespace lives as long as a process, mount or descriptor holds it",
    zh: "如果 {name} 仍在不断创建，请查明它们为何不结束：只要有进程、挂载或描述符引用，命名空间就一直存在",
  },
  policy: {
    en: "a limit of 0 was set on purpose somewhere (the default of RHEL 7, a hardening guide): ask before raising it",
    zh: "上限为 0 往往是有意设置的（RHEL 7 的默认值，或按加固规范设置），调高前请先确认",
  },
});
