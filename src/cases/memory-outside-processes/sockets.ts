import { originAt, type Origin } from "#contract/reading.ts";
import type { PageLimits } from "#text/page-limits.ts";
import type { Closer, First } from "./needs.ts";

/** What one protocol's sockets of the whole host hold, and the mark above which the kernel presses them. */
export interface ProtocolMemory {
  readonly protocol: "TCP" | "UDP";
  readonly bytes: number;
  readonly pages: number;
  readonly limits: PageLimits | null;
  readonly origin: Origin;
}

export interface SocketMemory {
  readonly bytes: number;
  readonly protocols: readonly ProtocolMemory[];
  readonly origin: Origin;
}

function fragmentBytes({ sockstat, sockstat6 }: First): number {
  const of = (reading: First["sockstat"], row: string): number =>
    (reading.status === "read" && reading.value.get(row)?.get("memory")?.value) || 0;
  return of(sockstat, "FRAG") + of(sockstat6, "FRAG6");
}

/** Memory of socket queues by the protocols' own count; null if it could not be read. */
export function socketMemory(first: First, pageSize: number): SocketMemory | null {
  const { sockstat, tcpMem, udpMem } = first;
  if (sockstat.status !== "read") return null;
  const limits = { TCP: tcpMem, UDP: udpMem };
  const protocols = (["TCP", "UDP"] as const).flatMap((protocol): ProtocolMemory[] => {
    const mem = sockstat.value.get(protocol)?.get("mem");
    if (mem === undefined) return [];
    const reading = limits[protocol];
    return [
      {
        protocol,
        pages: mem.value,
        bytes: mem.value * pageSize,
        limits: reading.status === "read" ? reading.value : null,
        origin: originAt(sockstat, { line: mem.line }),
      },
    ];
  });
  if (protocols.length === 0) return null;
  const bytes = protocols.reduce((sum, one) => sum + one.bytes, fragmentBytes(first));
  const [largest] = protocols.toSorted((a, b) => b.bytes - a.bytes);
  return { bytes, protocols, origin: largest?.origin ?? sockstat.origin };
}

/** Slab caches that hold nothing but heads of packets. Small payloads lie in `kmalloc-…`, which many share. */
const PACKET_CACHES = /^skbuff_(head_cache|fclone_cache|small_head)$/;

/** Part of the socket memory that the slab's account holds already: at least the packet heads. */
export function socketBytesInSlab(closer: Closer | null, pageSize: number): number {
  if (closer?.slabinfo.status !== "read") return 0;
  return closer.slabinfo.value.caches
    .filter(({ name }) => PACKET_CACHES.test(name))
    .reduce((sum, { slabs, pagesPerSlab }) => sum + slabs * pagesPerSlab * pageSize, 0);
}
