import { type Fact, treeFact } from "#contract/fact.ts";

/** `/sys/class/net/IF/device/driver`: the driver of a network card, `virtio_net`, `mlx5_core`, `ixgbe`. */
const driver: Fact<ReadonlyMap<string, string>> = treeFact({
  id: "sys/class/net/device/driver",
  source: { kind: "links", pattern: "/sys/class/net/*/device/driver" },
  scope: "netns",
  spec: ["linux Documentation/driver-api/driver-model/driver.rst"],
  parse: (entries) =>
    new Map(
      entries.map(({ text, match }) => [match[0] ?? "", text.slice(text.lastIndexOf("/") + 1)]),
    ),
});

export default driver;
