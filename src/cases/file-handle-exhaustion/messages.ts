import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("file-handle-exhaustion", {
  title: { en: "Too many open files", zh: "打开的文件过多（too many open files）" },

  processFull: {
    en: "{holder} is at its limit of open files ({count} of {limit}): it can open no file and take no connection",
    zh: "{holder} 已达到打开文件数上限（{count}，上限 {limit}），无法再打开文件或接受连接",
  },
  processNear: {
    en: "{holder} has {count} {count:file|files} open, {fill} of its limit",
    zh: "{holder} 已打开 {count} 个文件，占其上限的 {fill}",
  },
  systemFull: {
    en: "the host has {count} {count:file|files} open, {fill} of fs.file-max: no process but the privileged can open more",
    zh: "主机已打开 {count} 个文件，占 fs.file-max 的 {fill}，非特权进程无法再打开文件",
  },
  systemNear: {
    en: "the host has {count} {count:file|files} open, {fill} of fs.file-max",
    zh: "主机已打开 {count} 个文件，占 fs.file-max 的 {fill}",
  },

  openLabel: { en: "open descriptors", zh: "已打开的描述符" },
  openSays: { en: "{count} of {limit}, {fill}", zh: "{count}，上限 {limit}，占 {fill}" },
  becauseSoft: {
    en: "RLIMIT_NOFILE of the process; open(2) and accept(2) fail with EMFILE at the limit",
    zh: "进程的 RLIMIT_NOFILE，达到后 open(2)、accept(2) 返回 EMFILE",
  },
  becauseMax: {
    en: "fs.file-max of the kernel; open(2) fails with ENFILE at the limit",
    zh: "内核的 fs.file-max，达到后 open(2) 返回 ENFILE",
  },
  hardLabel: { en: "hard limit", zh: "硬限制" },
  hardSays: { en: "{count}: so far it may be raised", zh: "{count}，可在此范围内上调" },
  hardNone: { en: "unlimited or not told", zh: "无限制或未知" },
  kindsLabel: { en: "they lead to", zh: "描述符类型" },
  kindsSays: {
    en: "{sockets} {sockets:socket|sockets}, {pipes} {pipes:pipe|pipes}, {files} {files:file|files}, {anonymous} others (epoll, timers, inotify)",
    zh: "套接字 {sockets}，管道 {pipes}，文件 {files}，其他 {anonymous}（epoll、定时器、inotify）",
  },
  allocatedLabel: { en: "allocated on the host", zh: "主机已分配" },
  growthLabel: { en: "growth", zh: "增长" },
  growthSays: { en: "{count} in {seconds}", zh: "{seconds} 内增加 {count}" },
  mostLabel: { en: "most are held by", zh: "持有最多的进程" },
  mostSays: { en: "{holder}: {count}", zh: "{holder}：{count}" },
  nearestLabel: { en: "nearest to its limit", zh: "最接近上限的进程" },
  nearestSays: {
    en: "{holder}: {count} of {limit}, {fill}",
    zh: "{holder}：{count}，上限 {limit}，占 {fill}",
  },
  nobodyNear: { en: "no process holds 48 or more", zh: "没有进程持有 48 个以上的描述符" },

  noProcesses: {
    en: "no process of the host is in this snapshot: proc/PID/fd, proc/PID/limits",
    zh: "快照中没有主机的任何进程：proc/PID/fd, proc/PID/limits",
  },
  needsPtrace: {
    en: "the descriptors of {count} {count:process|processes} are hidden: run as root (CAP_SYS_PTRACE), or add proc/PID/fd to the snapshot",
    zh: "有 {count} 个进程的描述符不可见：请以 root（CAP_SYS_PTRACE）运行，或在快照中加入 proc/PID/fd",
  },

  raiseSoft: {
    en: "raise the limit of the running process; nothing is interrupted",
    zh: "为运行中的进程调高上限，不中断业务",
  },
  raiseSoftStep: {
    en: "the process may open {value} files from now on",
    zh: "该进程此后最多可打开 {value} 个文件",
  },
  keepUnit: {
    en: "set LimitNOFILE= in the unit {unit} (systemctl edit), so that it lasts beyond a restart",
    zh: "在单元 {unit} 中设置 LimitNOFILE=（systemctl edit），使其在重启后仍然有效",
  },
  keepContainer: {
    en: "start the container with --ulimit nofile=…, or set default-ulimits of dockerd, so that it lasts",
    zh: "启动容器时加 --ulimit nofile=…，或设置 dockerd 的 default-ulimits，使其持续有效",
  },
  keepPlain: {
    en: "set the limit where the process is started (limits.conf for logins, ulimit -n in a script)",
    zh: "在启动进程的地方设置上限（登录会话用 limits.conf，脚本用 ulimit -n）",
  },
  findLeak: {
    en: "a higher limit only gives time if the count keeps growing: look for what the descriptors lead to (ls -l /proc/{pid}/fd)",
    zh: "如果数量持续增长，调高上限只是争取时间：请用 ls -l /proc/{pid}/fd 查看描述符指向什么",
  },
  raiseMax: {
    en: "double fs.file-max; nothing is interrupted",
    zh: "将 fs.file-max 加倍，不中断业务",
  },
  raiseMaxStep: {
    en: "the host may open {value} files from now on",
    zh: "主机此后最多可打开 {value} 个文件",
  },
  restartHolder: {
    en: "then look at who holds most of them: {holder}",
    zh: "然后检查持有最多的进程：{holder}",
  },
});
