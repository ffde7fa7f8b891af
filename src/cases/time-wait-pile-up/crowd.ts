import type { ReadingsOf } from "#contract/fact.ts";
import type { Namespace, Origin, Read, Reading } from "#contract/reading.ts";
import { originAt } from "#contract/reading.ts";
import { inNamespace, netnsTargets } from "#derived/netns.ts";
import { type Rise, riseOf, risen } from "#derived/rise.ts";
import type { Sockstat } from "#text/sockstat.ts";
import type { needs } from "./needs.ts";

/** Ours: with fewer sockets no range of ports is used up that anybody has made so small on purpose. */
export const LOOK_FROM = 100;
/** Ours: namespaces looked into closely, those with most sockets first. */
const MOST_NAMESPACES = 64;

/** How many TCP sockets a network namespace has. */
export interface Crowd {
  readonly namespace: Namespace;
  readonly timeWait: number;
  /** All others, of both families; those of IPv6 are missing where that file is. */
  readonly others: number;
  /** `TCPTimeWaitOverflow`; null if the counter was not read. */
  readonly overflow: Rise | null;
  /** Why the counter was not read; null where it was, and where the kernel does not have it. */
  readonly unread: Unread | null;
  readonly origin: Origin;
}

type Unread = Exclude<Reading<unknown>, Read<unknown>>;
type Readings = ReadingsOf<typeof needs>;

const valueOf = (read: Read<Sockstat> | null, row: string, name: string): number =>
  read?.value.get(row)?.get(name)?.value ?? 0;

/** The namespaces whose counts were read. */
export function crowdsOf({ counts, counts6, counters }: Readings): readonly Crowd[] {
  return counts.readings.flatMap(({ namespace, reading }): Crowd[] => {
    if (reading.status !== "read") return [];
    const six = inNamespace(counts6, namespace);
    const table = inNamespace(counters, namespace);
    const line = reading.value.get("TCP")?.get("tw")?.line;
    return [
      {
        namespace,
        timeWait: valueOf(reading, "TCP", "tw"),
        others:
          valueOf(reading, "TCP", "inuse") +
          valueOf(six?.status === "read" ? six : null, "TCP6", "inuse"),
        unread: table === undefined || table.status === "read" ? null : table,
        overflow: table?.status === "read" ? riseOf(table, "TcpExt", "TCPTimeWaitOverflow") : null,
        origin: originAt(reading, line === undefined ? {} : { line }),
      },
    ];
  });
}

const size = ({ timeWait, others }: Crowd): number => timeWait + others;

/** Namespaces that may be short of ports; where the counts were not read, the sockets themselves must tell. */
export function targets(readings: Readings, named: boolean): readonly string[] {
  const crowds = crowdsOf(readings);
  const least = named ? 1 : LOOK_FROM;
  const chosen = crowds
    .filter((crowd) => size(crowd) >= least || risen(crowd.overflow) > 0)
    .toSorted((a, b) => size(b) - size(a))
    .map(({ namespace }) => namespace);
  const uncounted = readings.counts.readings
    .filter(({ reading }) => reading.status !== "read")
    .map(({ namespace }) => namespace);
  return netnsTargets([...chosen, ...uncounted].slice(0, MOST_NAMESPACES));
}
