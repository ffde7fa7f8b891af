import type { Says } from "#contract/message.ts";
import { type KernelLogView, secondsBetween } from "#derived/kernel-log.ts";
import type { KernelRecord } from "#text/kernel-log/record.ts";
import type { Report } from "#text/kernel-log/reports.ts";
import { type SignKind, signKind } from "#text/kernel-log/signs.ts";
import { type Frame, meaningful } from "#text/kernel-log/stack.ts";
import { words } from "./messages.ts";
import { cpuName, placeOf } from "./place.ts";
import type { Readings } from "./scene.ts";
import type { Episode } from "./stalls.ts";
import { isStolen } from "./steal.ts";

/** Why something was stuck, as far as the log tells; `record` is the line that says so. */
export interface Reason {
  readonly kind:
    | "paused"
    | "console"
    | "realtime"
    | "storage"
    | "nfs"
    | "frozen"
    | "net-config"
    | "lock"
    | "module";
  readonly says: Says;
  readonly record: KernelRecord | null;
}

/** Hypervisors, by what they say they are. */
const VIRTUAL =
  /QEMU|KVM|VMware|VirtualBox|Xen|HVM domU|Google Compute|Amazon EC2|OpenStack|Alibaba Cloud|Virtual Machine|Bochs|Hyper-V|Nutanix|oVirt|RHEV|Parallels|Droplet|vServer|z\/VM|linux,dummy-virt|bhyve/i;

const IDLE =
  /^(?:(?:arch_|default_|native_|acpi_|intel_|amd_|pv_native_|mwait_|poll_|cpuidle_|tdx_|psci_)\w*(?:idle|halt)\w*|cpuidle_enter\w*|native_safe_halt|acpi_safe_halt|do_idle|cpu_do_idle|amd_e400_idle|snooze_loop|xen_hypercall_sched_op|mwait_idle\w*)$/;
const CONSOLE =
  /^(?:io_serial_in|io_serial_out|wait_for_xmitr|wait_for_lsr|serial8250_\w+|uart_console_write|pl011_\w*console\w*|console_unlock|console_flush\w*|call_console_driver\w*|vprintk\w*|hvc_console\w*|vt_console_print|fbcon_\w+|bit_putcs)$/;
const SPINNING =
  /(?:queued_spin_lock_slowpath|_raw_spin_lock\w*|arch_spin_lock\w*|ticket_spin_lock\w*|queued_(?:read|write)_lock_slowpath|osq_lock|do_raw_spin_lock)$/;
const NFS = /^_*(?:nfs[34]?_|rpc_|xprt_|nfs_)/;
const FROZEN =
  /^_*(?:percpu_rwsem_wait|mnt_want_write|sb_start_write|__sb_start_write|sb_wait_write|freeze_super)/;
const STORAGE =
  /^_*(?:blk_|blkdev_|submit_bio|folio_wait|wait_on_page|wait_on_buffer|bit_wait_io|jbd2_|xfs_(?:buf|log|trans)|btrfs_\w*wait|dm_|md_|raid\d|scsi_|nvme_|filemap_fdatawait|__filemap_fdatawait|sync_inodes|io_schedule|do_read_cache|read_cache|generic_make_request)/;
const NET_CONFIG =
  /^(?:rtnl_lock|copy_net_ns|setup_net|cleanup_net|unregister_netdev\w*|register_netdev\w*|rtnetlink_rcv\w*|dev_ioctl|netdev_run_todo)/;

/** Ours: a sign within this time of a stall belongs to it. */
const NEAR_SECONDS = 120;
/** Ours: stalls that begin within this time began together. */
const TOGETHER_SECONDS = 5;

const quoted = ({ text }: KernelRecord): string => text.slice(0, 80);

function signNear(
  view: KernelLogView,
  to: KernelRecord,
  kinds: readonly SignKind[],
): KernelRecord | null {
  return (
    view.log.records.find((record) => {
      const kind = signKind(record.text);
      if (kind === null || !kinds.includes(kind) || record.boot !== to.boot) return false;
      const between = secondsBetween(record, to);
      return between !== null && Math.abs(between) <= NEAR_SECONDS;
    }) ?? null
  );
}

function isVirtual({ view, reports }: Episode): boolean {
  return (
    reports.some(({ hardware }) => VIRTUAL.test(hardware ?? "")) ||
    view.log.records.some(({ text }) =>
      /^Hypervisor detected: |^DMI: .*(?:QEMU|VMware|KVM|Xen|HVM)/.test(text),
    )
  );
}

/** CPUs whose stall began at the same time as the first one's. */
function together({ reports }: Episode): readonly number[] {
  const [first] = reports;
  const same = reports.filter(
    ({ record }) => (secondsBetween(first.record, record) ?? 0) <= TOGETHER_SECONDS,
  );
  return [...new Set(same.flatMap(({ cpus }) => [...cpus]))];
}

/** Code that can be left any time, and yet was not: the idle loop, or a process's own. */
function ranNothing(report: Report): Says | null {
  const { comm, frames, isUser } = placeOf(report);
  const isIdle = frames[0] === undefined || IDLE.test(frames[0].name);
  if (/^swapper\/\d+$/.test(comm ?? "") && isIdle) return words.whyIdle();
  return isUser ? words.whyUser() : null;
}

function paused(episode: Episode): Reason | null {
  const { view, reports } = episode;
  const [first] = reports;
  const virtual = isVirtual(episode);
  const isMetal = !virtual && first.hardware !== null;
  const nothing = first.kind === "workqueue-lockup" || isMetal ? null : ranNothing(first);
  if (nothing) return { kind: "paused", says: nothing, record: null };
  if (!virtual) return null;
  const clock = signNear(view, first.record, ["clock-unstable", "clock-jumped"]);
  if (clock)
    return { kind: "paused", says: words.whyClock({ line: quoted(clock) }), record: clock };
  const cpus = together(episode);
  const isOnce =
    reports.every(({ kind }) => kind === "soft-lockup") && reports.length === cpus.length;
  return isOnce && cpus.length >= 2
    ? {
        kind: "paused",
        says: words.whyAllCpus({ list: cpus.map(cpuName).join(" ") }),
        record: null,
      }
    : null;
}

function ofCpu(episode: Episode): Reason | null {
  const { view, reports } = episode;
  const [first] = reports;
  const { frames } = placeOf(first);
  const [top] = frames;
  if (frames.slice(0, 6).some(({ name }) => CONSOLE.test(name)))
    return { kind: "console", says: words.whyConsole(), record: null };
  const throttled = signNear(view, first.record, ["rt-throttled"]);
  if (throttled)
    return {
      kind: "realtime",
      says: words.whyRealtime({ line: quoted(throttled) }),
      record: throttled,
    };
  if (top && SPINNING.test(top.name))
    return { kind: "lock", says: words.whyLock({ function: top.name }), record: null };
  const module = meaningful(frames)?.module ?? null;
  return module === null
    ? null
    : { kind: "module", says: words.whyModule({ module }), record: null };
}

function ofTask({ view, reports }: Episode): Reason | null {
  const [first] = reports;
  const names = reports.flatMap((report) => placeOf(report).frames.slice(0, 8));
  const waitsIn = (functions: RegExp): boolean =>
    names.some(({ name }: Frame) => functions.test(name));
  if (waitsIn(NFS) || signNear(view, first.record, ["nfs-silent"]))
    return { kind: "nfs", says: words.whyNfs(), record: null };
  if (waitsIn(FROZEN)) return { kind: "frozen", says: words.whyFrozen(), record: null };
  const told = signNear(view, first.record, ["storage-timeout"]);
  if (told)
    return {
      kind: "storage",
      says: words.whyStorageSaid({ line: quoted(told) }),
      record: told,
    };
  if (waitsIn(STORAGE) || first.record.text.includes("blocked in I/O wait"))
    return { kind: "storage", says: words.whyStorage(), record: null };
  return waitsIn(NET_CONFIG)
    ? { kind: "net-config", says: words.whyNetConfig(), record: null }
    : null;
}

/** What the log says of why; null if it says nothing. */
export function reasonOf(episode: Episode, readings: Readings): Reason | null {
  if (episode.cause === "hung-task") return ofTask(episode);
  const stolen: Reason | null =
    episode.isOfThisBoot && isStolen(readings)
      ? { kind: "paused", says: words.whySteal(), record: null }
      : null;
  return paused(episode) ?? stolen ?? ofCpu(episode);
}
