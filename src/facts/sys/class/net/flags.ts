import { type Fact, treeFact } from "#contract/fact.ts";

const IFF_UP = 1;

/** `/sys/class/net/IF/flags`, by interface: whether an administrator has set it up. */
const flags: Fact<ReadonlyMap<string, { readonly isUp: boolean }>> = treeFact({
  id: "sys/class/net/flags",
  source: { kind: "glob", pattern: "/sys/class/net/*/flags" },
  scope: "netns",
  spec: ["linux Documentation/ABI/testing/sysfs-class-net, flags", "netdevice(7), IFF_UP"],
  parse: (entries, note) =>
    new Map(
      entries.flatMap(({ path, text, match }) => {
        const digits = /^0x([0-9a-f]{1,8})$/i.exec(text.trim())?.[1];
        if (digits === undefined) note({ source: path, text: text.slice(0, 80) });
        if (digits === undefined) return [];
        return [[match[0] ?? "", { isUp: (Number.parseInt(digits, 16) & IFF_UP) !== 0 }] as const];
      }),
    ),
});

export default flags;
