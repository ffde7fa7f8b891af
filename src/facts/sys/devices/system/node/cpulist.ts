import { type Fact, treeFact } from "#contract/fact.ts";
import { type CpuFile, cpuFilesByNumber, parseCpuFiles } from "#text/cpu-files.ts";
import { parseCpuList } from "#text/cpu-list.ts";

/** `/sys/devices/system/node/nodeN/cpulist`: the online CPUs of each memory node. Absent without NUMA support. */
const cpulist: Fact<ReadonlyMap<number, CpuFile>> = treeFact({
  id: "sys/devices/system/node/cpulist",
  source: { kind: "glob", pattern: "/sys/devices/system/node/node*/cpulist" },
  scope: "host",
  spec: ["linux Documentation/ABI/stable/sysfs-devices-node"],
  parse: (entries, note) => cpuFilesByNumber(parseCpuFiles(entries, parseCpuList, note)),
});

export default cpulist;
