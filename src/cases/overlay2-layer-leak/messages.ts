import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("overlay2-layer-leak", {
  found: {
    en: "Docker has forgotten {layers} of its overlay2 layers in {root}: {cost} that no docker command frees",
    zh: "{root} 中有 {layers} 个 overlay2 层已被 Docker 遗忘，docker 的任何命令都不会释放：{cost}",
  },
  foundByFiles: {
    en: "no file in {root} names {layers} of its overlay2 layers: {cost}; mounts and processes are not in this snapshot, so check the host itself before anything is moved",
    zh: "{root} 中有 {layers} 个 overlay2 层未被任何文件引用：{cost}；快照不含挂载与进程，移动之前请先在主机上检查",
  },
  young: {
    en: "nothing refers to {layers} overlay2 layers in {root} made lately, more than pulls and builds leave at a time; check again in {seconds}",
    zh: "{root} 中有 {layers} 个新建的 overlay2 层没有引用，多于拉取与构建同时产生的数量；请在 {seconds} 后再次检查",
  },
  remains: {
    en: "removals of overlay2 layers in {root} did not end; left over: {layers}",
    zh: "{root} 中 overlay2 层的删除没有完成，残留 {layers} 个",
  },
  cost: { en: "{bytes}, {inodes} {inodes:inode|inodes}", zh: "{bytes}，{inodes} 个 inode" },
  costAbout: {
    en: "about {bytes}, {inodes} {inodes:inode|inodes}",
    zh: "约 {bytes}，{inodes} 个 inode",
  },
  costUnknown: { en: "size not measured", zh: "大小未统计" },

  leakedLabel: { en: "leaked", zh: "泄漏" },
  leaked: {
    en: "{layers} of {all} layers",
    zh: "{layers} 个，共 {all} 个层",
  },
  "in-useLabel": { en: "in use", zh: "使用中" },
  "in-use": {
    en: "{layers}: containers {containers}, images {images}, builds {builds}, others {others}",
    zh: "{layers} 个：容器 {containers}，镜像 {images}，构建 {builds}，其他 {others}",
  },
  undecidedLabel: { en: "undecided", zh: "未定" },
  undecided: {
    en: "{layers}",
    zh: "{layers} 个",
  },
  spaceLabel: { en: "space", zh: "空间" },
  space: { en: "{bytes}", zh: "共 {bytes}" },
  spaceShare: {
    en: "{bytes}, {share} of what the filesystem holds",
    zh: "{bytes}，占文件系统已用空间的 {share}",
  },
  spaceAbout: {
    en: "about {bytes}; {measured} of {directories} directories measured",
    zh: "约 {bytes}；已统计 {directories} 个目录中的 {measured} 个",
  },
  inodesLabel: { en: "inodes", zh: "inode 数" },
  inodes: { en: "{inodes}", zh: "共 {inodes} 个" },
  inodesShare: {
    en: "{inodes}, {share} of those in use",
    zh: "{inodes}，占已用 inode 的 {share}",
  },
  filesystemLabel: { en: "filesystem", zh: "文件系统" },
  filesystem: {
    en: "{inodes} of the inodes and {space} of the space in use",
    zh: "inode 已用 {inodes}，空间已用 {space}",
  },
  engineLabel: { en: "engine", zh: "引擎" },
  engineRunning: { en: "dockerd runs, pid {pid}", zh: "dockerd 正在运行，pid {pid}" },
  engineStopped: { en: "no dockerd runs on this root", zh: "该数据目录上没有运行中的 dockerd" },
  engineUnknown: { en: "not told by this snapshot", zh: "快照中没有相关信息" },
  sightLabel: { en: "looked at", zh: "检查范围" },
  sight: {
    en: "{tables} mount {tables:table|tables}, {processes} {processes:process|processes}",
    zh: "{tables} 份挂载表，{processes} 个进程",
  },
  lostLabel: { en: "containers without a layer", zh: "失去层的容器" },
  lost: {
    en: "{count}: a leaked layer may hold what one of them wrote",
    zh: "{count} 个：泄漏的层中可能有它们写入的数据",
  },

  becauseHarm: {
    en: "ours: below 10 layers, 100 MiB and 1 % of the filesystem a leak does no harm yet",
    zh: "本工具的阈值：少于 10 个层、100 MiB 且不到文件系统的 1 % 时尚无影响",
  },
  becauseNone: { en: "ours: a proven one is a leak", zh: "本工具的阈值：证实一个即为泄漏" },

  itemCost: { en: "{cost}; {proof}", zh: "{cost}；{proof}" },
  "proof-daemon-stopped": {
    en: "nothing refers to it; dockerd is stopped",
    zh: "无任何引用，且 dockerd 已停止",
  },
  "proof-older-than-daemon": {
    en: "nothing refers to it; made {seconds} before dockerd began",
    zh: "无任何引用，创建时间早于 dockerd 启动 {seconds}",
  },
  "proof-left-alone": {
    en: "nothing refers to it; untouched for {seconds}",
    zh: "无任何引用，已 {seconds} 未变动",
  },
  "proof-by-its-files": { en: "no file refers to it", zh: "没有文件引用它" },

  "doubt-in-progress": {
    en: "young: a pull, build or create may be making it",
    zh: "刚创建：可能正在拉取、构建或创建容器",
  },
  "doubt-being-removed": { en: "dockerd is removing it", zh: "dockerd 正在删除" },
  "doubt-half-removed": {
    en: "its removal began and did not end",
    zh: "删除已开始但未完成",
  },
  "doubt-foreign": { en: "not a layer of dockerd", zh: "不是 dockerd 的层" },
  "doubt-mounted-over": { en: "something is mounted in it", zh: "其中有挂载点" },
  "doubt-carries-doubtful": {
    en: "an undecided layer needs it",
    zh: "有未定的层需要它",
  },
  "doubt-other-store": {
    en: "dockerd keeps its images elsewhere ({store})",
    zh: "dockerd 的镜像存放在别处（{store}）",
  },
  "doubt-blind": { en: "{path} could not be read ({code})", zh: "无法读取 {path}（{code}）" },
  "doubt-torn": { en: "{path} holds no id", zh: "{path} 中没有 id" },
  "doubt-cut": { en: "{path} does not tell its layer", zh: "{path} 未给出所用的层" },
  "doubt-kept": {
    en: "mount namespace {path} holds no process to look through",
    zh: "挂载命名空间 {path} 中没有进程，无法查看",
  },
  "doubt-daemon": {
    en: "the data root of dockerd ({path}) could not be reached: run as root, or name it with --docker-root",
    zh: "无法访问 dockerd（{path}）的数据目录：请用 root 运行，或用 --docker-root 指定",
  },

  "use-container": { en: "container {name} ({state})", zh: "容器 {name}（{state}）" },
  "use-container-unnamed": {
    en: "container {id}, configuration not readable",
    zh: "容器 {id}，配置无法读取",
  },
  "use-container-id": { en: "container {id}", zh: "容器 {id}" },
  "use-mount": { en: "mounted at {who}", zh: "挂载于 {who}" },
  "use-process": { en: "process {who} is in it", zh: "进程 {who} 正在其中" },
  "use-image": { en: "image layer {who}", zh: "镜像层 {who}" },
  "use-build": { en: "build cache ({who})", zh: "构建缓存（{who}）" },
  "use-stack": { en: "layer {who} stacks on it", zh: "层 {who} 叠加在它之上" },
  "use-removing": { en: "layer {who}, removal began", zh: "层 {who}，已开始删除" },

  noStore: {
    en: "no dockerd of this host keeps layers in overlay2",
    zh: "本机没有把层存放在 overlay2 中的 dockerd",
  },
  noStoreHere: {
    en: "this snapshot holds no data root of dockerd with overlay2/: capture /var/lib/docker, or name the root with --docker-root",
    zh: "快照中没有含 overlay2/ 的 dockerd 数据目录：请采集 /var/lib/docker，或用 --docker-root 指定",
  },
  blindUnknown: {
    en: "{layers} {layers:layer|layers} in {root} {layers:has|have} no reference that was seen, but not everything could be seen: {why}",
    zh: "{root} 中有 {layers} 个层未见引用，但未能检查全部来源：{why}",
  },
});
