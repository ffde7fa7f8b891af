import type { Origin } from "#contract/reading.ts";
import type { QueueCpus } from "#facts/sys/class/net/queues/rps_cpus.ts";
import type { IrqSight } from "./irq-sights.ts";

/** What a device took in between two samples, per second. */
export interface Traffic {
  readonly packets: number;
  /** Dropped by the device or its driver for want of room. */
  readonly missed: number;
  readonly origin: Origin;
}

/** A network device, as far as it takes part in receive work. */
export interface Nic {
  readonly name: string;
  /** The network namespace it lives in, and a process of it; null for the one that was asked. */
  readonly place: { readonly namespace: string; readonly process: string } | null;
  /** `real` has hardware or a hypervisor behind it, `virtual` has none; null if nothing tells. */
  readonly kind: "real" | "virtual" | null;
  readonly driver: string | null;
  readonly node: number | null;
  /** Receive queues and where RPS hands their packets; empty if sysfs was not read. */
  readonly queues: readonly QueueCpus[];
  readonly transmitQueues: readonly QueueCpus[];
  /** Interrupts that bring packets in. */
  readonly irqs: readonly IrqSight[];
  /** Null if /proc/net/dev was not read twice with this device. */
  readonly traffic: Traffic | null;
}

/** How many receive queues it has: by its folders, else by its interrupts; null if neither tells. */
export function queueCount(nic: Nic): number | null {
  if (nic.queues.length > 0) return nic.queues.length;
  return nic.irqs.length > 0 ? nic.irqs.length : null;
}

/** CPUs that the device's interrupts go to. */
export function servingCpus(nic: Nic): readonly number[] {
  return [...new Set(nic.irqs.flatMap(({ cpus }) => cpus))].sort((a, b) => a - b);
}

/** Whether the queues are on CPUs of their own, more or less: then moving interrupts spreads no more. */
export function isSpreadOut(nic: Nic): boolean {
  const cpus = servingCpus(nic).length;
  const placed = nic.irqs.every((irq) => irq.cpus.length === 1);
  return placed && nic.irqs.length >= nic.queues.length && cpus > 1 && cpus > nic.irqs.length / 2;
}

/** CPUs that RPS hands this device's packets to; none when it is off. */
export function steeredTo(nic: Nic): readonly number[] {
  return [...new Set(nic.queues.flatMap(({ cpus }) => cpus))].sort((a, b) => a - b);
}
