import type { ReadingsOf } from "#contract/fact.ts";
import type { AcrossNamespaces, Namespace, Origin, Read } from "#contract/reading.ts";
import type { TroubledRoute } from "#facts/walk/tcp-in-trouble.ts";
import { type Snmp, snmpValue, type SnmpValue } from "#text/snmp.ts";
import type { needs } from "./needs.ts";
import { isVersion6 } from "./judge-connection.ts";

type Readings = ReadingsOf<typeof needs>;

/** A counter of a namespace, and how far it went between two samples. */
export interface Counted {
  readonly total: bigint;
  /** Null with one sample, or after a reset. */
  readonly rise: bigint | null;
  readonly origin: Origin;
}

function counted<T>(
  { value, earlier, origin }: Read<T>,
  pick: (table: T) => SnmpValue | null,
): Counted | null {
  const now = pick(value);
  if (now === null) return null;
  const before = earlier ? pick(earlier.value) : null;
  const rise = before === null ? null : now.value - before.value;
  return {
    total: now.value,
    rise: rise !== null && rise >= 0n ? rise : null,
    origin: { ...origin, line: now.line },
  };
}

/** ICMP type 3 that came, of all codes. The kernel leaves out a type of which none came: then `Icmp` says that it counts. */
function unreachables(table: Snmp): SnmpValue | null {
  const all = snmpValue(table, "Icmp", "InDestUnreachs");
  const found = snmpValue(table, "IcmpMsg", "InType3");
  return found ?? (all === null ? null : { value: 0n, line: all.line });
}

/** What a namespace tells beside its connections. */
export interface Surroundings {
  /** ICMP that may have been about the size of what went to such an address. */
  icmpAbout(address: string): Counted | null;
  readonly probing: { readonly value: number; readonly origin: Origin } | null;
  readonly probesFailed: Counted | null;
  readonly probesArrived: Counted | null;
  routeTo(address: string): TroubledRoute | null;
  readonly namespace: Namespace | null;
}

function readIn<T>({ readings }: AcrossNamespaces<T>, inode: number): Read<T> | null {
  const found = readings.find(({ namespace }) => namespace.inode === inode)?.reading;
  return found?.status === "read" ? found : null;
}

/** What the namespace of such an inode number tells. */
export function surroundingsOf(readings: Readings, inode: number): Surroundings {
  const [snmp, snmp6] = [readIn(readings.snmp, inode), readIn(readings.snmp6, inode)];
  const netstat = readIn(readings.netstat, inode);
  const probing = readIn(readings.probing, inode);
  const routes = readings.trouble.status === "read" ? readings.trouble.value.routes : [];
  const probes = (name: string): Counted | null =>
    netstat && counted(netstat, (table) => snmpValue(table, "TcpExt", name));
  return {
    icmpAbout: (address) =>
      isVersion6(address)
        ? snmp6 && counted(snmp6, (table) => table.get("Icmp6InPktTooBigs") ?? null)
        : snmp && counted(snmp, unreachables),
    probing: probing && { value: probing.value, origin: probing.origin },
    probesFailed: probes("TCPMTUPFail"),
    probesArrived: probes("TCPMTUPSuccess"),
    routeTo: (address) =>
      routes.find(({ namespace, to }) => namespace === inode && to === address) ?? null,
    namespace:
      readings.snmp.readings.find(({ namespace }) => namespace.inode === inode)?.namespace ?? null,
  };
}
