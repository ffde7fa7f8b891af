import { type Fact, treeFact } from "#contract/fact.ts";

/**
 * `DEVTYPE` of `/sys/class/net/IF/uevent`, by interface: `vxlan`, `geneve`, `wireguard`, `bridge`, `vlan`, `bond`, `wlan`.
 * Hardware, veth and the tunnels of IP (ipip, gre, sit) have none and are left out.
 */
const uevent: Fact<ReadonlyMap<string, string>> = treeFact({
  id: "sys/class/net/uevent",
  source: { kind: "glob", pattern: "/sys/class/net/*/uevent" },
  scope: "netns",
  spec: [
    "linux net/core/net-sysfs.c netdev_uevent()",
    "linux include/linux/netdevice.h SET_NETDEV_DEVTYPE",
  ],
  parse: (entries) =>
    new Map(
      entries.flatMap(({ text, match }) => {
        const type = /^DEVTYPE=(\S{1,40})$/m.exec(text)?.[1];
        return type === undefined ? [] : [[match[0] ?? "", type] as const];
      }),
    ),
});

export default uevent;
