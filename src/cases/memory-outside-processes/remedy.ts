import { bytes } from "#contract/quantity.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import type { Remedy, Step } from "#contract/remedy.ts";
import type { SocketOwner } from "#facts/walk/socket-owners.ts";
import type { TmpfsUsage } from "#facts/walk/tmpfs-usage.ts";
import type { Pool } from "./pool.ts";
import { remedyWords as words } from "./remedy-messages.ts";
import type { Sight } from "./sight.ts";
import type { ProtocolMemory } from "./sockets.ts";

type Advice = Pick<Remedy, "id" | "risk" | "says"> & { readonly advise: Step["says"] };

/** A plan for a person: nothing is run. */
const advice = ({ id, risk, says, advise }: Advice): Remedy => ({
  id,
  risk,
  lasts: "once",
  says,
  steps: [{ kind: "advise", says: advise }],
});

/** Room for the marks to rise: only where most of the memory is still available. */
const ROOMY = 0.5;
const RAISE = 2;

function raiseLimits({ books }: Sight, pressed: ProtocolMemory | null): Remedy[] {
  if (!pressed?.limits || books.available.bytes < ROOMY * books.total) return [];
  const { low, pressure, max } = pressed.limits;
  const name = pressed.protocol === "TCP" ? "tcp_mem" : "udp_mem";
  const marks = (factor: number): string =>
    [low, pressure, max].map((mark) => Math.round(mark * factor)).join("\t");
  return [
    {
      id: `raise-${name.replace("_", "-")}`,
      risk: "degrades",
      lasts: "until-reboot",
      says: words.raiseMarks({ name }),
      steps: [
        {
          kind: "write",
          path: `/proc/sys/net/ipv4/${name}`,
          value: marks(RAISE),
          previous: marks(1),
          says: words.raiseMarksStep({ amount: bytes(max * RAISE * books.pageSize) }),
        },
      ],
    },
  ];
}

export function socketRemedies(
  sight: Sight,
  pressed: ProtocolMemory | null,
  owner: SocketOwner | null,
): Remedy[] {
  const pid = owner?.pid ?? null;
  const find =
    owner === null || pid === null
      ? words.findReaderStep()
      : words.restartReaderStep({ comm: owner.comm, pid: `${pid}` });
  return [
    advice({ id: "find-the-reader", risk: "interrupts", says: words.findReader(), advise: find }),
    ...raiseLimits(sight, pressed),
    advice({
      id: "cap-socket-buffers",
      risk: "degrades",
      says: words.capBuffers(),
      advise: words.capBuffersStep(),
    }),
  ];
}

export const unaccountedRemedies = (): Remedy[] => [
  advice({
    id: "find-the-owner",
    risk: "none",
    says: words.findOwner(),
    advise: words.findOwnerStep(),
  }),
];

export function slabRemedies(cache: string | null): Remedy[] {
  const advise = cache === null ? words.slabOwnerStep() : words.slabCacheStep({ cache });
  return [advice({ id: "find-the-allocator", risk: "none", says: words.slabOwner(), advise })];
}

/** A path under which root reaches a mount point, also one of another mount namespace. */
export const reachablePath = ({ ofHost, pid, mountPoint }: TmpfsUsage): string =>
  ofHost ? mountPoint : `/proc/${pid}/root${mountPoint}`;

export function tmpfsRemedies(mount: TmpfsUsage | null): Remedy[] {
  const advise =
    mount === null ? words.deleteFilesStep() : words.deleteFilesIn({ mount: reachablePath(mount) });
  const remedy = advice({
    id: "delete-files",
    risk: "loses-data",
    says: words.deleteFiles(),
    advise,
  });
  // Another mount namespace's path means something else here.
  if (mount === null || !mount.ofHost) return [remedy];
  const remount = (size: number): readonly [string, ...string[]] => [
    "mount",
    "-o",
    `remount,size=${size}`,
    mount.mountPoint,
  ];
  return [
    remedy,
    {
      id: "stop-growth",
      risk: "degrades",
      lasts: "until-restart",
      says: words.stopGrowth({ mount: mount.mountPoint }),
      steps: [
        {
          kind: "run",
          argv: remount(mount.used),
          undo: remount(mount.size),
          says: words.stopGrowthStep({ size: bytes(mount.used) }),
        },
      ],
    },
  ];
}

function giveBack({ path, total, surplus, unused, pageSize }: Pool): Step[] {
  const set = Math.max(0, total - surplus);
  const rest = Math.max(0, set - unused);
  if (path === null || rest === set) return [];
  return [
    {
      kind: "write",
      path,
      value: `${rest}`,
      previous: `${set}`,
      says: words.giveBackStep({ amount: bytes((set - rest) * pageSize) }),
    },
  ];
}

export function hugePageRemedies(pools: readonly Pool[]): Remedy[] {
  const steps = nonEmpty(pools.flatMap(giveBack));
  const keep = advice({
    id: "size-the-pool",
    risk: "interrupts",
    says: words.sizePool(),
    advise: words.sizePoolStep(),
  });
  if (!steps) return [keep];
  return [
    { id: "give-back-unused", risk: "none", lasts: "until-reboot", says: words.giveBack(), steps },
    keep,
  ];
}

export const pageTableRemedies = (): Remedy[] => [
  advice({
    id: "use-huge-pages",
    risk: "interrupts",
    says: words.fewerTables(),
    advise: words.fewerTablesStep(),
  }),
];

export const vmallocRemedies = (): Remedy[] => [
  advice({
    id: "find-the-caller",
    risk: "none",
    says: words.vmallocCaller(),
    advise: words.vmallocCallerStep(),
  }),
];

export const percpuRemedies = (): Remedy[] => [
  advice({
    id: "count-the-owners",
    risk: "none",
    says: words.percpuOwners(),
    advise: words.percpuOwnersStep(),
  }),
];
