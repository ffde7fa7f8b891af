import { type Fact, treeFact } from "#contract/fact.ts";
import { u64 } from "#text/fields.ts";

/** Chunks of one kind (`data`, `metadata`, `system`) of one btrfs, in bytes on its devices, copies included. */
export interface ChunkUse {
  /** Set aside for this kind. */
  readonly allocated: bigint;
  readonly used: bigint;
}

/** Files of interest; `disk_total` and `disk_used` count every copy. */
const FILES = { disk_total: "allocated", disk_used: "used" } as const;

/** `/sys/fs/btrfs/UUID/allocation/KIND/disk_{total,used}`: by UUID and kind. */
const allocation: Fact<ReadonlyMap<string, ReadonlyMap<string, ChunkUse>>> = treeFact({
  id: "sys/fs/btrfs/allocation",
  source: { kind: "glob", pattern: "/sys/fs/btrfs/*/allocation/*/disk_*" },
  scope: "host",
  spec: ["linux Documentation/ABI/testing/sysfs-fs-btrfs, fs/btrfs/sysfs.c"],
  parse(entries, note) {
    const found = new Map<string, Map<string, { allocated: bigint; used: bigint }>>();
    for (const { path, text, match } of entries) {
      const [uuid = "", kind = "", rest = ""] = match;
      const field = FILES[`disk_${rest}` as keyof typeof FILES];
      const value = u64(text.trim());
      if (value === null) note({ source: path, text: text.slice(0, 80) });
      if (value === null || field === undefined) continue;
      const kinds = found.get(uuid) ?? new Map<string, { allocated: bigint; used: bigint }>();
      const use = kinds.get(kind) ?? { allocated: 0n, used: 0n };
      use[field] = value;
      kinds.set(kind, use);
      found.set(uuid, kinds);
    }
    return found;
  },
});

export default allocation;
