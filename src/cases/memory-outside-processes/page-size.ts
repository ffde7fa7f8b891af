import type { First } from "./needs.ts";

/** Base page sizes of Linux: 4 KiB nearly everywhere, 16 and 64 KiB on arm64, 64 KiB on ppc64le. */
export const BASE_PAGE = 4096;
const SIZES = [BASE_PAGE, 16_384, 65_536];
/** Gauges that meminfo shows in bytes and vmstat in pages, read at two moments. */
const SAME = [
  ["Mapped", "nr_mapped"],
  ["PageTables", "nr_page_table_pages"],
  ["AnonPages", "nr_anon_pages"],
] as const;
/** `MemTotal` is the managed pages, read at another moment: hot-plug and balloons move both. */
const TOLERANCE = 0.02;

export type PageSize =
  | { readonly kind: "known" | "assumed"; readonly bytes: number }
  /** `managed` is the bytes that zoneinfo's pages are, more than all of meminfo's memory. */
  | { readonly kind: "contradiction"; readonly managed: number };

function bySameGauge({ meminfo, vmstat }: First): number | undefined {
  if (vmstat.status !== "read") return undefined;
  const found = SAME.map(([field, gauge]) => {
    const bytes = meminfo.value.fields.get(field)?.value ?? 0;
    const pages = Number(vmstat.value.get(gauge)?.value ?? 0n);
    const ratio = pages > 0 ? bytes / pages : 0;
    return SIZES.find((size) => ratio > size / 1.6 && ratio < size * 1.6);
  });
  return found.find((size) => size !== undefined);
}

/** The size that makes the kernel's pages the bytes of meminfo: no file under /proc states it. */
export function pageSizeOf(first: First): PageSize {
  const { meminfo, zoneinfo } = first;
  const total = meminfo.value.fields.get("MemTotal")?.value ?? 0;
  const zones = zoneinfo.status === "read" ? zoneinfo.value.zones : [];
  const managed = zones.reduce((sum, zone) => sum + (zone.managed ?? 0), 0);
  const matching = SIZES.find((size) => Math.abs(managed * size - total) <= TOLERANCE * total);
  const bytes = bySameGauge(first) ?? matching;
  // Less is no contradiction: kernels that initialise memory late count it in MemTotal before they manage it.
  if (managed * (bytes ?? BASE_PAGE) > total * (1 + TOLERANCE))
    return { kind: "contradiction", managed: managed * (bytes ?? BASE_PAGE) };
  return bytes === undefined ? { kind: "assumed", bytes: BASE_PAGE } : { kind: "known", bytes };
}

/**
 * Whether zoneinfo shows the lists of free pages of all memory. What was cut off in copying shows less memory than meminfo,
 * or ends in a zone that lacks the lists of some CPUs.
 */
export function hasAllLists({ meminfo, zoneinfo }: First, pageSize: number): boolean {
  if (zoneinfo.status !== "read") return false;
  const used = zoneinfo.value.zones.filter(({ present }) => present !== 0);
  const cpus = Math.max(0, ...used.map(({ pagesets }) => pagesets));
  if (cpus === 0 || used.some(({ pagesets }) => pagesets < cpus)) return false;
  const total = meminfo.value.fields.get("MemTotal")?.value ?? 0;
  const present = used.reduce((sum, zone) => sum + (zone.present ?? 0), 0);
  return present * pageSize >= total * (1 - TOLERANCE);
}
