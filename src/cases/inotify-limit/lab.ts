import { join } from "node:path";
import type { Bench } from "#lab/bench.ts";
import { expectAbsent, expectFinding, expectUnknown, findingsOf } from "#lab/judge.ts";
import { defineLab, type LabVariant, program, root } from "#lab/lab.ts";
import { labProgram } from "#lab/programs.ts";
import type { Room } from "#lab/room.ts";

interface Watching {
  readonly instances: number;
  readonly watches: number;
}

/** A program that wants so many, and gets what it may. @returns what it got, as `instances watches`. */
async function watch(bench: Bench, room: Room, { instances, watches }: Watching): Promise<string> {
  const ready = join(bench.directory, `ready-${instances}-${watches}`);
  const tree = bench.makeDirectory(`watched-${instances}-${watches}`);
  room.start(...labProgram("watch-files", instances, watches, tree, ready));
  await bench.until("the files are watched", () => Bun.file(ready).exists());
  return Bun.file(ready).text();
}

/** A user namespace with limits of its own: those of the machine stay as they are. */
async function limited(
  bench: Bench,
  limits: { readonly watches?: number; readonly instances?: number },
): Promise<Room> {
  const room = await bench.room("user");
  for (const [name, value] of Object.entries(limits))
    await room.run("sh", "-c", `echo ${value} >/proc/sys/user/max_inotify_${name}`);
  return room;
}

const requires = [root, { kind: "file", path: "/proc/sys/user/max_inotify_watches" }] as const;
const got = (expected: string, found: string): string[] =>
  found === expected ? [] : [`expected the kernel to give ${expected}, it gave ${found}`];

const watchesFull: LabVariant = {
  id: "watches-exhausted",
  kind: "fault",
  says: {
    en: "a program watches directories until the kernel answers ENOSPC (50 allowed)",
    zh: "程序不断添加监视，直到内核返回 ENOSPC（上限 50）",
  },
  requires,
  async up(bench) {
    const room = await limited(bench, { watches: 50 });
    const given = await watch(bench, room, { instances: 1, watches: 80 });
    return {
      room,
      judge(report) {
        const observed = findingsOf(report)[0]?.evidence[0]?.observed;
        const counted = typeof observed === "object" ? observed.value : null;
        return [
          ...got("1 50", given),
          ...expectFinding(report, { cause: "watches-exhausted", subject: "0" }),
          ...(counted === 50 ? [] : [`expected 50 watches, found ${counted}`]),
        ];
      },
    };
  },
};

const instancesFull: LabVariant = {
  id: "instances-exhausted",
  kind: "fault",
  says: {
    en: "two programs make inotify instances until the kernel answers EMFILE (10 allowed)",
    zh: "两个程序不断创建 inotify 实例，直到内核返回 EMFILE（上限 10）",
  },
  requires,
  async up(bench) {
    const room = await limited(bench, { instances: 10 });
    await watch(bench, room, { instances: 6, watches: 3 });
    const given = await watch(bench, room, { instances: 7, watches: 3 });
    return {
      room,
      judge: (report) => [
        ...got("4 3", given),
        ...expectFinding(report, { cause: "instances-exhausted", subject: "0" }),
      ],
    };
  },
};

const watchesNear: LabVariant = {
  id: "watches-near-limit",
  kind: "fault",
  says: { en: "a program watches 88 of 100 directories", zh: "程序监视了 88 个目录，上限 100" },
  requires,
  async up(bench) {
    const room = await limited(bench, { watches: 100 });
    await watch(bench, room, { instances: 1, watches: 88 });
    return {
      room,
      judge: (report) =>
        expectFinding(report, { kind: "latent", cause: "watches-exhausted", subject: "0" }),
    };
  },
};

const manyWatches: LabVariant = {
  id: "many-watches",
  kind: "look-alike",
  says: {
    en: "a program watches 3000 directories, far below the limit",
    zh: "程序监视了 3000 个目录，远低于上限",
  },
  requires,
  async up(bench) {
    await watch(bench, await bench.room("mount"), { instances: 2, watches: 3000 });
    return { judge: expectAbsent };
  },
};

const fullElsewhere: LabVariant = {
  id: "inherited-instances",
  kind: "look-alike",
  says: {
    en: "120 processes inherit one instance: it is one, and charged once",
    zh: "120 个进程继承同一个 inotify 实例：只算一个",
  },
  requires,
  async up(bench) {
    const room = await bench.room("mount");
    const ready = join(bench.directory, "ready-inherited");
    const tree = bench.makeDirectory("watched-inherited");
    room.start(...labProgram("share-watches", 120, tree, ready));
    await bench.until("the files are watched", () => Bun.file(ready).exists());
    return { judge: expectAbsent };
  },
};

/** What counts inside is not told from above. */
const fullBelow: LabVariant = {
  id: "full-below",
  kind: "blind",
  says: {
    en: "a user namespace with a limit of its own is full, and the host above it has room",
    zh: "某个用户命名空间自身的上限已满，而上层主机仍有余量",
  },
  requires: [...requires, program("nsenter")],
  async up(bench) {
    const room = await limited(bench, { watches: 50 });
    const given = await watch(bench, room, { instances: 1, watches: 80 });
    return {
      judge: (report) => [...got("1 50", given), ...expectUnknown(report, "walk/user-limits")],
    };
  },
};

const idle: LabVariant = {
  id: "few-watches",
  kind: "healthy",
  says: { en: "a program watches ten directories", zh: "程序监视了 10 个目录" },
  requires,
  async up(bench) {
    await watch(bench, await bench.room("mount"), { instances: 1, watches: 10 });
    return { judge: expectAbsent };
  },
};

export default defineLab({
  case: "inotify-limit",
  variants: [watchesFull, instancesFull, watchesNear, manyWatches, fullElsewhere, fullBelow, idle],
});
