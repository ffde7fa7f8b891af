import type { ReadingsOf } from "#contract/fact.ts";
import type { Says } from "#contract/message.ts";
import { quantity, ratio, type Unit } from "#contract/quantity.ts";
import { type Origin, originAt, type Reading } from "#contract/reading.ts";
import type { Remedy } from "#contract/remedy.ts";
import type { Subject } from "#contract/verdict.ts";
import { words } from "./messages.ts";
import type { needs } from "./needs.ts";
import { dropCaches, raise } from "./remedy.ts";
import { limitOf, type Suspect } from "./suspect.ts";

type Readings = ReadingsOf<typeof needs>;

const HOST: Subject = { kind: "host", name: "host" };
/** The kernel numbers memory control groups with 16 bits (linux mm/memcontrol.c MEM_CGROUP_ID_MAX). */
const MEMORY_CGROUPS = 65_535n;

interface Resource {
  readonly cause: string;
  readonly subject?: Subject;
  readonly what: Says;
  readonly used: bigint;
  readonly limit: bigint;
  readonly unit: Unit;
  readonly origin: Origin;
  readonly remedies: readonly Remedy[];
}

function suspectOf(resource: Resource): Suspect {
  const { cause, subject = HOST, what, used, limit, unit, origin, remedies } = resource;
  // Limits near 2^64 mean none.
  const fill = limit === 0n ? 0 : Number((used * 1_000_000n) / limit) / 1_000_000;
  const [observed, most] = [quantity(used, unit), quantity(limit, unit)];
  const slots = { used: observed, limit: most, fill: ratio(fill) };
  return {
    cause,
    subject,
    fill,
    says: words.resource({ what, ...slots }),
    evidence: [
      {
        label: what,
        says: words.usedSays(slots),
        observed,
        limit: limitOf(fill, most, words.becauseLimit()),
        origin,
      },
    ],
    remedies,
  };
}

/** Both sides of a comparison, or nothing. */
function both<A, B, T>(
  a: Reading<A>,
  b: Reading<B>,
  make: (a: A, b: B, origin: Origin) => T[],
): T[] {
  return a.status === "read" && b.status === "read" ? make(a.value, b.value, a.origin) : [];
}

/** At SEMMNI, SEMMNS, SHMMNI, SHMALL and MSGMNI the calls that make them return ENOSPC. */
function systemV({ sem, semLimits, shm, shmall, shmmni, msg, msgmni }: Readings): Resource[] {
  const common = { cause: "sysv-ipc-exhausted", unit: "entries" } as const;
  const path = "/proc/sys/kernel";
  return [
    ...both(sem, semLimits, (use, limits, origin): Resource[] => [
      {
        ...common,
        what: words.semaphoreSets(),
        used: BigInt(use.sets),
        limit: limits.sets,
        origin,
        remedies: raise(`${path}/sem`, limits.all, 3, "ipcs -s"),
      },
      {
        ...common,
        what: words.semaphores(),
        used: BigInt(use.semaphores),
        limit: limits.semaphores,
        origin,
        remedies: raise(`${path}/sem`, limits.all, 1, "ipcs -s"),
      },
    ]),
    ...both(shm, shmmni, (use, limit, origin): Resource[] => [
      {
        ...common,
        what: words.segments(),
        used: BigInt(use.segments),
        limit,
        origin,
        remedies: raise(`${path}/shmmni`, [limit], 0, "ipcs -m -p"),
      },
    ]),
    ...both(shm, shmall, (use, limit, origin): Resource[] => [
      {
        ...common,
        what: words.sharedPages(),
        used: BigInt(Math.ceil(use.bytes / PAGE_BYTES)),
        limit,
        unit: "pages",
        origin,
        remedies: raise(`${path}/shmall`, [limit], 0, "ipcs -m -p"),
      },
    ]),
    ...both(msg, msgmni, (used, limit, origin): Resource[] => [
      {
        ...common,
        what: words.queues(),
        used: BigInt(used),
        limit,
        origin,
        remedies: raise(`${path}/msgmni`, [limit], 0, "ipcs -q -p"),
      },
    ]),
  ];
}

/** Of the architectures that most hosts have; larger pages make the share smaller. */
const PAGE_BYTES = 4096;

function terminals({ pty }: Readings): Resource[] {
  if (pty.status !== "read") return [];
  const { used, max, reserved } = pty.value;
  if (used === null || max === null) return [];
  const limit = BigInt(Math.max(0, max - (reserved ?? 0)));
  return [
    {
      cause: "pseudo-terminals-exhausted",
      what: words.terminals(),
      used: BigInt(used),
      limit,
      unit: "entries",
      origin: { ...pty.origin, source: "/proc/sys/kernel/pty/nr" },
      remedies: raise("/proc/sys/kernel/pty/max", [BigInt(max)], 0, "lsof /dev/ptmx"),
    },
  ];
}

function queues({ mqueue, queuesMax }: Readings): Resource[] {
  return both(mqueue, queuesMax, (used, limit, origin) => [
    {
      cause: "message-queues-exhausted",
      what: words.mqueues(),
      used: BigInt(used),
      limit,
      unit: "entries",
      origin,
      remedies: raise("/proc/sys/fs/mqueue/queues_max", [limit], 0, "ls -lt /dev/mqueue"),
    },
  ]);
}

function controlGroups({ cgroups }: Readings): Resource[] {
  const used = cgroups.status === "read" ? cgroups.value.get("memory") : undefined;
  if (used === undefined) return [];
  return [
    {
      cause: "memory-cgroups-exhausted",
      what: words.memoryCgroups(),
      used: BigInt(used),
      limit: MEMORY_CGROUPS,
      unit: "entries",
      origin: cgroups.origin,
      remedies: [dropCaches],
    },
  ];
}

/** Another error (EDQUOT), in the same words for many: “disk quota exceeded”. */
function keys({ keyUsers }: Readings): Resource[] {
  if (keyUsers.status !== "read") return [];
  return keyUsers.value.flatMap(
    ({ uid, keys: used, maxKeys, bytes, maxBytes, line }): Resource[] => {
      const origin = originAt(keyUsers, { line });
      const prefix = uid === 0 ? "root_" : "";
      const path = `/proc/sys/kernel/keys/${prefix}`;
      const common = {
        cause: "keyring-quota",
        subject: { kind: "user", name: String(uid) },
        origin,
      } as const;
      return [
        {
          ...common,
          what: words.keys({ uid: String(uid) }),
          used: BigInt(used),
          limit: BigInt(maxKeys),
          unit: "entries",
          remedies: raise(`${path}maxkeys`, [BigInt(maxKeys)], 0, "cat /proc/key-users /proc/keys"),
        },
        {
          ...common,
          what: words.keyBytes({ uid: String(uid) }),
          used: BigInt(bytes),
          limit: BigInt(maxBytes),
          unit: "bytes",
          remedies: raise(
            `${path}maxbytes`,
            [BigInt(maxBytes)],
            0,
            "cat /proc/key-users /proc/keys",
          ),
        },
      ];
    },
  );
}

/** What the kernel counts against a limit of its own, without any filesystem. */
export function kernelSuspects(readings: Readings): readonly Suspect[] {
  const resources = [
    ...systemV(readings),
    ...queues(readings),
    ...terminals(readings),
    ...controlGroups(readings),
    ...keys(readings),
  ];
  return resources.map(suspectOf);
}
