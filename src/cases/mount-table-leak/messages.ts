import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("mount-table-leak", {
  title: {
    en: "A mount table fills until mount fails with ENOSPC",
    zh: "挂载表被填满，mount 报 ENOSPC",
  },
  copied: {
    en: "{holder} binds {source} and receives the host's mounts: each docker cp multiplies them; {count} now, {depth} deep in themselves",
    zh: "{holder} 绑定了 {source} 并接收主机的挂载：每次 docker cp 都使其成倍增加，现有 {count} 个，自身嵌套 {depth} 层",
  },
  received: {
    en: "what is mounted on the host multiplies in the mount namespace of {holder}: {count} {count:mount|mounts} now, the same directory {depth} deep in itself",
    zh: "主机上的挂载在 {holder} 的挂载命名空间中成倍增加：现有 {count} 个挂载，同一目录在自身内嵌套 {depth} 层",
  },
  bound: {
    en: "a directory is mounted inside itself again and again in the mount namespace of {holder}: {count} {count:mount|mounts}, {depth} deep",
    zh: "{holder} 的挂载命名空间中，同一目录被反复挂载到自身之内：{count} 个挂载，嵌套 {depth} 层",
  },
  full: {
    en: "the mount table of {holder} is at {fill} of fs.mount-max: once it is full, every mount that reaches it fails with “No space left on device”, the host's too",
    zh: "{holder} 的挂载表已用到 fs.mount-max 的 {fill}：一旦用满，凡是会传播到该处的挂载（包括主机上的）都会报“No space left on device”",
  },
  filling: {
    en: "the mount table of {holder} is at {fill} of fs.mount-max: one doubling fills it",
    zh: "{holder} 的挂载表已用到 fs.mount-max 的 {fill}：再翻一倍即满",
  },
  host: { en: "the host", zh: "主机" },
  container: { en: "container {name}", zh: "容器 {name}" },
  process: { en: "{name}", zh: "{name}" },

  mountsLabel: { en: "mounts in {namespace}", zh: "{namespace} 的挂载数" },
  mountsHostLabel: { en: "mounts of the host", zh: "主机的挂载数" },
  mountsOf: { en: "{count} of {max} ({fill})", zh: "{count}，上限 {max}（{fill}）" },
  mountsUnlimited: { en: "{count}; this kernel sets no limit", zh: "{count}；此内核没有上限" },
  mountsNoLimit: { en: "{count}; the limit is not known", zh: "{count}；上限未知" },
  becauseFull: {
    en: "ours: above it a container start or one doubling does not fit; the kernel refuses at fs.mount-max",
    zh: "本工具的判断：超过后容纳不下一次容器启动或一次翻倍；内核在达到 fs.mount-max 时拒绝挂载",
  },
  becauseHalf: {
    en: "ours: one more doubling fills the table",
    zh: "本工具的判断：再翻一倍即满",
  },

  nestedLabel: { en: "mounted inside itself", zh: "在自身内重复挂载" },
  nestedSays: {
    en: "{point} ({view}): {copies} times, {depth} deep",
    zh: "{point}（{view}）：{copies} 次，深 {depth} 层",
  },
  becauseNested: {
    en: "ours: views in a view of the view; nested containers make one or two, each round of copies multiplies them",
    zh: "本工具的判断：指三重以上的自身嵌套；嵌套容器只有一两个，而每轮复制都会成倍增加",
  },

  groupLabel: { en: "propagation", zh: "挂载传播" },
  slave: { en: "slave of peer group {group}", zh: "对等组 {group} 的从属挂载" },
  slaveOf: {
    en: "slave of {point} of {holder} (group {group})",
    zh: "从属于 {holder} 的 {point}（对等组 {group}）",
  },
  peer: { en: "peer in group {group}", zh: "对等组 {group} 的成员" },
  alone: {
    en: "none now: made by rbind, or private since",
    zh: "目前没有：由 rbind 造成，或后来改为私有",
  },

  costLabel: { en: "one mount on the host adds", zh: "主机每新增一个挂载" },
  costSays: {
    en: "{copies} here; room for {room} more",
    zh: "此处增加 {copies} 个；还可容纳 {room} 次",
  },
  costUnlimited: { en: "{copies} here", zh: "此处增加 {copies} 个" },

  growthLabel: { en: "growth", zh: "增长" },
  growthSays: { en: "{count} more in {seconds}", zh: "{seconds} 内增加 {count} 个" },

  heldLabel: { en: "held by", zh: "持有者" },
  heldContainer: { en: "container {name} ({id}), pid {pid}", zh: "容器 {name}（{id}），pid {pid}" },
  heldPod: {
    en: "container {name} of pod {pod}, pid {pid}",
    zh: "pod {pod} 的容器 {name}，pid {pid}",
  },
  heldProcess: { en: "{comm}, pid {pid}", zh: "进程 {comm}，pid {pid}" },
  heldUnit: { en: "{comm}, pid {pid}, of {unit}", zh: "进程 {comm}，pid {pid}，属于 {unit}" },

  bindLabel: { en: "bind mount", zh: "绑定挂载" },
  bindSays: {
    en: "{source} on {destination} ({propagation})",
    zh: "{source} 挂到 {destination}（{propagation}）",
  },

  repeatedLabel: { en: "mounted most often", zh: "挂载次数最多" },
  repeatedSays: {
    en: "{point} ({view}): {count} {count:time|times}",
    zh: "{point}（{view}）：{count} 次",
  },
  typeLabel: { en: "most are", zh: "多数类型" },
  typeSays: { en: "{type}: {count}", zh: "{type}：{count} 个" },

  seenLabel: { en: "mount namespaces looked at", zh: "已检查的挂载命名空间" },
  seenOwn: {
    en: "the host's own only: this snapshot tells of no other",
    zh: "仅主机自身的一个：此快照未包含其他命名空间",
  },
  seenSays: { en: "{count}, each counted for itself", zh: "{count} 个，各自计数" },
  fullestLabel: { en: "fullest: {holder}", zh: "挂载最多：{holder}" },
  deepLabel: { en: "deepest nesting", zh: "最深嵌套" },
  deepSays: {
    en: "{count} views in a view of the view",
    zh: "三重以上的自身嵌套：{count} 个",
  },

  needsWhole: {
    en: "the mount table of {holder} is told without its root: the process runs in a chroot, or the file is cut; nsenter --target PID --mount shows the whole",
    zh: "{holder} 的挂载表缺少根：该进程运行在 chroot 中，或文件不完整；可用 nsenter --target PID --mount 查看全部",
  },
  noProcess: {
    en: "no mount namespace of the host was told: /proc/PID/ns/mnt and /proc/PID/mountinfo are needed, as root",
    zh: "未得到主机的任何挂载命名空间：需要以 root 读取 /proc/PID/ns/mnt 与 /proc/PID/mountinfo",
  },

  restart: {
    en: "restart {name}: its mount table is made anew",
    zh: "重启 {name}：其挂载表重新建立",
  },
  restartStep: { en: "restart the container", zh: "重启该容器" },
  restartUnit: {
    en: "restart the service that holds the namespace",
    zh: "重启持有该命名空间的服务",
  },
  restartAdvice: {
    en: "restart {name} with the tool that started it (kubectl delete pod, crictl, podman, the shell it runs in)",
    zh: "用启动 {name} 的工具将其重启（kubectl delete pod、crictl、podman 或其所在 shell）",
  },
  detach: {
    en: "detach {point} in that namespace: its files are not seen there until a restart",
    zh: "在该命名空间内卸下 {point}；重启前此处不再可见这些文件",
  },
  detachStep: { en: "detach one layer of the stack at {point}", zh: "卸下 {point} 处叠放的一层" },
  sever: {
    en: "stop the growth: the namespace receives no new mounts of the host until a restart",
    zh: "止住增长：重启前该命名空间不再接收主机的新挂载",
  },
  severStep: {
    en: "make every mount of the namespace private",
    zh: "将该命名空间内的所有挂载设为私有",
  },
  severAdvice: {
    en: "the mounts that are there stay: restart or detach when the work allows",
    zh: "已有的挂载仍在：条件允许时再重启或卸下",
  },
  prevent: { en: "keep it from coming back", zh: "防止复发" },
  preventUpgrade: {
    en: "upgrade Docker to 24.0 or later: docker cp then works in a mount namespace of its own",
    zh: "将 Docker 升级到 24.0 或更新版本：docker cp 将在独立的挂载命名空间中进行",
  },
  preventNarrow: {
    en: "bind narrower paths than /, /var or /var/lib/docker; or bind with :rshared, which does not double",
    zh: "不要绑定 /、/var 或 /var/lib/docker，改绑更窄的路径；或使用不会翻倍的 :rshared",
  },
  preventTar: {
    en: "until then copy with docker exec NAME tar or kubectl cp, not with docker cp",
    zh: "在此之前用 docker exec NAME tar 或 kubectl cp 复制，不用 docker cp",
  },
  raise: {
    en: "raise fs.mount-max to {value}: time for one more doubling",
    zh: "将 fs.mount-max 提高到 {value}：只能多撑一次翻倍",
  },
  raiseStep: {
    en: "double the limit; a mount takes some 400 bytes of kernel memory",
    zh: "将上限加倍；每个挂载约占 400 字节内核内存",
  },
});
