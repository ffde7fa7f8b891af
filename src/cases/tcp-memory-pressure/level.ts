import { originAt, type Origin, type Reading } from "#contract/reading.ts";
import type { Protocol } from "#facts/proc/net/protocols.ts";
import type { PageLimits } from "#text/page-limits.ts";
import type { Sockstat, SockstatValue } from "#text/sockstat.ts";

/** The kernel's memory for TCP, of all sockets of the host together. */
export interface MemoryLevel {
  readonly pages: number;
  readonly marks: PageLimits;
  /** Whether the kernel says that it saves; null if that was not read. */
  readonly isPressed: boolean | null;
  readonly origin: Origin;
  readonly marksOrigin: Origin;
}

/** TCP sockets that no process has, of all network namespaces together. */
export interface OrphanLevel {
  readonly count: number;
  readonly max: number;
  readonly origin: Origin;
  readonly maxOrigin: Origin;
}

interface LevelReadings {
  readonly sockets: Reading<Sockstat>;
  readonly marks: Reading<PageLimits>;
  readonly maxOrphans: Reading<number>;
  readonly protocols: Reading<ReadonlyMap<string, Protocol>>;
}

type Found = SockstatValue & { readonly origin: Origin };

function tcpValue(sockets: Reading<Sockstat>, name: string): Found | null {
  if (sockets.status !== "read") return null;
  const found = sockets.value.get("TCP")?.get(name);
  return found ? { ...found, origin: originAt(sockets, { line: found.line }) } : null;
}

export interface Levels {
  /** Null if a number that it takes was not read. */
  readonly memory: MemoryLevel | null;
  readonly orphans: OrphanLevel | null;
}

export function levelsOf({ sockets, marks, maxOrphans, protocols }: LevelReadings): Levels {
  const mem = tcpValue(sockets, "mem");
  const orphan = tcpValue(sockets, "orphan");
  const isPressed =
    protocols.status === "read" ? (protocols.value.get("TCP")?.isPressed ?? null) : null;
  return {
    memory:
      mem && marks.status === "read"
        ? {
            pages: mem.value,
            marks: marks.value,
            isPressed,
            origin: mem.origin,
            marksOrigin: { ...marks.origin, line: 1 },
          }
        : null,
    orphans:
      orphan && maxOrphans.status === "read"
        ? {
            count: orphan.value,
            max: maxOrphans.value,
            origin: orphan.origin,
            maxOrigin: maxOrphans.origin,
          }
        : null,
  };
}

export type Judgement = "refuses" | "saves" | "near" | "at ease";

/** Ours: of the mark from which the kernel saves. */
export const NEAR_RATIO = 0.9;

/**
 * What the kernel does at this level: above the third mark it refuses memory, above the second it saves, and goes on
 * saving until the first.
 * @see linux net/core/sock.c __sk_mem_raise_allocated(), net/ipv4/tcp.c tcp_enter_memory_pressure()
 */
export function judgeMemory({ pages, marks, isPressed }: MemoryLevel): Judgement {
  if (marks.max > 0 && pages >= marks.max) return "refuses";
  if (marks.pressure > 0 && pages >= marks.pressure) return "saves";
  if (isPressed === true) return "saves";
  return marks.pressure > 0 && pages >= marks.pressure * NEAR_RATIO ? "near" : "at ease";
}

/** Ours: worth knowing before the kernel begins to reset. */
const ORPHANS_NEAR = 0.5;

/**
 * Beyond `tcp_max_orphans` orphans are reset. Those that were silent for long, or whose peer is out of reach, weigh two
 * and four times, so some are reset from a quarter on: where any were, half is enough.
 * @see linux net/ipv4/tcp_timer.c tcp_out_of_resources()
 */
export function judgeOrphans({ count, max }: OrphanLevel, aborted: boolean): Judgement {
  if (max === 0) return count > 0 ? "refuses" : "at ease";
  if (count >= max) return "refuses";
  if (aborted && count * 4 >= max) return "saves";
  return count >= max * ORPHANS_NEAR ? "near" : "at ease";
}
