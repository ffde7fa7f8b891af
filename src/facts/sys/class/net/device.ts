import { type Fact, treeFact } from "#contract/fact.ts";

/**
 * `/sys/class/net/IF/device`: where on a bus a network device sits: `0000:3b:00.0`, `virtio2`, `vif-0`, `1-1:1.0`, a
 * vmbus GUID. A device without this link is virtual: veth, bridge, bond, VLAN, loopback.
 */
const device: Fact<ReadonlyMap<string, string>> = treeFact({
  id: "sys/class/net/device",
  source: { kind: "links", pattern: "/sys/class/net/*/device" },
  scope: "netns",
  spec: ["linux Documentation/ABI/testing/sysfs-class-net", "linux net/core/net-sysfs.c"],
  parse: (entries) =>
    new Map(
      entries.map(({ text, match }) => [match[0] ?? "", text.slice(text.lastIndexOf("/") + 1)]),
    ),
});

export default device;
