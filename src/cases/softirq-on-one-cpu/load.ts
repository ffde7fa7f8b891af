import type { Read, Reading } from "#contract/reading.ts";
import type { SoftnetRow } from "#facts/proc/net/softnet_stat.ts";
import type { Softirqs } from "#facts/proc/softirqs.ts";
import type { CpuTime, Stat } from "#facts/proc/stat.ts";
import { u32Difference } from "#text/counter.ts";

/** Packet work of one CPU, per second. */
export interface PacketRates {
  readonly processed: number;
  readonly dropped: number;
  readonly timeSqueeze: number;
  /** Null on kernels that do not count it. */
  readonly receivedRps: number | null;
  readonly line: number;
}

/** What one CPU did between the two samples. Shares are of its time; rates are per second. */
export interface CpuLoad {
  readonly cpu: number;
  readonly softirq: number;
  /** Idle and waiting for disks: time that nobody wanted. */
  readonly idle: number;
  readonly steal: number;
  readonly statLine: number;
  /** Raises of each softirq by its row's name. */
  readonly raised: ReadonlyMap<string, number>;
  /** Null if softnet_stat was not read, twice, with a row for this CPU. */
  readonly packets: PacketRates | null;
}

export interface Load {
  /** CPUs that were online in both samples and have run long enough to judge. */
  readonly cpus: readonly CpuLoad[];
  /** CPUs with a row in the last sample. */
  readonly online: readonly number[];
  /** Lines of the rows of /proc/softirqs. */
  readonly softirqLines: ReadonlyMap<string, number>;
}

/** Ours: below this many clock ticks, a share says more about the clock than about the CPU. */
const LEAST_TICKS = 10;

/** Since two samples of a CPU's row; a counter that went back (a CPU that was offline, a broken hypervisor) counts 0. */
function shares(
  earlier: CpuTime,
  later: CpuTime,
): Pick<CpuLoad, "softirq" | "idle" | "steal"> | null {
  const grew = (
    name: "user" | "nice" | "system" | "idle" | "iowait" | "irq" | "softirq" | "steal",
  ) => Math.max(0, later[name] - earlier[name]);
  const idle = grew("idle") + grew("iowait");
  const busy = grew("user") + grew("nice") + grew("system") + grew("irq");
  const softirq = grew("softirq");
  const steal = grew("steal");
  const total = idle + busy + softirq + steal;
  if (total < LEAST_TICKS) return null;
  return { softirq: softirq / total, idle: idle / total, steal: steal / total };
}

function raisedBy(softirqs: Read<Softirqs>): (cpu: number) => ReadonlyMap<string, number> {
  const { value, earlier } = softirqs;
  const now = new Map(value.cpus.map((cpu, column) => [cpu, column]));
  const before = new Map(earlier?.value.cpus.map((cpu, column) => [cpu, column]));
  return (cpu) => {
    const rates = new Map<string, number>();
    const [column, columnBefore] = [now.get(cpu), before.get(cpu)];
    if (earlier === undefined || column === undefined || columnBefore === undefined) return rates;
    for (const [name, row] of value.rows) {
      const last = row.counts[column];
      const first = earlier.value.rows.get(name)?.counts[columnBefore];
      if (last !== undefined && first !== undefined)
        rates.set(name, u32Difference(first, last) / earlier.secondsBefore);
    }
    return rates;
  };
}

/** Rows by CPU: labelled since 5.10; before, those of the online CPUs in order, if there are as many. */
function rowsByCpu(
  rows: readonly SoftnetRow[],
  online: readonly number[],
): ReadonlyMap<number, SoftnetRow> {
  const labelled = rows.every(({ cpu }) => cpu !== null);
  if (!labelled && rows.length !== online.length) return new Map();
  return new Map(
    rows.flatMap((row, index) => {
      const cpu = labelled ? row.cpu : online[index];
      return cpu === null || cpu === undefined ? [] : [[cpu, row] as const];
    }),
  );
}

function packetsOf(
  softnet: Reading<readonly SoftnetRow[]>,
  stat: Read<Stat>,
): (cpu: number) => PacketRates | null {
  if (softnet.status !== "read" || softnet.earlier === undefined) return () => null;
  const seconds = softnet.earlier.secondsBefore;
  const now = rowsByCpu(softnet.value, [...stat.value.cpus.keys()]);
  const before = rowsByCpu(softnet.earlier.value, [...(stat.earlier?.value.cpus.keys() ?? [])]);
  return (cpu) => {
    const [last, first] = [now.get(cpu), before.get(cpu)];
    if (last === undefined || first === undefined) return null;
    const rate = (from: number, to: number): number => u32Difference(from, to) / seconds;
    return {
      processed: rate(first.processed, last.processed),
      dropped: rate(first.dropped, last.dropped),
      timeSqueeze: rate(first.timeSqueeze, last.timeSqueeze),
      receivedRps:
        first.receivedRps === null || last.receivedRps === null
          ? null
          : rate(first.receivedRps, last.receivedRps),
      line: last.line,
    };
  };
}

/** What each CPU did between two samples; the callers have made sure that there are two. */
export function loadOf(
  stat: Read<Stat>,
  softirqs: Read<Softirqs>,
  softnet: Reading<readonly SoftnetRow[]>,
): Load {
  const raised = raisedBy(softirqs);
  const packets = packetsOf(softnet, stat);
  const online = [...stat.value.cpus.keys()];
  const cpus = online.flatMap((cpu): CpuLoad[] => {
    const later = stat.value.cpus.get(cpu);
    const earlier = stat.earlier?.value.cpus.get(cpu);
    const share = later && earlier ? shares(earlier, later) : null;
    if (!later || share === null) return [];
    return [{ cpu, ...share, statLine: later.line, raised: raised(cpu), packets: packets(cpu) }];
  });
  const softirqLines = new Map([...softirqs.value.rows].map(([name, { line }]) => [name, line]));
  return { cpus, online, softirqLines };
}
