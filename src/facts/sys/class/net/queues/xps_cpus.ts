import { type Fact, treeFact } from "#contract/fact.ts";
import { parseCpuFiles } from "#text/cpu-files.ts";
import { parseCpuMask } from "#text/cpu-list.ts";

/** One queue of a network device and the CPUs that its packets are steered to or from. */
export interface QueueCpus {
  readonly device: string;
  /** `tx-0`. */
  readonly queue: string;
  readonly cpus: readonly number[];
  /** The mask as the file holds it. */
  readonly text: string;
  readonly path: string;
}

/**
 * `/sys/class/net/IF/queues/tx-N/xps_cpus`: the CPUs that send through a transmit queue. Read through the device's own
 * folder, so of real network cards only: a host may have thousands of virtual devices with a queue per CPU each.
 */
const xpsCpus: Fact<readonly QueueCpus[]> = treeFact({
  id: "sys/class/net/queues/xps_cpus",
  source: { kind: "glob", pattern: "/sys/class/net/*/device/net/*/queues/tx-*/xps_cpus" },
  scope: "netns",
  spec: ["linux Documentation/networking/scaling.rst", "linux net/core/net-sysfs.c"],
  parse: (entries, note) =>
    parseCpuFiles(entries, parseCpuMask, note).map(({ match, cpus, text, path }) => ({
      device: match[0] ?? "",
      queue: `tx-${match.at(-1) ?? ""}`,
      cpus,
      text,
      path,
    })),
});

export default xpsCpus;
