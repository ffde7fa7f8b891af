import { type Fact, treeFact } from "#contract/fact.ts";
import { type CpuFile, cpuFilesByNumber, parseCpuFiles } from "#text/cpu-files.ts";
import { parseCpuList } from "#text/cpu-list.ts";

/**
 * `/proc/irq/N/effective_affinity_list`: the CPU that does take an interrupt, chosen from the allowed ones. Since 4.13, on
 * architectures that choose; empty for an interrupt that was never started.
 */
const effectiveAffinityList: Fact<ReadonlyMap<number, CpuFile>> = treeFact({
  id: "proc/irq/effective_affinity_list",
  source: { kind: "glob", pattern: "/proc/irq/[0-9]*/effective_affinity_list" },
  scope: "host",
  spec: ["linux Documentation/core-api/irq/irq-affinity.rst", "linux kernel/irq/proc.c"],
  parse: (entries, note) => cpuFilesByNumber(parseCpuFiles(entries, parseCpuList, note)),
});

export default effectiveAffinityList;
