import { defineMessages } from "#contract/message.ts";

export const engineWords = defineMessages("engine", {
  unparsed: { en: "{source} makes no sense: {text}", zh: "{source} 的内容无法解析：{text}" },
  defect: {
    en: "Casebook itself failed on this: {text}; the stack is in the JSON report",
    zh: "Casebook 自身在此处出错：{text}；调用栈见 JSON 报告",
  },
});
