import { type Fact, treeFact } from "#contract/fact.ts";

/** `/sys/class/net/IF/device/numa_node`: the memory node a network card is near; -1 says none, and is left out. */
const numaNode: Fact<ReadonlyMap<string, number>> = treeFact({
  id: "sys/class/net/device/numa_node",
  source: { kind: "glob", pattern: "/sys/class/net/*/device/numa_node" },
  scope: "netns",
  spec: ["linux Documentation/ABI/testing/sysfs-bus-pci"],
  parse: (entries) =>
    new Map(
      entries
        .filter(({ text }) => /^\d{1,5}$/.test(text.trim()))
        .map(({ text, match }) => [match[0] ?? "", Number(text)]),
    ),
});

export default numaNode;
