import { defineMessages } from "#contract/message.ts";

export const cliWords = defineMessages("cli", {
  unknownCase: {
    en: "there is no case {id}; `casebook cases` lists them",
    zh: "没有名为 {id} 的案例，可用 casebook cases 查看列表",
  },
  notADuration: {
    en: "expected a duration such as 1s or 500ms, found {text}",
    zh: "时长应写作 1s 或 500ms，实际为 {text}",
  },
  notADirectory: { en: "{path} is not a directory that can be read", zh: "{path} 不是可读的目录" },
  notAHost: {
    en: "{path} has no directory proc: --root takes the root directory of a host",
    zh: "{path} 下没有 proc 目录，--root 应为一台主机的根目录",
  },
  notASnapshot: {
    en: "{path} is no snapshot: it holds nothing of a host (proc, sys, etc, var …) and nothing recorded (cmd, walk)",
    zh: "{path} 不是快照：其中既没有主机的目录（proc、sys、etc、var 等），也没有记录的内容（cmd、walk）",
  },
  notALanguage: {
    en: "expected --lang en or zh, found {text}",
    zh: "--lang 应为 en 或 zh，实际为 {text}",
  },
  notADestination: {
    en: "expected HOST, HOST:PORT or [IPv6]:PORT, found {text}",
    zh: "应为 HOST、HOST:PORT 或 [IPv6]:PORT，实际为 {text}",
  },
  probesFromHere: {
    en: "--probe sends packets from this host: it does not go with --from or --root",
    zh: "--probe 从本机发送数据包，不能与 --from 或 --root 同用",
  },
  unresolved: { en: "{host} has no address: {code}", zh: "{host} 没有地址：{code}" },
  notAFormat: {
    en: "expected --format text or json, found {text}",
    zh: "--format 应为 text 或 json，实际为 {text}",
  },
  notAGuideFormat: {
    en: "expected --format text or md, found {text}",
    zh: "--format 应为 text 或 md，实际为 {text}",
  },
  seeAlso: { en: "See also", zh: "另见" },
  emptyQuestion: {
    en: "say what you see: an error message, or - for a log on standard input",
    zh: "请给出报错信息或现象；用 - 从标准输入读取日志",
  },
  emptyLog: {
    en: "standard input is empty",
    zh: "标准输入没有内容",
  },
  oneHostOnly: { en: "--from and --root exclude each other", zh: "--from 与 --root 不能同时使用" },
  noFinding: {
    en: "{id} is not among the findings of this host now",
    zh: "当前主机上没有发现 {id}",
  },
  noFindingInCapture: {
    en: "{id} is not among the findings of this capture",
    zh: "该抓包中没有发现 {id}",
  },
  noRemedy: {
    en: "{finding} has no remedy {id}; it has: {known}",
    zh: "{finding} 没有名为 {id} 的修复方案，可选：{known}",
  },
  badFinding: {
    en: "expected CASE/SUBJECT as a report shows it, found {text}",
    zh: "应为报告中所示的 CASE/SUBJECT，实际为 {text}",
  },
  cannotWrite: { en: "{path} could not be written: {code}", zh: "无法写入 {path}：{code}" },
  recordIncomplete: {
    en: "{path} does not hold all that was read: {code}. What is there is whole",
    zh: "{path} 未能保存全部读取内容：{code}。已保存的文件都是完整的",
  },
  needsRoot: { en: "root", zh: "root" },
  anyUser: { en: "any user", zh: "任意用户" },
  twoSamples: { en: "two samples", zh: "两次采样" },
  oneSample: { en: "one sample", zh: "单次采样" },
  aCapture: { en: "a capture", zh: "抓包" },
  reading: { en: "reading {what} … {seconds} s", zh: "正在读取 {what} … {seconds} s" },
  unknownOption: {
    en: "there is no option {word}; `casebook help` lists them",
    zh: "没有选项 {word}，可用 casebook help 查看",
  },
  missingValue: { en: "{word} needs a value", zh: "{word} 缺少取值" },
  missingArgument: {
    en: "{word} is missing; `casebook help` shows the words",
    zh: "缺少参数 {word}，可用 casebook help 查看用法",
  },
  noCommand: {
    en: "expected one of the commands above",
    zh: "应为以上命令之一",
  },
  tooManyArguments: {
    en: "too many words; `casebook help` shows what goes there",
    zh: "参数过多，可用 casebook help 查看用法",
  },
  badUsage: {
    en: "wrong usage ({code}); `casebook help` shows the words",
    zh: "用法有误（{code}），可用 casebook help 查看",
  },
  unexpected: {
    en: "failed, and should not have: {what}",
    zh: "程序内部出错：{what}",
  },
  planOnly: {
    en: "This is the plan; nothing was changed. This version shows plans and does not carry them out.",
    zh: "以上为方案，未做任何改动。当前版本只给出方案，不执行。",
  },
  plan: { en: "{id}: {what}", zh: "{id}：{what}" },
  risk: { en: "risk: {what}", zh: "风险：{what}" },
  riskNone: { en: "none, nothing is interrupted", zh: "无，不中断任何业务" },
  riskDegrades: { en: "may slow work down or reorder it", zh: "可能拖慢业务或打乱次序" },
  riskInterrupts: { en: "interrupts a service or link for a while", zh: "会短时中断服务或链路" },
  riskLosesData: { en: "loses data that cannot be restored", zh: "会丢失无法恢复的数据" },
  lasts: { en: "lasts: {what}", zh: "有效期：{what}" },
  lastsReboot: { en: "until reboot", zh: "到重启为止" },
  lastsRestart: { en: "until the service restarts", zh: "到服务重启为止" },
  lastsPermanent: { en: "permanently", zh: "永久" },
  lastsOnce: { en: "one act", zh: "一次性操作" },
  undo: { en: "undo: {command}", zh: "撤销：{command}" },
  undoWrite: {
    en: "undo, if it still holds {current}: {command}",
    zh: "撤销（仅当仍为 {current} 时）：{command}",
  },
  cannotUndo: { en: "cannot be undone", zh: "无法撤销" },
  unknownAction: {
    en: "expected list, run, prove or clean, found {text}",
    zh: "应为 list、run、prove 或 clean，实际为 {text}",
  },
  unknownVariant: {
    en: "there is no lab {id}; `casebook lab list` lists them",
    zh: "没有名为 {id} 的实验，可用 casebook lab list 查看列表",
  },
});
