import type { CaptureFlow } from "#contract/capture.ts";
import type { Language, Says } from "#contract/message.ts";
import type {
  Report,
  ReportCapture,
  ReportEvidence,
  ReportFinding,
  ReportOrigin,
  ReportRemedy,
  ReportVerdict,
} from "#contract/report.ts";
import { quantity } from "#contract/quantity.ts";
import { renderSays } from "#text/render-says.ts";
import { shellWord } from "#text/shell-word.ts";
import { visible } from "#text/visible.ts";
import { amount } from "./amount.ts";
import { balanceRows } from "./balance.ts";
import { captureWords } from "./capture-messages.ts";
import { captureLines } from "./capture-text.ts";
import { layOut, type Row } from "./columns.ts";
import { reportWords } from "./messages.ts";
import { probeHeader, probeRows } from "./probe-rows.ts";
import type { Paint } from "./paint.ts";

const INDENT = "    ";
const ITEMS_SHOWN = 5;

export interface TextOptions {
  readonly language: Language;
  readonly paint: Paint;
  /** Also what is absent, with the evidence that rules it out. */
  readonly all: boolean;
  /** Limits and every item too. */
  readonly verbose: boolean;
  /** Of a capture: the connections to show. */
  readonly flows?: readonly CaptureFlow[];
  /** Of a capture: connections that are in the counts only. */
  readonly leftOut?: number;
}

type Find<K extends ReportVerdict["kind"]> = Extract<ReportVerdict, { kind: K }>;

/** Renders a report for a terminal: what is present first, then what cannot be told, then what is ruled out. */
class TextReport {
  readonly #report: Report;
  readonly #options: TextOptions;
  readonly #lines: string[] = [];

  constructor(report: Report, options: TextOptions) {
    this.#report = report;
    this.#options = options;
  }

  #say(says: Says): string {
    return renderSays(says, this.#options.language);
  }

  /** What was read of a capture, and why reading stopped if it did. */
  #captureHeader(capture: ReportCapture): void {
    const parts = [
      `casebook ${this.#report.version}`,
      visible(capture.file),
      capture.format,
      this.#say(captureWords.frames({ count: capture.frames })),
      this.#say(captureWords.lasted({ seconds: quantity(capture.seconds, "seconds") })),
    ];
    this.#lines.push(parts.join(" · "));
    const { stopped } = capture;
    if (stopped)
      this.#lines.push(
        `${this.#options.paint.latent("!")} ${this.#say(captureWords.stopped({ byte: stopped.byte, why: stopped.says }))}`,
      );
    this.#lines.push("");
  }

  #capture(capture: ReportCapture): void {
    const { flows = [], leftOut = 0, paint } = this.#options;
    if (this.#lines.at(-1) !== "") this.#lines.push("");
    const say = (says: Says): string => this.#say(says);
    this.#lines.push(...captureLines(this.#report, capture, { flows, leftOut, say, paint }));
  }

  #header(): void {
    const { host, version, capture, probe } = this.#report;
    if (capture) return this.#captureHeader(capture);
    if (probe) {
      this.#lines.push(
        probeHeader(version, probe, (says) => this.#say(says)),
        "",
      );
      return;
    }
    const interval = host.intervalSeconds;
    this.#lines.push(
      [
        `casebook ${version}`,
        visible(host.name),
        host.kernel === null
          ? this.#say(reportWords.kernelUnknown())
          : `Linux ${visible(host.kernel)}`,
        ...(host.cpus === null ? [] : [this.#say(reportWords.cpus({ count: host.cpus }))]),
        this.#say(
          interval === null
            ? reportWords.oneSample()
            : reportWords.sampled({ seconds: quantity(interval, "seconds") }),
        ),
      ].join(" · "),
      "",
    );
  }

  #origin({ source, line, namespace }: ReportOrigin): string {
    if (this.#report.capture)
      return line === undefined ? "" : this.#say(captureWords.frame({ frame: line }));
    return visible(
      `${source}${line === undefined ? "" : `:${line}`}${namespace === undefined ? "" : ` ${namespace}`}`,
    );
  }

  #evidenceRows(evidence: readonly ReportEvidence[]): Row[] {
    return evidence.flatMap((one) => {
      const shown = this.#options.verbose
        ? (one.items ?? [])
        : (one.items ?? []).slice(0, ITEMS_SHOWN);
      const hidden = (one.items?.length ?? 0) - shown.length;
      return [
        { label: one.label, value: one.says, note: this.#origin(one.origin) },
        ...shown.map((item) => ({
          label: `  ${visible(item.name)}`,
          value: item.says,
          note: this.#origin(item.origin),
        })),
        ...(hidden > 0
          ? [{ label: "", value: this.#say(reportWords.andMore({ count: hidden })), note: "" }]
          : []),
        ...(one.limit && this.#options.verbose
          ? [{ label: "", value: this.#limit(one), note: "" }]
          : []),
      ];
    });
  }

  #limit({ limit }: ReportEvidence): string {
    if (!limit) return "";
    return this.#say(
      reportWords.limit({ op: limit.op, than: amount(limit.than), because: limit.because }),
    );
  }

  #blocks(...blocks: readonly (readonly Row[])[]): void {
    for (const line of layOut(blocks, this.#options.paint)) this.#lines.push(INDENT + line);
  }

  #finding(verdict: Find<"present" | "latent">, finding: ReportFinding): void {
    const { paint } = this.#options;
    const mark = verdict.kind === "present" ? paint.present("✗") : paint.latent("!");
    const flags = [
      ...(verdict.kind === "latent" ? [this.#say(reportWords.latent())] : []),
      ...(finding.certainty === "suspected" ? [this.#say(reportWords.suspected())] : []),
    ];
    const flag =
      flags.length > 0 ? `[${flags.join(this.#options.language === "zh" ? "，" : ", ")}] ` : "";
    this.#lines.push(`${mark} ${paint.strong(verdict.case)}  ${flag}${finding.says}`);
    const balance = finding.balance ? balanceRows(finding.balance, this.#options.language) : [];
    // The first remedy is the one to take: the shortest words lead to it.
    const fixes = finding.remedies.map((remedy, index) => this.#fix(finding.id, remedy, index));
    const steps = this.#stepsRows(verdict.case);
    this.#blocks(this.#evidenceRows(finding.evidence), balance, [...fixes, ...steps]);
    this.#lines.push("");
  }

  /** A capture has no host that a plan could be made for, and `fix` does not probe: such remedies are words. */
  #fix(id: string, remedy: ReportRemedy, index: number): Row {
    const label = this.#say(reportWords.fix());
    if (this.#report.capture || this.#report.probe) return { label, value: remedy.says, note: "" };
    const words = `casebook fix ${id}${index === 0 ? "" : ` --remedy ${remedy.id}`}`;
    return { label, value: visible(words), note: remedy.says };
  }

  /** Where the steps of what a capture's finding advises are to be read; a stream cannot be read again. */
  #stepsRows(caseId: string): Row[] {
    const { capture } = this.#report;
    if (!capture || capture.file === "-") return [];
    const command = `casebook fix ${caseId} --capture ${shellWord(capture.file)}`;
    const value = this.#say(captureWords.steps({ command }));
    return [{ label: "", value, note: "" }];
  }

  #present(kind: "present" | "latent"): void {
    for (const verdict of this.#report.verdicts) {
      if (verdict.kind !== kind) continue;
      for (const finding of verdict.findings) this.#finding(verdict, finding);
    }
  }

  #unknown(): void {
    const { paint } = this.#options;
    for (const verdict of this.#report.verdicts) {
      if (verdict.kind !== "unknown") continue;
      const [first, ...rest] = verdict.missing;
      const why = this.#say(reportWords.cannotTell({ why: first?.why ?? "" }));
      this.#lines.push(`${paint.latent("?")} ${paint.strong(verdict.case)}  ${why}`);
      this.#blocks(
        rest.map((missing) => ({ label: visible(missing.fact), value: missing.why, note: "" })),
      );
    }
  }

  #beside(): void {
    const { paint } = this.#options;
    for (const verdict of this.#report.verdicts) {
      if (verdict.kind !== "not-applicable") continue;
      const why = this.#say(reportWords.notApplicable({ why: verdict.says }));
      this.#lines.push(`${paint.faint("–")} ${paint.strong(verdict.case)}  ${why}`);
    }
  }

  #absent(): void {
    const { paint } = this.#options;
    const absent = this.#report.verdicts.filter((verdict) => verdict.kind === "absent");
    if (this.#options.all) {
      for (const verdict of absent) {
        this.#lines.push(`${paint.absent("✓")} ${paint.strong(verdict.case)}`);
        this.#blocks(this.#evidenceRows(verdict.evidence));
      }
    } else if (absent.length > 0) {
      const command = this.#report.capture ? "casebook pcap --all" : "casebook check --all";
      const hint = paint.faint(this.#say(reportWords.showAll({ command })));
      const says = this.#say(reportWords.ruledOut({ count: absent.length }));
      this.#lines.push(`${paint.absent("✓")} ${says}   ${hint}`);
    }
  }

  render(): string {
    this.#header();
    this.#present("present");
    this.#present("latent");
    this.#unknown();
    this.#beside();
    this.#absent();
    if (this.#report.capture) this.#capture(this.#report.capture);
    if (this.#report.probe && this.#report.verdicts.some(({ kind }) => kind === "unknown"))
      this.#blocks(probeRows(this.#report.probe, (says) => this.#say(says)));
    for (const { where, message } of this.#report.defects) {
      this.#lines.push(this.#say(reportWords.defect({ where, text: message })));
    }
    return `${this.#lines.join("\n").trimEnd()}\n`;
  }
}

/** The report for people. Host text in it was made visible: nothing of the host reaches the terminal as a control. */
export function renderText(report: Report, options: TextOptions): string {
  return new TextReport(report, options).render();
}
