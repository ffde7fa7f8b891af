import { defineMessages } from "#contract/message.ts";

export const labWords = defineMessages("lab", {
  needsRoot: { en: "needs root", zh: "需要 root" },
  needsProgram: { en: "needs {name}, which is not installed", zh: "需要 {name}，但未安装" },
  needsFile: { en: "needs {path}, which is not there", zh: "需要 {path}，但不存在" },
  needsCpus: { en: "needs {count} CPUs", zh: "需要 {count} 个 CPU" },
  waiting: {
    en: "another lab is running; waiting for it to end",
    zh: "另一个实验正在运行，等待其结束",
  },
  passed: { en: "passed", zh: "通过" },
  failed: { en: "failed", zh: "失败" },
  skipped: { en: "left out: {why}", zh: "跳过：{why}" },
  leftBehind: { en: "left behind: {what}", zh: "残留：{what}" },
  upFailed: { en: "could not be built: {text}", zh: "搭建失败：{text}" },
  checkFailed: { en: "casebook check failed: {text}", zh: "casebook check 执行失败：{text}" },
  cleaned: { en: "removed {what}", zh: "已清除 {what}" },
  stuck: { en: "could not be removed: {what}", zh: "无法清除：{what}" },
  nothingLeft: { en: "nothing was left behind", zh: "没有残留" },
  leftover: {
    en: "leftover of a lab: {what}; `casebook lab clean` removes it",
    zh: "实验残留：{what}，可用 casebook lab clean 清除",
  },
  running: { en: "running; press Enter to take it down", zh: "实验已就绪，按 Enter 拆除" },
});
