import type { HostIdentity } from "#contract/case.ts";
import type { Origin, Reading } from "#contract/reading.ts";
import type { KernelLogFiles } from "#facts/walk/kernel-log-files.ts";
import type { KernelLog, KernelRecord } from "#text/kernel-log/record.ts";

/** Where the kernel's messages can be read on a host, nearest first. Null: not asked for. */
export interface KernelLogReadings {
  readonly kmsg: Reading<KernelLog>;
  readonly dmesg: Reading<KernelLog>;
  readonly uptime: Reading<number>;
  readonly journal: Reading<KernelLog> | null;
  readonly files: Reading<KernelLogFiles> | null;
}

/** What time it is, in the terms of one log. */
interface Now {
  /** Seconds since boot. */
  readonly uptime: number | null;
  /** Wall clock in the zone of the log, in ms. */
  readonly wall: number | null;
}

/** One log of the kernel as a case sees it. */
export interface KernelLogView {
  readonly log: KernelLog;
  /** Of the whole log; of one line with {@link lineOrigin}. */
  readonly origin: Origin;
  readonly now: Now;
  /** Only the lines near reports were kept of it. */
  readonly isSifted: boolean;
}

export const lineOrigin = ({ origin }: KernelLogView, { line }: { line: number }): Origin => ({
  ...origin,
  line,
});

function last<T>(values: readonly (T | null)[]): T | null {
  return values.findLast((value) => value !== null) ?? null;
}

/** Ours: printk's clock and /proc/uptime drift apart by this much on a machine that never slept. */
const DRIFT_SECONDS = 60;

/**
 * The uptime now: the host's own, unless the log is of a later time, as the log of another boot is. A machine that slept
 * has a longer uptime than printk's clock tells, so that ages come out too long, never too short.
 */
function uptimeNow({ records }: KernelLog, uptime: Reading<number>): number | null {
  const end = last(records.map((record) => record.uptime));
  if (uptime.status !== "read") return end;
  return end !== null && end > uptime.value + DRIFT_SECONDS ? end : uptime.value;
}

function wallNow(
  { records, isZoned }: KernelLog,
  ends: number | null,
  host: HostIdentity,
): number | null {
  const end = Math.max(ends ?? 0, last(records.map(({ wall }) => wall)) ?? 0) || null;
  const isRunning = host.source === "live" || host.source === "root";
  // A snapshot may have been unpacked long after: its log ends when it was taken.
  return isRunning && isZoned ? Date.parse(host.at) : end;
}

function viewOf(
  reading: Reading<KernelLog> | null,
  uptime: Reading<number>,
  host: HostIdentity,
): KernelLogView[] {
  if (reading?.status !== "read" || reading.value.records.length === 0) return [];
  const { value: log, origin } = reading;
  const now = { uptime: uptimeNow(log, uptime), wall: wallNow(log, null, host) };
  return [{ log, origin, now, isSifted: false }];
}

function fileViews(
  reading: Reading<KernelLogFiles> | null,
  uptime: Reading<number>,
  host: HostIdentity,
): KernelLogView[] {
  if (reading?.status !== "read") return [];
  const { value, origin } = reading;
  return value.files
    .filter(({ log }) => log.records.length > 0)
    .map(({ path, log, ends }) => ({
      log,
      origin: { ...origin, source: path },
      now: { uptime: uptimeNow(log, uptime), wall: wallNow(log, ends, host) },
      isSifted: true,
    }));
}

/** The logs that were read and hold anything of the kernel, nearest first. */
export function kernelLogViews(
  readings: KernelLogReadings,
  host: HostIdentity,
): readonly KernelLogView[] {
  const { kmsg, dmesg, journal, files, uptime } = readings;
  return [
    ...viewOf(kmsg, uptime, host),
    ...viewOf(dmesg, uptime, host),
    ...viewOf(journal, uptime, host),
    ...fileViews(files, uptime, host),
  ];
}

/** Whether a record is of the boot that its log ends with. */
export const isOfLastBoot = ({ log }: KernelLogView, { boot }: KernelRecord): boolean =>
  boot === (log.records.at(-1)?.boot ?? 0);

/** How long ago a record was logged, in seconds; null if nothing tells. */
export function ageOf(view: KernelLogView, record: KernelRecord): number | null {
  const { now } = view;
  if (record.uptime !== null && now.uptime !== null && isOfLastBoot(view, record))
    return Math.max(0, now.uptime - record.uptime);
  return record.wall === null || now.wall === null
    ? null
    : Math.max(0, (now.wall - record.wall) / 1000);
}

/** Seconds from one record to a later one; null if nothing tells. */
export function secondsBetween(earlier: KernelRecord, later: KernelRecord): number | null {
  if (earlier.boot === later.boot && earlier.uptime !== null && later.uptime !== null)
    return later.uptime - earlier.uptime;
  return earlier.wall === null || later.wall === null ? null : (later.wall - earlier.wall) / 1000;
}
