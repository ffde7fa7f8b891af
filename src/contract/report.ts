import type { CaptureFlow, CaptureTotals } from "./capture.ts";
import type { PathProbe } from "./probe.ts";

/**
 * The report as programs read it: `casebook check --format json`. A contract: additions are free, a rename or a removal
 * is a new version. `says`, `label`, `title` and `why` are in the chosen language; `key` and `slots` do not depend on it.
 */
export interface Report {
  schema: "casebook/report/v1";
  version: string;
  host: ReportHost;
  verdicts: ReportVerdict[];
  /** What went wrong inside Casebook itself, each costing one fact or one case. */
  defects: ReportDefect[];
  /** Of `casebook pcap` only. */
  capture?: ReportCapture;
  /** Of `casebook why` only. */
  why?: ReportWhy;
  /** Of `casebook probe` only: what was measured. */
  probe?: PathProbe;
}

/** What was asked, and which cases were considered for it. That words match says nothing about the host: verdicts do. */
export interface ReportWhy {
  /** The question; null when a log was given on standard input. */
  asked: string | null;
  lines: number;
  bytes: number;
  /** By words and verdict together, the best first. */
  considered: ReportSuspect[];
  /** Complaints in the log that no case knows, the most frequent first. */
  strange: ReportStrangeLine[];
}

export interface ReportSuspect {
  case: string;
  /** How well the words fit; comparable within one report. */
  score: number;
  /** Words of the question that the case's own words hold. */
  words: string[];
  patterns: ReportPatternHit[];
}

/** An error message of the case that occurs in the text. Lines are 1-based; `sample` is the first such line. */
export interface ReportPatternHit {
  pattern: string;
  count: number;
  firstLine: number;
  sample: string;
}

export interface ReportStrangeLine {
  line: string;
  firstLine: number;
  count: number;
}

/** What was read of a capture. */
export interface ReportCapture extends CaptureTotals {
  /** As the user named it. */
  file: string;
  format: "pcap" | "pcapng";
  /** It was read to its end. */
  complete: boolean;
  /** If not: why reading stopped, and the byte of the (unpacked) capture where the first record begins that was not read. */
  stopped: ReportStopped | null;
  /** With `--flows`: every connection, oldest first. */
  flows?: CaptureFlow[];
}

export interface ReportStopped extends ReportWords {
  byte: number;
}

export interface ReportHost {
  name: string;
  kernel: string | null;
  cpus: number | null;
  source: "live" | "root" | "folder" | "capture";
  /** ISO 8601, UTC. */
  at: string;
  /** Seconds between the two samples; null if there was one. */
  intervalSeconds: number | null;
}

export interface ReportDefect {
  where: string;
  message: string;
  stack: string;
}

/** u64 values are decimal strings. */
export interface ReportQuantity {
  value: number | string;
  unit: string;
}

export interface ReportOrigin {
  source: string;
  line?: number;
  namespace?: string;
  at: string;
}

export interface ReportWords {
  says: string;
  key: string;
  slots: { [name: string]: string | number | ReportQuantity };
}

export interface ReportItem extends ReportWords {
  name: string;
  quantities: ReportQuantity[];
  origin: ReportOrigin;
}

export interface ReportEvidence extends ReportWords {
  label: string;
  observed: ReportQuantity | string;
  limit?: { op: ">=" | ">" | "<=" | "<"; than: ReportQuantity; because: string };
  origin: ReportOrigin;
  items?: ReportItem[];
}

export interface ReportPart {
  key: string;
  label: string;
  quantity: ReportQuantity;
  origin: ReportOrigin;
}

export interface ReportBalance {
  total: ReportPart;
  parts: ReportPart[];
  residual: ReportQuantity;
}

export type ReportStep =
  | { kind: "write"; path: string; value: string; previous: string | null; says: string }
  | { kind: "run"; argv: string[]; undo: string[] | null; says: string }
  | { kind: "move"; from: string; to: string; says: string }
  | { kind: "advise"; says: string };

export interface ReportRemedy extends ReportWords {
  id: string;
  risk: "none" | "degrades" | "interrupts" | "loses-data";
  lasts: "until-reboot" | "until-restart" | "permanent" | "once";
  steps: ReportStep[];
}

export interface ReportFinding extends ReportWords {
  /** `<case>/<subject>`: the word that `casebook fix` takes. */
  id: string;
  cause: string;
  subject: { kind: string; name: string };
  certainty: "confirmed" | "suspected";
  severity: "critical" | "warning";
  evidence: ReportEvidence[];
  balance: ReportBalance | null;
  remedies: ReportRemedy[];
}

export interface ReportMissing {
  fact: string;
  why: string;
  key: string;
}

export type ReportVerdict =
  | { case: string; title: string; kind: "present" | "latent"; findings: ReportFinding[] }
  | { case: string; title: string; kind: "absent"; evidence: ReportEvidence[] }
  | { case: string; title: string; kind: "not-applicable"; says: string; key: string }
  | { case: string; title: string; kind: "unknown"; missing: ReportMissing[] };
