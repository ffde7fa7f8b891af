const LINES_LOOKED_AT = 20_000;
const FORMS_KEPT = 500;
/** Time of day and date as syslog, ISO 8601, the kernel and klog write them, before the text. */
const STAMP =
  /^(?:\w{3} [ \d]\d \d\d:\d\d:\d\d \S+ |\d{4}[-/]\d\d[-/]\d\d[T ][\d:.,]+(?:Z|[+-][\d:]+)? ?|[IWEF]\d{4} [\d:.]+ +\d+ |<\d+>|\[ *[\d.]+\] )+/;

/** A complaint that no case knows; `count` of the lines that differ in numbers only. */
export interface StrangeLine {
  readonly line: string;
  readonly firstLine: number;
  count: number;
}

/** Words that people and programs complain with. Matched in either case. */
export const watchwords = [
  "error",
  "fail",
  "fatal",
  "panic",
  "timeout",
  "timed out",
  "refused",
  "unreachable",
  "cannot",
  "can't",
  "unable",
  "denied",
  "exceeded",
  "exhausted",
  "too many",
  "not responding",
  "no space",
  "hung",
  "stuck",
  "lockup",
  "dropped",
  "失败",
  "超时",
  "错误",
  "拒绝",
  "异常",
  "耗尽",
] as const;

/** Gathers complaints that no case knows, those alike under one of them. Bounded, whatever the log. */
export class StrangeLines {
  readonly #forms = new Map<string, StrangeLine>();
  #seen = 0;

  add(line: string, firstLine: number): void {
    this.#seen += 1;
    if (this.#seen > LINES_LOOKED_AT) return;
    const text = line.replace(STAMP, "");
    const form = text.toLowerCase().replaceAll(/0x[\da-f]+|[\da-f]{8,}|\d+/g, "#");
    const known = this.#forms.get(form);
    if (known) known.count += 1;
    else if (this.#forms.size < FORMS_KEPT)
      this.#forms.set(form, { line: text, firstLine, count: 1 });
  }

  /** The most frequent first. */
  most(count: number): readonly StrangeLine[] {
    return [...this.#forms.values()].toSorted((a, b) => b.count - a.count).slice(0, count);
  }
}
