import { type Fact, treeFact } from "#contract/fact.ts";
import { type CpuFile, cpuFilesByNumber, parseCpuFiles } from "#text/cpu-files.ts";
import { parseCpuList } from "#text/cpu-list.ts";

/** `/proc/irq/N/smp_affinity_list`: the CPUs that may take an interrupt; writable, except for managed interrupts (EIO). */
const smpAffinityList: Fact<ReadonlyMap<number, CpuFile>> = treeFact({
  id: "proc/irq/smp_affinity_list",
  source: { kind: "glob", pattern: "/proc/irq/[0-9]*/smp_affinity_list" },
  scope: "host",
  spec: ["linux Documentation/core-api/irq/irq-affinity.rst", "linux kernel/irq/proc.c"],
  parse: (entries, note) => cpuFilesByNumber(parseCpuFiles(entries, parseCpuList, note)),
});

export default smpAffinityList;
