import { defineMessages } from "#contract/message.ts";

/** Why a source gave nothing, in words that say what is lacking. */
export const reasons = defineMessages("host", {
  noSuchFile: { en: "{path} does not exist on this host", zh: "本机没有 {path}" },
  nothingMatches: { en: "nothing matches {path} on this host", zh: "本机没有与 {path} 匹配的文件" },
  notInSnapshot: { en: "{path} is not in this snapshot", zh: "快照中没有 {path}" },
  refused: {
    en: "{path} could not be read ({code}): run as root, or grant {privilege}",
    zh: "无法读取 {path}（{code}）：请用 root 运行，或授予 {privilege}",
  },
  ioError: { en: "{path} could not be read: {code}", zh: "读取 {path} 失败：{code}" },
  notAFile: {
    en: "{path} is not a regular file but a {type}; it is not read",
    zh: "{path} 不是普通文件，而是 {type}，未读取",
  },
  tooLarge: {
    en: "{path} is larger than {limit}; it is not read",
    zh: "{path} 超过 {limit}，未读取",
  },
  outsideTree: {
    en: "{path} leads out of the snapshot; it is not followed",
    zh: "{path} 指向快照之外，未跟随",
  },
  timedOut: {
    en: "{path} did not answer within {limit}; the filesystem, daemon or device behind it may hang",
    zh: "{path} 在 {limit} 内没有响应，其背后的文件系统、守护进程或设备可能已卡住",
  },
  noCommand: { en: "{command} is not installed", zh: "未安装 {command}" },
  notAskedFor: {
    en: "{command} is not asked: {path} tells the same",
    zh: "未执行 {command}：{path} 给出同样的内容",
  },
  notAskedWithout: {
    en: "{command} is not asked: {path} does not exist",
    zh: "未执行 {command}：{path} 不存在",
  },
  commandFailed: {
    en: "{command} failed with exit status {status}: {text}",
    zh: "{command} 执行失败（退出码 {status}）：{text}",
  },
  commandNotHere: {
    en: "{command} is not run for a host mounted at a directory",
    zh: "对挂载在目录下的主机不执行 {command}",
  },
  readerFailed: {
    en: "the reader of {path} ended without an answer: {text}",
    zh: "读取 {path} 的子进程异常结束：{text}",
  },
  namespaceDenied: {
    en: "network namespace {namespace} could not be entered ({code}): run as root",
    zh: "无法进入网络命名空间 {namespace}（{code}）：请用 root 运行",
  },
  otherNamespace: {
    en: "{path} would answer for the network namespace of Casebook itself, not for the host at {root}",
    zh: "{path} 给出的是 Casebook 自身所在网络命名空间的值，而不是 {root} 处主机的值",
  },
  processesHidden: {
    en: "namespaces of {count} {count:process|processes} could not be seen: run as root (CAP_SYS_PTRACE)",
    zh: "有 {count} 个进程的命名空间看不到：请用 root 运行（CAP_SYS_PTRACE）",
  },
  processesRefused: {
    en: "processes that refuse to show their namespace even to root: {count}",
    zh: "连 root 也无法查看其命名空间的进程：{count} 个",
  },
  namespaceWithoutProcess: {
    en: "mount namespace {path} is kept by a bind mount and holds no process: its table is not read",
    zh: "挂载命名空间 {path} 仅由绑定挂载维持，其中没有进程，未读取其挂载表",
  },
});
