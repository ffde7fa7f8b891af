import { defineMessages } from "#contract/message.ts";

export const whyWords = defineMessages("why", {
  considered: {
    en: "Why these cases, the best fit first",
    zh: "为何考虑这些案例（按匹配程度排列）",
  },
  log: {
    en: "a log of {lines} {lines:line|lines}, {bytes}",
    zh: "日志共 {lines} 行，{bytes}",
  },
  onLine: {
    en: "{count} {count:time|times}, first on line {line}",
    zh: "{count} 次，首次在第 {line} 行",
  },
  once: { en: "line {line}", zh: "第 {line} 行" },
  inQuestion: { en: "in your words", zh: "与输入相符" },
  words: { en: "words: {words}", zh: "词语：{words}" },
  present: { en: "present here", zh: "本机存在" },
  latent: { en: "here, not harmful yet", zh: "本机存在，尚未造成影响" },
  absent: { en: "ruled out here", zh: "本机已排除" },
  unknown: { en: "cannot tell here", zh: "本机无法判断" },
  notApplicable: { en: "does not apply here", zh: "不适用于本机" },
  onlyWords: {
    en: "Matching words prove nothing: the marks above say what this host shows. casebook explain CASE tells more.",
    zh: "词语相符并不说明问题存在，本机实际情况以上方标记为准。详见 casebook explain CASE。",
  },
  allRuledOut: {
    en: "This host shows none of them now. casebook check looks for every other case; casebook explain CASE tells how to look while it happens.",
    zh: "本机目前不存在上述任何一种情况。casebook check 会检查其余全部案例；casebook explain CASE 说明如何在问题发生时排查。",
  },
  nothing: {
    en: "No case knows these words.",
    zh: "没有案例与这些词语相符。",
  },
  lookAt: {
    en: "casebook check looks for every case on this host; casebook cases lists them.",
    zh: "casebook check 会在本机检查全部案例；casebook cases 列出所有案例。",
  },
  strange: { en: "Complaints in the log that no case knows", zh: "日志中没有案例认得的报错" },
});
