import { defineMessages } from "#contract/message.ts";

/** Why a capture was not read, or not to its end. */
export const captureWords = defineMessages("capture", {
  cannotOpen: { en: "{path} could not be read: {code}", zh: "无法读取 {path}：{code}" },
  notAnAddress: {
    en: "expected --host ADDRESS, an IPv4 or IPv6 address, found {text}",
    zh: "--host 应为 IPv4 或 IPv6 地址，实际为 {text}",
  },
  notAPort: {
    en: "expected --port 0…65535, found {text}",
    zh: "--port 应为 0…65535，实际为 {text}",
  },
  notATime: {
    en: "expected seconds since the first frame (12.5) or a time (2026-11-23T07:00:00Z), found {text}",
    zh: "应为距第一帧的秒数（12.5）或时间（2026-11-23T07:00:00Z），实际为 {text}",
  },
  notACapture: {
    en: "{path} is no capture: {why}",
    zh: "{path} 不是抓包文件：{why}",
  },
  empty: { en: "it is empty", zh: "文件为空" },
  magic: {
    en: "it begins with {magic}, and neither pcap nor pcapng does",
    zh: "文件以 {magic} 开头，既不是 pcap 也不是 pcapng",
  },
  unpacking: {
    en: "it could not be unpacked to its end: {text}",
    zh: "无法解压到末尾：{text}",
  },
  cutFileHeader: {
    en: "the file ends inside its header ({have} of {need} bytes)",
    zh: "文件在文件头中间结束（{need} 字节中只有 {have} 字节）",
  },
  cutRecordHeader: {
    en: "the file ends inside a record header ({have} of {need} bytes)",
    zh: "文件在记录头中间结束（{need} 字节中只有 {have} 字节）",
  },
  cutFrame: {
    en: "the file ends inside a frame ({have} of {need} bytes)",
    zh: "文件在一帧中间结束（{need} 字节中只有 {have} 字节）",
  },
  cutBlock: {
    en: "the file ends inside a block ({have} of {need} bytes)",
    zh: "文件在一个块中间结束（{need} 字节中只有 {have} 字节）",
  },
  frameTooLong: {
    en: "a frame claims {claimed} bytes; none has more than {limit}",
    zh: "有一帧声称长 {claimed} 字节，而帧不会超过 {limit} 字节",
  },
  blockTooLong: {
    en: "a block claims {claimed} bytes; more than {limit} is not believed",
    zh: "有一个块声称长 {claimed} 字节，超过 {limit} 字节不可信",
  },
  blockTooShort: {
    en: "a block claims {claimed} bytes; its kind needs {limit} at least",
    zh: "有一个块声称长 {claimed} 字节，而此类块至少需要 {limit} 字节",
  },
  blockLengthsDiffer: {
    en: "a block says that it has {before} bytes before its body, and {behind} behind it",
    zh: "有一个块的前长度为 {before} 字节，后长度为 {behind} 字节，两者不符",
  },
  frameBeyondBlock: {
    en: "a frame claims {claimed} bytes in a block that has room for {limit}",
    zh: "有一帧声称长 {claimed} 字节，而所在的块只容得下 {limit} 字节",
  },
  optionBeyondBlock: {
    en: "an option claims {claimed} bytes in a block that has room for {limit}",
    zh: "有一个选项声称长 {claimed} 字节，而所在的块只容得下 {limit} 字节",
  },
  unknownInterface: {
    en: "a frame came from interface {claimed}, and {limit} are described",
    zh: "有一帧来自接口 {claimed}，而文件只描述了 {limit} 个接口",
  },
  tooManyInterfaces: {
    en: "more than {limit} interfaces are described",
    zh: "描述的接口超过 {limit} 个",
  },
  noByteOrder: {
    en: "a section does not say its byte order: it holds {found}",
    zh: "有一个节没有给出字节序：其值为 {found}",
  },
  unsupportedVersion: {
    en: "version {major}.{minor} of the format is not known",
    zh: "不认识该格式的 {major}.{minor} 版本",
  },
  reservedLinkBits: {
    en: "reserved bits of the link type are set: {found}",
    zh: "链路类型的保留位不为零：{found}",
  },
  progress: {
    en: "reading {what} … {done}",
    zh: "正在读取 {what} … {done}",
  },
});
