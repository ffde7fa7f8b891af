import { type Fact, treeFact } from "#contract/fact.ts";
import { parseCpuFiles } from "#text/cpu-files.ts";
import { parseCpuMask } from "#text/cpu-list.ts";

/** One queue of a network device and the CPUs that its packets are steered to or from. */
export interface QueueCpus {
  readonly device: string;
  /** `rx-0`. */
  readonly queue: string;
  readonly cpus: readonly number[];
  /** The mask as the file holds it. */
  readonly text: string;
  readonly path: string;
}

/**
 * `/sys/class/net/IF/queues/rx-N/rps_cpus`: the CPUs that the packets of a receive queue are handed to; an empty mask
 * leaves them to the CPU of the interrupt. There is one such file per receive queue, so they also count the queues.
 */
const rpsCpus: Fact<readonly QueueCpus[]> = treeFact({
  id: "sys/class/net/queues/rps_cpus",
  source: { kind: "glob", pattern: "/sys/class/net/*/queues/rx-*/rps_cpus" },
  scope: "netns",
  spec: ["linux Documentation/networking/scaling.rst", "linux net/core/net-sysfs.c"],
  parse: (entries, note) =>
    parseCpuFiles(entries, parseCpuMask, note).map(({ match, cpus, text, path }) => ({
      device: match[0] ?? "",
      queue: `rx-${match.at(-1) ?? ""}`,
      cpus,
      text,
      path,
    })),
});

export default rpsCpus;
