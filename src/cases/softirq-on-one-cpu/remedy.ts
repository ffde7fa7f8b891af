import type { Remedy, Step } from "#contract/remedy.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import { formatCpuList, formatCpuMask } from "#text/cpu-list.ts";
import type { Cause } from "./blame.ts";
import type { IrqSight } from "./irq-sights.ts";
import { words } from "./messages.ts";
import { isSpreadOut, type Nic, queueCount } from "./nic.ts";

/** What a plan needs to know of the host. */
export interface Machine {
  readonly online: readonly number[];
  /** CPUs that take packets out of the device's queues. */
  readonly serving: readonly number[];
  /** CPUs near the device, if it is known to be nearer to some. */
  readonly near: readonly number[] | null;
  readonly irqbalance: number | null;
}

/** Ours: more queues than this seldom pay, and many cards have no more. */
const MOST_QUEUES = 8;

/** Names that the kernel allows, and that no program takes for an option. */
const isSafeName = (name: string): boolean => /^[^-/\s:][^/\s:]{0,14}$/.test(name) && name !== "..";

/**
 * CPUs to spread receive work over: the online ones near the device, else all. The CPU of the interrupt has enough to do
 * and is left out where two others remain, as the kernel's scaling document advises.
 */
function spreadOver({ online, serving, near }: Machine): readonly number[] {
  const local = (near ?? []).filter((cpu) => online.includes(cpu));
  const candidates = local.length > 1 ? local : online;
  const others = candidates.filter((cpu) => !serving.includes(cpu));
  return others.length >= 2 ? others : candidates;
}

function rps(nic: Nic, machine: Machine, id: "enable-rps" | "widen-steering"): Remedy | null {
  const cpus = spreadOver(machine);
  const steps = nonEmpty(
    nic.queues.map(({ queue, path, text }): Step => ({
      kind: "write",
      path,
      value: formatCpuMask(cpus),
      previous: text,
      says: words.writeRps({ queue, nic: nic.name, cpus: formatCpuList(cpus) }),
    })),
  );
  if (steps === null || !isSafeName(nic.name)) return null;
  const says = id === "enable-rps" ? words.enableRps() : words.widenSteering();
  return { id, risk: "none", lasts: "until-reboot", says, steps };
}

function writeIrq(irq: IrqSight, cpu: number): readonly Step[] {
  const { allowed, row } = irq;
  const name = row.actions.join(", ");
  return [
    {
      kind: "write",
      path: `/proc/irq/${row.irq}/smp_affinity_list`,
      value: String(cpu),
      previous: allowed?.text ?? null,
      says: words.writeIrq({ irq: String(row.irq), name, cpu: String(cpu) }),
    },
  ];
}

function spreadIrqs(nic: Nic, machine: Machine): Remedy | null {
  const cpus = spreadOver({ ...machine, serving: [] });
  if (nic.irqs.length < 2) return null;
  const { irqbalance } = machine;
  const irqs = nic.irqs.map(({ row }) => row.irq).join(", ");
  const balance: Step[] =
    irqbalance === null
      ? []
      : [{ kind: "advise", says: words.banIrqs({ pid: String(irqbalance), irqs }) }];
  const writes = nic.irqs.flatMap((irq, index) => writeIrq(irq, cpus[index % cpus.length] ?? 0));
  const managed: Step = { kind: "advise", says: words.managedIrqs() };
  const steps = nonEmpty([...balance, ...writes, managed]);
  if (steps === null) return null;
  return {
    id: "spread-irqs",
    risk: "none",
    lasts: "until-reboot",
    says: words.spreadIrqs(),
    steps,
  };
}

function moreQueues(nic: Nic, machine: Machine): Remedy | null {
  const now = queueCount(nic);
  // A device of another network namespace is out of ethtool's sight.
  if (nic.place !== null || nic.kind !== "real" || now === null || !isSafeName(nic.name))
    return null;
  const wanted = Math.min(machine.near?.length ?? machine.online.length, MOST_QUEUES);
  if (wanted <= now) return null;
  const set = (count: number) => ["ethtool", "-L", nic.name, "combined", String(count)] as const;
  return {
    id: "more-queues",
    risk: "interrupts",
    lasts: "until-reboot",
    says: words.moreQueues(),
    steps: [
      { kind: "advise", says: words.seeQueues({ nic: nic.name }) },
      {
        kind: "run",
        argv: set(wanted),
        undo: set(now),
        says: words.setQueues({ count: String(wanted) }),
      },
    ],
  };
}

/** The plans that end a cause, the least intrusive first. */
export function remediesFor(cause: Cause, nic: Nic, machine: Machine): readonly Remedy[] {
  const plans = {
    "single-queue-nic": () => [rps(nic, machine, "enable-rps"), moreQueues(nic, machine)],
    "queues-share-one-cpu": () =>
      isSpreadOut(nic)
        ? [rps(nic, machine, "enable-rps"), moreQueues(nic, machine)]
        : [spreadIrqs(nic, machine), rps(nic, machine, "enable-rps")],
    "steering-to-one-cpu": () => [rps(nic, machine, "widen-steering")],
  }[cause]();
  return plans.filter((plan) => plan !== null);
}
