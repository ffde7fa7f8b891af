import { optional, type ReadingsOf } from "#contract/fact.ts";
import interrupts from "#facts/proc/interrupts.ts";
import effectiveAffinityList from "#facts/proc/irq/effective_affinity_list.ts";
import smpAffinityList from "#facts/proc/irq/smp_affinity_list.ts";
import dev from "#facts/proc/net/dev.ts";
import softnetStat from "#facts/proc/net/softnet_stat.ts";
import comm from "#facts/proc/pid/comm.ts";
import softirqs from "#facts/proc/softirqs.ts";
import stat from "#facts/proc/stat.ts";
import device from "#facts/sys/class/net/device.ts";
import driver from "#facts/sys/class/net/device/driver.ts";
import msiIrqs from "#facts/sys/class/net/device/msi_irqs.ts";
import numaNode from "#facts/sys/class/net/device/numa_node.ts";
import rpsCpus from "#facts/sys/class/net/queues/rps_cpus.ts";
import xpsCpus from "#facts/sys/class/net/queues/xps_cpus.ts";
import netnsDevices from "#facts/walk/netns-devices.ts";
import cpulist from "#facts/sys/devices/system/node/cpulist.ts";

/** Four small files tell whether any CPU is saturated by receive work. */
export const needs = { stat, softirqs, softnet: optional(softnetStat), dev: optional(dev) };

/** Who causes it is in thousands of small files on a large host: read only once a CPU is saturated. */
export const closerNeeds = {
  interrupts: optional(interrupts),
  allowed: optional(smpAffinityList),
  effective: optional(effectiveAffinityList),
  rps: optional(rpsCpus),
  xps: optional(xpsCpus),
  bus: optional(device),
  driver: optional(driver),
  msi: optional(msiIrqs),
  node: optional(numaNode),
  nodeCpus: optional(cpulist),
  comm: optional(comm),
  others: optional(netnsDevices),
};

export type Readings = ReadingsOf<typeof needs>;
export type Closer = ReadingsOf<typeof closerNeeds>;
