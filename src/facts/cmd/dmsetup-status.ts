import { commandFact, type Fact } from "#contract/fact.ts";
import { count, fields } from "#text/fields.ts";

/** A thin pool of the device mapper, in blocks. */
export interface ThinPool {
  readonly name: string;
  readonly metadataUsed: number;
  readonly metadataTotal: number;
  readonly dataUsed: number;
  readonly dataTotal: number;
  /** `rw`, `ro` or `out_of_data_space`; null if it is not told. */
  readonly mode: string | null;
  /** 1-based. */
  readonly line: number;
}

const USE = /^(\d+)\/(\d+)$/;

function usage(text: string | undefined): [number, number] | null {
  const [, used, total] = USE.exec(text ?? "") ?? [];
  const [a, b] = [count(used), count(total)];
  return a === null || b === null ? null : [a, b];
}

function poolFrom(row: string, line: number): ThinPool | null {
  const colon = row.indexOf(": ");
  const words = fields(row.slice(colon + 1));
  const at = words.indexOf("thin-pool");
  const [metadata, data] = [usage(words[at + 2]), usage(words[at + 3])];
  if (colon < 0 || metadata === null || data === null) return null;
  return {
    name: row.slice(0, colon),
    metadataUsed: metadata[0],
    metadataTotal: metadata[1],
    dataUsed: data[0],
    dataTotal: data[1],
    mode: words.slice(at + 4).find((word) => /^(rw|ro|out_of_data_space)$/.test(word)) ?? null,
    line,
  };
}

/**
 * `dmsetup status`: thin pools among the targets of the device mapper. A pool that failed says `Fail` and no numbers,
 * and is told as an oddity.
 */
const dmsetupStatus: Fact<readonly ThinPool[]> = commandFact({
  id: "cmd/dmsetup-status",
  argv: ["dmsetup", "status"],
  when: { exists: "/sys/block/dm-0" },
  scope: "host",
  privilege: "CAP_SYS_ADMIN",
  limitSeconds: 5,
  spec: ["dmsetup(8)", "linux Documentation/admin-guide/device-mapper/thin-provisioning.rst"],
  parse(text, note) {
    const pools: ThinPool[] = [];
    for (const [index, row] of text.split("\n").entries()) {
      if (!/ thin-pool( |$)/.test(row)) continue;
      const pool = poolFrom(row, index + 1);
      if (pool) pools.push(pool);
      else note({ line: index + 1, text: row.slice(0, 80) });
    }
    return pools;
  },
});

export default dmsetupStatus;
