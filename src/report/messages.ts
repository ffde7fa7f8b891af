import { defineMessages } from "#contract/message.ts";

export const reportWords = defineMessages("report", {
  cpus: { en: "{count} {count:CPU|CPUs}", zh: "{count} 个 CPU" },
  sampled: { en: "sampled {seconds}", zh: "采样间隔 {seconds}" },
  oneSample: { en: "one sample", zh: "单次采样" },
  kernelUnknown: { en: "kernel unknown", zh: "内核版本未知" },
  cannotTell: { en: "cannot tell: {why}", zh: "无法判断：{why}" },
  ruledOut: { en: "{count} ruled out", zh: "已排除 {count} 项" },
  showAll: { en: "{command} shows the evidence", zh: "{command} 可查看证据" },
  notApplicable: { en: "does not apply: {why}", zh: "不适用：{why}" },
  suspected: { en: "suspected", zh: "疑似" },
  latent: { en: "not harmful yet", zh: "尚未造成影响" },
  fix: { en: "fix", zh: "修复" },
  residual: { en: "unexplained rest", zh: "未能解释的余额" },
  defect: { en: "Casebook failed in {where}: {text}", zh: "Casebook 在 {where} 处出错：{text}" },
  andMore: {
    en: "and {count} more; --format json lists all",
    zh: "另有 {count} 项，完整列表见 --format json",
  },
  limit: { en: "limit {op} {than}: {because}", zh: "阈值 {op} {than}：{because}" },
});
