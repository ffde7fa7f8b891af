import { originAt, type Reading } from "#contract/reading.ts";
import type { NetDevice } from "#facts/proc/net/dev.ts";
import type { QueueCpus } from "#facts/sys/class/net/queues/rps_cpus.ts";
import { u64Difference } from "#text/counter.ts";
import type { Nic, Traffic } from "./nic.ts";
import { nicsElsewhere } from "./nics-elsewhere.ts";
import { receiveIrqs } from "./receive-irqs.ts";
import { busOf, deviceOf, isBusAddress } from "./irq-names.ts";
import { type IrqSight, irqSights } from "./irq-sights.ts";
import type { Closer, Readings } from "./needs.ts";

const valueOf = <T>(reading: Reading<T> | undefined): T | null =>
  reading?.status === "read" ? reading.value : null;

/** Devices that are made of software by their usual names: for snapshots without sysfs. */
const VIRTUAL =
  /^(lo$|br[-0-9]|(veth|docker|cni|cali|flannel|lxc|cilium|bond|team|tun|tap|virbr|vnet|dummy|ifb|wg|vxlan|geneve|gre|ipip|tunl|sit|ip6tnl|macvlan|macvtap|nodelocaldns|kube-ipvs|weave|ovs))|[.@]/;

/** Names that the kernel or udev gives to cards. */
const HARDWARE = /^(eth|en[opsxvb]|em\d|p\d+p|ib|wlan|wl[opsx]|net\d|lan\d|wan\d)/;

function trafficOf(dev: Reading<ReadonlyMap<string, NetDevice>>, name: string): Traffic | null {
  if (dev.status !== "read" || dev.earlier === undefined) return null;
  const { earlier } = dev;
  const [last, first] = [dev.value.get(name), earlier.value.get(name)];
  if (last === undefined || first === undefined) return null;
  const rate = (from: bigint, to: bigint): number =>
    Number(u64Difference(from, to)) / earlier.secondsBefore;
  return {
    packets: rate(first.rxPackets, last.rxPackets),
    missed: rate(first.rxDrop + first.rxFifo, last.rxDrop + last.rxFifo),
    origin: originAt(dev, { line: last.line }),
  };
}

/** Ours: the share of the packets of several cards from which the others are idle. */
const NEARLY_ALL_PACKETS = 0.9;

/** The one device of some; of several, the one that received nearly all of their packets. */
function theOne(nics: readonly Nic[]): Nic | null {
  const [first, ...more] = nics.toSorted(
    (a, b) => (b.traffic?.packets ?? 0) - (a.traffic?.packets ?? 0),
  );
  if (first === undefined || more.length === 0) return first ?? null;
  if (nics.some(({ traffic }) => traffic === null)) return null;
  const all = nics.reduce((sum, { traffic }) => sum + (traffic?.packets ?? 0), 0);
  return all > 0 && (first.traffic?.packets ?? 0) >= NEARLY_ALL_PACKETS * all ? first : null;
}

/** Without links in sysfs: the one card whose interrupts nobody claims, and the one device that claims none. */
function pairLeftOver(nics: readonly Nic[], sights: readonly IrqSight[]): readonly Nic[] {
  const claimed = new Set(nics.flatMap(({ irqs }) => irqs.map(({ row }) => row.irq)));
  const free = sights.filter(({ row, isReceive }) => isReceive && !claimed.has(row.irq));
  const buses = new Set(free.map(({ row }) => busOf(row)));
  const bare = nics.filter(
    ({ irqs, kind, name }) => irqs.length === 0 && kind === null && HARDWARE.test(name),
  );
  const only = theOne(bare);
  if (only === null || buses.size !== 1) return nics;
  return nics.map((nic) => (nic === only ? { ...nic, kind: "real", irqs: free } : nic));
}

/** Where real devices sit on a bus. A host that has none says so; a snapshot without links tells nothing. */
function busesOf(closer: Closer): ReadonlyMap<string, string> | null {
  return closer.bus.status === "absent" ? new Map() : valueOf(closer.bus);
}

function kindOf(
  nic: Pick<Nic, "name" | "irqs" | "queues">,
  buses: ReadonlyMap<string, string> | null,
): Nic["kind"] {
  const { name, irqs, queues } = nic;
  if (irqs.length > 0 || buses?.has(name)) return "real";
  if (VIRTUAL.test(name)) return "virtual";
  // What sysfs shows without a link has no bus; what it does not show lives in a namespace of its own.
  if (buses !== null) return queues.length > 0 ? "virtual" : null;
  return queues.length > 0 && !HARDWARE.test(name) ? "virtual" : null;
}

/** Devices by every file that lists them; where none does, the cards that interrupts are named after. */
function names(readings: Readings, closer: Closer, sights: readonly IrqSight[]): readonly string[] {
  const listed = [
    ...(valueOf(readings.dev)?.keys() ?? []),
    ...(valueOf(closer.bus)?.keys() ?? []),
    ...(valueOf(closer.rps) ?? []).map(({ device }) => device),
  ];
  const told = listed.length > 0 ? listed : sights.flatMap(({ row }) => deviceOf(row) ?? []);
  return [...new Set(told)];
}

/** Ours: one device can only be to blame if it is among the busiest; a snapshot may claim to have a million. */
const DEVICES_AT_MOST = 256;

function busiest(
  names: readonly string[],
  dev: Readings["dev"],
): readonly (readonly [string, Traffic | null])[] {
  return names
    .map((name) => [name, trafficOf(dev, name)] as const)
    .toSorted(([, a], [, b]) => (b?.packets ?? 0) - (a?.packets ?? 0))
    .slice(0, DEVICES_AT_MOST);
}

/** Interrupts that bring packets to a device; none if sysfs or its name says that it is made of software. */
function irqsOf(
  name: string,
  buses: ReadonlyMap<string, string> | null,
  msi: readonly number[],
  sights: readonly IrqSight[],
): readonly IrqSight[] {
  const bus = buses?.get(name) ?? (isBusAddress(name) ? name : undefined);
  const mayHaveIrqs = bus !== undefined || (buses === null && !VIRTUAL.test(name));
  return mayHaveIrqs ? receiveIrqs(name, bus, msi, sights) : [];
}

/** Every network device of the host, with its queues, interrupts and traffic. */
export function nicsOf(readings: Readings, closer: Closer): readonly Nic[] {
  const sights = irqSights(closer);
  const buses = busesOf(closer);
  const msi = valueOf(closer.msi);
  const queues = groupByDevice(closer.rps);
  const transmitQueues = groupByDevice(closer.xps);
  const nics = busiest(names(readings, closer, sights), readings.dev).map(
    ([name, traffic]): Nic => {
      const irqs = irqsOf(name, buses, msi?.get(name) ?? [], sights);
      const own = { name, irqs, queues: queues.get(name) ?? [] };
      return {
        ...own,
        place: null,
        kind: kindOf(own, buses),
        driver: valueOf(closer.driver)?.get(name) ?? null,
        node: valueOf(closer.node)?.get(name) ?? null,
        transmitQueues: transmitQueues.get(name) ?? [],
        traffic,
      };
    },
  );
  const here = buses === null ? pairLeftOver(nics, sights) : nics;
  return [...here, ...nicsElsewhere(closer.others, sights)];
}

function groupByDevice(
  reading: Reading<readonly QueueCpus[]>,
): ReadonlyMap<string, readonly QueueCpus[]> {
  return Map.groupBy(valueOf(reading) ?? [], ({ device }) => device);
}
