import { type Fact, treeFact } from "#contract/fact.ts";
import { u64 } from "#text/fields.ts";

const SECTOR_BYTES = 512n;

/** `/sys/fs/btrfs/UUID/devices/NAME/size`: bytes of all block devices of each btrfs, by UUID. */
const devices: Fact<ReadonlyMap<string, bigint>> = treeFact({
  id: "sys/fs/btrfs/devices",
  source: { kind: "glob", pattern: "/sys/fs/btrfs/*/devices/*/size" },
  scope: "host",
  spec: [
    "linux Documentation/ABI/testing/sysfs-fs-btrfs",
    "linux Documentation/ABI/stable/sysfs-block, size",
  ],
  parse(entries, note) {
    const sizes = new Map<string, bigint>();
    for (const { path, text, match } of entries) {
      const sectors = u64(text.trim());
      const [uuid = ""] = match;
      if (sectors === null) note({ source: path, text: text.slice(0, 80) });
      else sizes.set(uuid, (sizes.get(uuid) ?? 0n) + sectors * SECTOR_BYTES);
    }
    return sizes;
  },
});

export default devices;
