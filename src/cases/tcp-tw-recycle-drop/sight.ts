import type { ReadingsOf } from "#contract/fact.ts";
import type { Namespace, Origin } from "#contract/reading.ts";
import { type Rise, riseOf, risen } from "#derived/rise.ts";
import { isKernelBefore } from "#text/kernel-version.ts";
import type { SysctlLine } from "#text/sysctl-conf.ts";
import type { needs } from "./needs.ts";

type Readings = ReadingsOf<typeof needs>;

/** What PAWS refused in one network namespace. */
export interface Paws {
  readonly namespace: Namespace;
  /** SYNs refused for an older timestamp of the same address: counted up to Linux 4.11, which alone have the counter. */
  readonly passive: Rise | null;
  /** Segments of open connections refused for an old timestamp. */
  readonly established: Rise | null;
  /** Answers to a SYN refused for an old timestamp. */
  readonly active: Rise | null;
  readonly origin: Origin;
}

export function allPaws({ counters }: Readings): readonly Paws[] {
  return counters.readings.flatMap(({ namespace, reading }): Paws[] => {
    if (reading.status !== "read") return [];
    const rise = (name: string): Rise | null => riseOf(reading, "TcpExt", name);
    return [
      {
        namespace,
        passive: rise("PAWSPassive"),
        established: rise("PAWSEstab"),
        active: rise("PAWSActive"),
        origin: reading.origin,
      },
    ];
  });
}

/** Segments of connections refused between the samples. */
export const refusedOf = ({ established, active }: Paws): number =>
  risen(established) + risen(active);

/** SYNs refused between the samples. */
export const synsOf = ({ passive }: Paws): number => risen(passive);

/**
 * Whether this kernel can recycle at all. The file itself says so; else the release; else the counter that went with it
 * in 4.12. Null: nothing tells.
 */
export function canRecycle(readings: Readings, kernel: string | null): boolean | null {
  if (readings.recycle.status === "read") return true;
  const isOld = isKernelBefore(kernel, 4, 12);
  if (isOld !== null) return isOld;
  const all = allPaws(readings);
  return all.length === 0 ? null : all.some(({ passive }) => passive !== null);
}

const NAME = "net.ipv4.tcp_tw_recycle";

/** Lines of files under /etc that turn it on. */
export function linesThatEnable({ conf, files }: Readings): readonly SysctlLine[] {
  const lines = [conf, files].flatMap((reading) =>
    reading.status === "read" ? [...reading.value] : [],
  );
  return lines.filter(({ name, value }) => name === NAME && !/^0+$/.test(value));
}
