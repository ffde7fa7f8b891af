import type { Bench } from "#lab/bench.ts";
import { mountDisk } from "#lab/disk.ts";
import { expectAbsent, expectFinding, expectNoFinding, findingsOf } from "#lab/judge.ts";
import { defineLab, type LabVariant, program, root } from "#lab/lab.ts";
import type { Room } from "#lab/room.ts";

const requires = [
  root,
  program("mkfs.ext4"),
  program("setpriv"),
  { kind: "file", path: "/dev/loop-control" },
] as const;
/** nobody(4) of every distribution. */
const NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
const FILL =
  'dd if=/dev/zero of="$1/fill" bs=1M 2>/dev/null; dd if=/dev/zero of="$1/rest" bs=4k 2>/dev/null; true';

async function fill(room: Room, path: string, as: readonly string[] = []): Promise<void> {
  await room.run(...as, "sh", "-c", FILL, "sh", path);
}

/** What the kernel answers to one more block, or one more set. */
const answerOf = (room: Room, ...words: readonly string[]): Promise<string> =>
  room.run("sh", "-c", 'LC_ALL=C "$@" 2>&1 || true', "sh", ...words);

const refused = (answer: string): string[] =>
  answer.includes("No space left on device") ? [] : [`expected ENOSPC, the kernel said: ${answer}`];

const filesystemFull: LabVariant = {
  id: "filesystem-full",
  kind: "fault",
  says: { en: "an ext4 written full, without a reserve", zh: "写满的 ext4，没有保留块" },
  requires,
  async up(bench) {
    const room = await bench.room("mount");
    const disk = await mountDisk(bench, room, { name: "full", mebibytes: 64, words: ["-m", "0"] });
    await fill(room, disk.path);
    const answer = await answerOf(
      room,
      "dd",
      "if=/dev/zero",
      `of=${disk.path}/more`,
      "bs=4k",
      "count=9",
    );
    return {
      judge: (report) => [
        ...refused(answer),
        ...expectFinding(report, { cause: "filesystem-full", subject: disk.path }),
      ],
    };
  },
};

const reserved: LabVariant = {
  id: "reserved-blocks-left",
  kind: "fault",
  says: {
    en: "a user fills an ext4 up to what is reserved for root",
    zh: "普通用户把 ext4 写到只剩为 root 保留的块",
  },
  requires,
  async up(bench) {
    const room = await bench.room("mount");
    const disk = await mountDisk(bench, room, {
      name: "reserved",
      mebibytes: 64,
      words: ["-m", "10"],
    });
    await room.run("chmod", "777", disk.path);
    await fill(room, disk.path, NOBODY);
    const more = ["dd", "if=/dev/zero", `of=${disk.path}/more`, "bs=64k", "count=9"];
    const answer = await answerOf(room, ...NOBODY, ...more);
    return {
      judge: (report) => [
        ...refused(answer),
        ...expectFinding(report, { cause: "reserved-blocks-left", subject: disk.path }),
      ],
    };
  },
};

const memoryFull: LabVariant = {
  id: "tmpfs-full",
  kind: "fault",
  says: { en: "a tmpfs of 8 MiB written full", zh: "写满的 8 MiB tmpfs" },
  requires: [root],
  async up(bench) {
    const room = await bench.room("mount");
    const path = bench.makeDirectory("shm");
    await room.run("mount", "-t", "tmpfs", "-o", "size=8M", "tmpfs", path);
    await fill(room, path);
    return {
      judge(report) {
        const finding = findingsOf(report).find(({ subject }) => subject.name === path);
        const step = JSON.stringify(finding?.remedies[0]?.steps[0] ?? {});
        return [
          ...expectFinding(report, { cause: "filesystem-full", subject: path }),
          ...(step.includes("remount,size=16777216") ? [] : [`expected a remount, found ${step}`]),
        ];
      },
    };
  },
};

/** An IPC namespace has limits of its own: those of the machine stay as they are. */
async function semaphores(bench: Bench, limit: number, sets: number): Promise<Room> {
  const room = await bench.room("ipc");
  await room.run("sh", "-c", `echo "32000 1024000000 500 ${limit}" >/proc/sys/kernel/sem`);
  for (let made = 0; made < sets; made++) await room.run("ipcmk", "--semaphore", "1");
  return room;
}

const semaphoresFull: LabVariant = {
  id: "semaphores-exhausted",
  kind: "fault",
  says: {
    en: "as many semaphore sets as the IPC namespace may have",
    zh: "信号量集数达到 IPC 命名空间的上限",
  },
  requires: [root, program("ipcmk")],
  async up(bench) {
    const room = await semaphores(bench, 20, 20);
    const answer = await answerOf(room, "ipcmk", "--semaphore", "1");
    return {
      room,
      judge(report) {
        const step = JSON.stringify(findingsOf(report)[0]?.remedies[0]?.steps[0] ?? {});
        return [
          ...refused(answer),
          ...expectFinding(report, { cause: "sysv-ipc-exhausted", subject: "host" }),
          ...(step.includes('"32000 1024000000 500 40"')
            ? []
            : [`expected SEMMNI 40, found ${step}`]),
        ];
      },
    };
  },
};

const inodesFull: LabVariant = {
  id: "inodes-full",
  kind: "look-alike",
  says: { en: "an ext4 with space and without inodes", zh: "ext4 有空间但没有 inode" },
  requires,
  async up(bench) {
    const room = await bench.room("mount");
    const disk = await mountDisk(bench, room, {
      name: "inodes",
      mebibytes: 64,
      words: ["-N", "512"],
    });
    const make = 'cd "$1" && seq 600 | xargs touch 2>/dev/null || true';
    await room.run("sh", "-c", make, "sh", disk.path);
    return {
      judge: (report) => [...expectAbsent(report), ...expectNoFinding(report, /inodes/)],
    };
  },
};

const readOnly: LabVariant = {
  id: "read-only-image",
  kind: "look-alike",
  says: {
    en: "a read-only filesystem has no room, and nobody wants any there",
    zh: "只读文件系统没有剩余空间，但也没有人要写入",
  },
  requires,
  async up(bench) {
    const room = await bench.room("mount");
    const disk = await mountDisk(bench, room, { name: "image", mebibytes: 32, words: ["-m", "0"] });
    await fill(room, disk.path);
    await room.run("mount", "-o", "remount,ro", disk.path);
    return { judge: expectAbsent };
  },
};

const room: LabVariant = {
  id: "plenty",
  kind: "healthy",
  says: {
    en: "half a filesystem and a few semaphores in use",
    zh: "文件系统用了一半，信号量用了几个",
  },
  requires: [...requires, program("ipcmk")],
  async up(bench) {
    const mounts = await bench.room("mount");
    const disk = await mountDisk(bench, mounts, { name: "half", mebibytes: 64 });
    await mounts.run("fallocate", "-l", "30M", `${disk.path}/half`);
    return { room: await semaphores(bench, 100, 5), judge: expectAbsent };
  },
};

export default defineLab({
  case: "space-exhaustion",
  variants: [filesystemFull, reserved, memoryFull, semaphoresFull, inodesFull, readOnly, room],
});
