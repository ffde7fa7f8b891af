import { quantity } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import type { Says } from "#contract/message.ts";
import type { Evidence } from "#contract/verdict.ts";
import { formatCpuList } from "#text/cpu-list.ts";
import type { IrqSight } from "./irq-sights.ts";
import { words } from "./messages.ts";
import type { Closer } from "./needs.ts";
import { type Nic, queueCount, servingCpus, steeredTo } from "./nic.ts";

const name = (irq: IrqSight): string => irq.row.actions.join(", ");

function whereSays({ cpus, allowed }: IrqSight): Says {
  const [only] = cpus;
  if (only === undefined) return words.unknownCpus();
  if (cpus.length > 1) return words.severalCpus({ cpus: formatCpuList(cpus) });
  const cpu = String(only);
  return allowed === null || allowed.cpus.length <= 1
    ? words.onlyCpu({ cpu })
    : words.oneOfAllowed({ cpu, allowed: allowed.text });
}

function irqOrigin(closer: Closer, irq: IrqSight): Evidence["origin"] {
  const { effective, allowed, interrupts } = closer;
  if (irq.effective !== null && effective.status === "read")
    return originAt(effective, { source: irq.effective.path });
  if (irq.allowed !== null && irq.allowed.cpus.length === 1 && allowed.status === "read")
    return originAt(allowed, { source: irq.allowed.path });
  return originAt(interrupts, { line: irq.row.line });
}

/** The interrupts that bring a device's packets in: which CPU each may use, and which it uses. */
function irqEvidence(closer: Closer, nic: Nic): readonly Evidence[] {
  const [first, ...more] = nic.irqs;
  if (first === undefined) return [];
  const origin = irqOrigin(closer, first);
  if (more.length === 0) {
    const says = words.irqSays({ name: name(first), where: whereSays(first) });
    return [
      { label: words.irq({ irq: String(first.row.irq) }), says, observed: name(first), origin },
    ];
  }
  const used = servingCpus(nic);
  const [only] = used;
  const where =
    only === undefined
      ? words.unknownCpus()
      : used.length === 1
        ? words.onlyCpu({ cpu: String(only) })
        : words.severalCpus({ cpus: formatCpuList(used) });
  return [
    {
      label: words.irqs(),
      says: words.irqsSays({ count: String(nic.irqs.length), nic: nic.name, where }),
      observed: quantity(nic.irqs.length, "queues"),
      origin,
      items: nic.irqs.map((irq) => ({
        name: `IRQ ${irq.row.irq}`,
        says: words.irqSays({ name: name(irq), where: whereSays(irq) }),
        quantities: irq.perSecond === null ? [] : [quantity(irq.perSecond, "interrupts/s")],
        origin: irqOrigin(closer, irq),
      })),
    },
  ];
}

function queueEvidence(closer: Closer, nic: Nic): readonly Evidence[] {
  const count = queueCount(nic);
  if (count === null) return [];
  const observed = quantity(count, "queues");
  const [first] = nic.queues;
  const reading = nic.place === null ? closer.rps : closer.others;
  if (first === undefined || reading.status !== "read") {
    const origin = originAt(closer.interrupts, { line: nic.irqs[0]?.row.line ?? 1 });
    return [
      {
        label: words.queues(),
        says: words.queuesByIrq({ count: String(count) }),
        observed,
        origin,
      },
    ];
  }
  const to = steeredTo(nic);
  const shown = nic.queues.find(({ cpus }) => cpus.length > 0) ?? first;
  const slots = { count: String(count), mask: shown.text };
  const says =
    to.length === 0
      ? words.queuesOff(slots)
      : words.queuesOn({ ...slots, cpus: formatCpuList(to) });
  return [
    { label: words.queues(), says, observed, origin: originAt(reading, { source: shown.path }) },
  ];
}

const SHOWN_MASKS = 4;

function transmitEvidence(closer: Closer, nic: Nic): readonly Evidence[] {
  const [first] = nic.transmitQueues;
  if (first === undefined) return [];
  const count = nic.transmitQueues.length;
  const masks = nic.transmitQueues.slice(0, SHOWN_MASKS).map(({ text }) => text);
  return [
    {
      label: words.transmitQueues(),
      says: words.transmitSays({
        count: String(count),
        masks: masks.join(" ") + (count > SHOWN_MASKS ? " …" : ""),
      }),
      observed: quantity(count, "queues"),
      origin: originAt(closer.xps, { source: first.path }),
    },
  ];
}

function trafficEvidence(nic: Nic): readonly Evidence[] {
  const { traffic } = nic;
  if (traffic === null) return [];
  const origin = traffic.origin;
  const received = quantity(Math.round(traffic.packets), "packets/s");
  const missed = quantity(traffic.missed, "packets/s");
  return [
    {
      label: words.received({ nic: nic.name }),
      says: words.rate({ rate: received }),
      observed: received,
      origin,
    },
    ...(traffic.missed > 0
      ? [
          {
            label: words.missed({ nic: nic.name }),
            says: words.rate({ rate: missed }),
            observed: missed,
            origin,
          },
        ]
      : []),
  ];
}

/** The pid of irqbalance; null if it does not run, undefined if processes were not read. */
export function irqbalancePid(closer: Closer): number | null | undefined {
  if (closer.comm.status !== "read") return undefined;
  return [...closer.comm.value].find(([, comm]) => comm === "irqbalance")?.[0] ?? null;
}

function irqbalanceEvidence(closer: Closer): readonly Evidence[] {
  const pid = irqbalancePid(closer);
  if (pid === undefined) return [];
  const says = pid === null ? words.irqbalanceIdle() : words.irqbalanceRuns({ pid: String(pid) });
  const origin = originAt(closer.comm, pid === null ? {} : { source: `/proc/${pid}/comm` });
  return [
    {
      label: words.irqbalance(),
      says,
      observed: quantity(pid === null ? 0 : 1, "processes"),
      origin,
    },
  ];
}

function placeEvidence(closer: Closer, nic: Nic): readonly Evidence[] {
  const found: Evidence[] = [];
  if (nic.driver !== null) {
    const origin = originAt(closer.driver, { source: `/sys/class/net/${nic.name}/device/driver` });
    const says = words.driverSays({ driver: nic.driver });
    found.push({ label: words.driver(), says, observed: nic.driver, origin });
  }
  const near = nic.node === null ? undefined : nodeCpus(closer, nic.node);
  if (nic.node !== null && near !== undefined) {
    const origin = originAt(closer.node, { source: `/sys/class/net/${nic.name}/device/numa_node` });
    const says = words.nearSays({ node: String(nic.node), cpus: formatCpuList(near) });
    found.push({ label: words.near(), says, observed: quantity(near.length, "cpus"), origin });
  }
  return found;
}

/** Online CPUs of a memory node; undefined if it is not known. */
export function nodeCpus(closer: Closer, node: number): readonly number[] | undefined {
  return closer.nodeCpus.status === "read" ? closer.nodeCpus.value.get(node)?.cpus : undefined;
}

/** What is known of a device that has to do with a saturated CPU. */
export function nicEvidence(closer: Closer, nic: Nic): readonly Evidence[] {
  return [
    ...irqEvidence(closer, nic),
    ...queueEvidence(closer, nic),
    ...trafficEvidence(nic),
    ...transmitEvidence(closer, nic),
    ...(nic.irqs.length > 0 ? irqbalanceEvidence(closer) : []),
    ...placeEvidence(closer, nic),
  ];
}
