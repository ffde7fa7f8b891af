import type { ReadingsOf } from "#contract/fact.ts";
import { bytes, quantity, ratio } from "#contract/quantity.ts";
import { originAt } from "#contract/reading.ts";
import type { Evidence } from "#contract/verdict.ts";
import type { ThinPool } from "#facts/cmd/dmsetup-status.ts";
import { words } from "./messages.ts";
import type { needs } from "./needs.ts";
import { allowLargeDirectories, growPool } from "./remedy.ts";
import { limitOf, type Suspect } from "./suspect.ts";

type Readings = ReadingsOf<typeof needs>;

/** What ext4 logs when the index of a directory has no room (linux fs/ext4/namei.c ext4_dx_add_entry()). */
const INDEX_FULL = /EXT4-fs warning \(device ([^)]+)\): ext4_dx_add_entry.*index full/;

function poolSuspects(
  pool: ThinPool,
  pools: Extract<Readings["pools"], { status: "read" }>,
): Suspect[] {
  const origin = originAt(pools, { line: pool.line });
  const { name, mode } = pool;
  const modeEvidence: Evidence[] =
    mode === null
      ? []
      : [{ label: words.modeLabel(), says: words.quoted({ text: mode }), observed: mode, origin }];
  const of = (used: number, total: number, isData: boolean): Suspect => {
    const fill = total === 0 ? 0 : used / total;
    const says = isData ? words.thinData : words.thinMetadata;
    return {
      cause: "thin-pool-full",
      subject: { kind: "filesystem", name },
      fill,
      says: says({ name, fill: ratio(fill) }),
      evidence: [
        {
          label: words.poolLabel({ name }),
          says: words.usedSays({
            used: quantity(used, "entries"),
            limit: quantity(total, "entries"),
            fill: ratio(fill),
          }),
          observed: quantity(used, "entries"),
          limit: limitOf(fill, quantity(total, "entries"), words.becauseLimit()),
          origin,
        },
        ...modeEvidence,
      ],
      remedies: [growPool],
    };
  };
  return [
    of(pool.dataUsed, pool.dataTotal, true),
    of(pool.metadataUsed, pool.metadataTotal, false),
  ];
}

/** Thin pools: their blocks end while the filesystems in them show room. */
export function thinPoolSuspects({ pools }: Readings): readonly Suspect[] {
  return pools.status === "read" ? pools.value.flatMap((pool) => poolSuspects(pool, pools)) : [];
}

/** Directories whose index was full, as the kernel's log tells. Whether they still are, it does not. */
export function directorySuspects({ log }: Readings): readonly Suspect[] {
  if (log.status !== "read") return [];
  const { records } = log.value;
  const boot = records.at(-1)?.boot ?? 0;
  const byDevice = Map.groupBy(
    records.filter((record) => record.boot === boot && INDEX_FULL.test(record.text)),
    ({ text }) => INDEX_FULL.exec(text)?.[1] ?? "",
  );
  return [...byDevice].flatMap(([device, said]): Suspect[] => {
    const last = said.at(-1);
    if (last === undefined) return [];
    return [
      {
        cause: "directory-index-full",
        subject: { kind: "filesystem", name: device },
        fill: 0.9,
        says: words.directory({ device }),
        evidence: [
          {
            label: words.logLabel(),
            says: words.logSays({ count: said.length, text: last.text }),
            observed: quantity(said.length, "events"),
            origin: originAt(log, { line: last.line }),
          },
        ],
        remedies: [allowLargeDirectories(device)],
      },
    ];
  });
}

/** How much of a btrfs no chunk has yet: evidence beside what statfs(2) tells. */
export function btrfsEvidence({ allocation, devices }: Readings): readonly Evidence[] {
  if (allocation.status !== "read" || devices.status !== "read") return [];
  return [...allocation.value].flatMap(([uuid, kinds]): Evidence[] => {
    const size = devices.value.get(uuid);
    const metadata = kinds.get("metadata");
    if (size === undefined || metadata === undefined) return [];
    const set = [...kinds.values()].reduce((sum, kind) => sum + kind.allocated, 0n);
    const left = size > set ? size - set : 0n;
    return [
      {
        label: words.chunksLabel(),
        says: words.chunksSays({ bytes: bytes(left), uuid }),
        observed: bytes(left),
        origin: allocation.origin,
      },
      {
        label: words.metadataLabel(),
        says: words.metadataSays({
          used: bytes(metadata.used),
          allocated: bytes(metadata.allocated),
        }),
        observed: bytes(metadata.used),
        origin: allocation.origin,
      },
    ];
  });
}
