import { type Fact, treeFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";

/** Largest packet that an interface sends, in bytes: of IP, without the frame's header. */
export interface InterfaceMtu {
  readonly mtu: number;
  readonly path: string;
}

/** `/sys/class/net/IF/mtu`, by interface; a directory that is no interface (`bonding_masters`) has none. */
const mtu: Fact<ReadonlyMap<string, InterfaceMtu>> = treeFact({
  id: "sys/class/net/mtu",
  source: { kind: "glob", pattern: "/sys/class/net/*/mtu" },
  scope: "netns",
  spec: ["linux Documentation/ABI/testing/sysfs-class-net, mtu"],
  parse: (entries, note) =>
    new Map(
      entries.flatMap(({ path, text, match }) => {
        const value = count(text.trim());
        if (value === null) note({ source: path, text: text.slice(0, 80) });
        return value === null ? [] : [[match[0] ?? "", { mtu: value, path }] as const];
      }),
    ),
});

export default mtu;
