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

/** CPUs that RPS hands this device's packets to; none when it is off. */
export function steeredTo(nic: Nic): readonly number[] {
  return [...new Set(nic.queues.flatMap(({ cpus }) => cpus))].sort((a, b) => a - b);
}
