import type { Report, ReportFinding } from "#contract/report.ts";
import type { Bench } from "#lab/bench.ts";
import { asksNobody } from "#lab/blind.ts";
import { type Disk, mountDisk } from "#lab/disk.ts";
import { expectAbsent, expectFinding, findingsOf } from "#lab/judge.ts";
import { defineLab, program, root, type Stage } from "#lab/lab.ts";
import type { Room } from "#lab/room.ts";

const REQUIRES = [root, program("mkfs.ext4"), program("nsenter"), program("dd")];
const KIBIBYTE = 1024;

interface Scene {
  readonly room: Room;
  readonly disk: Disk;
}

/** An ext4 of a lab's own, mounted where nobody else sees it. */
async function scene(bench: Bench, mebibytes = 400): Promise<Scene> {
  const room = await bench.room("mount");
  return { room, disk: await mountDisk(bench, room, { name: "disk", mebibytes }) };
}

async function write({ room, disk }: Scene, name: string, kibibytes: number): Promise<string> {
  const path = `${disk.path}/${name}`;
  const mebibytes = kibibytes >= KIBIBYTE && kibibytes % KIBIBYTE === 0;
  const [block, count] = mebibytes ? ["1M", kibibytes / KIBIBYTE] : ["1K", kibibytes];
  await room.run(
    "dd",
    "if=/dev/zero",
    `of=${path}`,
    `bs=${block}`,
    `count=${count}`,
    "status=none",
  );
  return path;
}

/** Runs shell words that end in a sleep, and waits until they have said `ready`. */
async function hold(bench: Bench, room: Room, script: string): Promise<void> {
  const mark = `${bench.directory}/ready-${Bun.hash(script)}`;
  room.start("bash", "-c", `${script}; : > '${mark}'; exec sleep infinity`);
  await bench.until("the file is held", () => Bun.file(mark).exists());
}

const finding = (report: Report, cause: string): ReportFinding | undefined =>
  findingsOf(report).find((one) => one.cause === cause);

/** What is wrong with the parts of a balance, in KiB. */
function expectParts(
  report: Report,
  cause: string,
  expected: Readonly<Record<string, number>>,
): string[] {
  const balance = finding(report, cause)?.balance;
  if (!balance) return [`${cause} has no balance`];
  const wrong = Object.entries(expected).flatMap(([key, kibibytes]) => {
    const value = balance.parts.find((part) => part.key === key)?.quantity.value;
    return value === kibibytes * KIBIBYTE
      ? []
      : [`expected ${key} ${kibibytes} KiB, found ${value}`];
  });
  const rest = Number(balance.residual.value);
  return rest === 0 ? wrong : [...wrong, `expected no residual, found ${rest}`];
}

function judgeDeleted(disk: Disk, kibibytes: number): Stage["judge"] {
  return (report) => [
    ...expectFinding(report, { cause: "deleted-but-open", subject: disk.path }),
    ...expectParts(report, "deleted-but-open", { "deleted-but-open": kibibytes }),
  ];
}

async function knownFigures(bench: Bench): Promise<Stage> {
  const stage = await scene(bench);
  const { room, disk } = stage;
  await write(stage, "kept", 30_720);
  const first = await write(stage, "first.log", 51_200);
  const second = await write(stage, "second.log", 52_224);
  // The second is open twice in one process, and once more in another.
  await hold(
    bench,
    room,
    `exec 7>>'${first}' 8>>'${second}' 9<'${second}'; (exec 7>&- 8>&-; exec sleep infinity) & rm '${first}' '${second}'`,
  );
  await room.run("mkdir", `${disk.path}/data`);
  await write(stage, "data/hidden", 20_480);
  await room.run("mount", "-t", "tmpfs", "none", `${disk.path}/data`);
  return {
    room,
    judge: (report) => [
      ...expectFinding(report, { cause: "deleted-but-open", subject: disk.path }),
      ...expectFinding(report, { cause: "hidden-under-mount", subject: disk.path }),
      ...expectParts(report, "deleted-but-open", {
        files: 30_720,
        "deleted-but-open": 103_424,
        "hidden-under-mounts": 20_480,
      }),
    ],
  };
}

async function mappedOnly(bench: Bench): Promise<Stage> {
  const stage = await scene(bench);
  const { room, disk } = stage;
  const path = await write(stage, "mapped", 58_368);
  const mark = `${bench.directory}/mapped-ready`;
  const script = [
    "import mmap, os, sys, time",
    "f = open(sys.argv[1], 'r+b'); m = mmap.mmap(f.fileno(), 0); f.close()",
    "os.unlink(sys.argv[1])",
    // mmap.mmap keeps a descriptor of its own: all but the standard ones are closed.
    "os.closerange(3, 1024)",
    "open(sys.argv[2], 'w').close(); time.sleep(1e6)",
  ].join("\n");
  room.start("python3", "-c", script, path, mark);
  await bench.until("the file is mapped", () => Bun.file(mark).exists());
  return { room, judge: judgeDeleted(disk, 58_368) };
}

async function loopBacked(bench: Bench): Promise<Stage> {
  const stage = await scene(bench);
  const { room, disk } = stage;
  const image = await write(stage, "inner.img", 92_160);
  await room.run("mkfs.ext4", "-q", "-F", "-E", "nodiscard,lazy_itable_init=0", image);
  const inner = bench.makeDirectory("inner");
  await room.run("mount", "-o", "loop", image, inner);
  await room.run("sync", "-f", image);
  // A block or two more than its size: what maps a scattered file lies in blocks too.
  const sectors = Number(await room.run("stat", "-c", "%b", image));
  await room.run("rm", image);
  return { room, judge: judgeDeleted(disk, sectors / 2) };
}

/** As in a container: the file is opened through an overlay whose upper directory lies on the disk. */
async function throughOverlay(bench: Bench): Promise<Stage> {
  const stage = await scene(bench);
  const { room, disk } = stage;
  for (const name of ["lower", "upper", "work", "merged"])
    await room.run("mkdir", `${disk.path}/${name}`);
  const options = `lowerdir=${disk.path}/lower,upperdir=${disk.path}/upper,workdir=${disk.path}/work`;
  await room.run("mount", "-t", "overlay", "overlay", "-o", options, `${disk.path}/merged`);
  const path = await write(stage, "merged/app.log", 40_960);
  await hold(bench, room, `exec 7>>'${path}'; rm '${path}'`);
  return { room, judge: judgeDeleted(disk, 40_960) };
}

/** As an operator sees a container that mounts a disk of its own: from outside of its mount namespace. */
async function otherNamespace(bench: Bench): Promise<Stage> {
  const stage = await scene(bench);
  const { room, disk } = stage;
  const path = await write(stage, "app.log", 40_960);
  await hold(bench, room, `exec 7>>'${path}'; rm '${path}'`);
  return {
    judge: (report) => [
      ...expectFinding(report, {
        cause: "deleted-but-open",
        subject: new RegExp(`^/proc/\\d+/root${disk.path}$`),
      }),
      ...expectParts(report, "deleted-but-open", { "deleted-but-open": 40_960 }),
    ],
  };
}

async function hiddenUnderMount(bench: Bench): Promise<Stage> {
  const stage = await scene(bench);
  const { room, disk } = stage;
  await room.run("mkdir", "-p", `${disk.path}/backup/deep`);
  await write(stage, "backup/deep/old.tar", 71_680);
  // A file that a path still leads to by another name hides nothing.
  const linked = await write(stage, "backup/linked", 20_480);
  await room.run("ln", linked, `${disk.path}/other name`);
  await room.run("mount", "-t", "tmpfs", "none", `${disk.path}/backup`);
  return {
    room,
    judge: (report) => [
      ...expectFinding(report, { cause: "hidden-under-mount", subject: disk.path }),
      ...expectParts(report, "hidden-under-mount", {
        "hidden-under-mounts": 71_680,
        files: 20_480,
      }),
    ],
  };
}

async function filesOnly(bench: Bench): Promise<Stage> {
  const stage = await scene(bench);
  await write(stage, "kept", 102_400);
  return { room: stage.room, judge: expectAbsent };
}

/** Sparse and hard-linked files, a bind mount that shows what another mount covers, and deleted memory files. */
async function lookAlikes(bench: Bench): Promise<Stage> {
  const stage = await scene(bench);
  const { room, disk } = stage;
  const path = await write(stage, "data", 61_440);
  await room.run("truncate", "-s", "5G", `${disk.path}/sparse`);
  await room.run("ln", path, `${disk.path}/link`);
  await room.run("mkdir", `${disk.path}/share`, `${disk.path}/view`);
  await write(stage, "share/shown elsewhere", 40_960);
  await room.run("mount", "--bind", disk.path, `${disk.path}/view`);
  await room.run("mount", "-t", "tmpfs", "none", `${disk.path}/share`);
  const inMemory = `${disk.path}/share/in-memory`;
  await room.run("dd", "if=/dev/zero", `of=${inMemory}`, "bs=1M", "count=60", "status=none");
  const named = `${disk.path}/named (deleted)`;
  await room.run("cp", path, named);
  await hold(bench, room, `exec 7<'${inMemory}' 8<'${named}'; rm '${inMemory}'`);
  return { room, judge: expectAbsent };
}

export default defineLab({
  case: "disk-usage-gap",
  variants: [
    {
      id: "known-figures",
      kind: "fault",
      says: {
        en: "30 720 KiB of files, 103 424 KiB deleted but open, 20 480 KiB under a mount",
        zh: "文件 30 720 KiB，已删除但仍打开 103 424 KiB，挂载点下 20 480 KiB",
      },
      requires: REQUIRES,
      up: knownFigures,
    },
    {
      id: "mapped-only",
      kind: "fault",
      says: {
        en: "a deleted file that is only mapped into memory",
        zh: "已删除的文件仅存在内存映射",
      },
      requires: [...REQUIRES, program("python3")],
      up: mappedOnly,
    },
    {
      id: "loop-backed",
      kind: "fault",
      says: {
        en: "a deleted file that a loop device keeps",
        zh: "已删除的文件被 loop 设备占用",
      },
      requires: REQUIRES,
      up: loopBacked,
    },
    {
      id: "through-overlay",
      kind: "fault",
      says: {
        en: "a file deleted inside a container's overlay",
        zh: "在容器的叠加文件系统中删除的文件",
      },
      requires: REQUIRES,
      up: throughOverlay,
    },
    {
      id: "other-namespace",
      kind: "fault",
      says: {
        en: "a deleted file on a disk that only another mount namespace shows",
        zh: "已删除的文件位于只有其他挂载命名空间可见的磁盘",
      },
      requires: REQUIRES,
      up: otherNamespace,
    },
    {
      id: "hidden-under-mount",
      kind: "fault",
      says: { en: "files below a mount point", zh: "挂载点之下的文件" },
      requires: REQUIRES,
      up: hiddenUnderMount,
    },
    {
      id: "files-only",
      kind: "healthy",
      says: { en: "files, and nothing else", zh: "只有普通文件" },
      requires: REQUIRES,
      up: filesOnly,
    },
    {
      id: "look-alikes",
      kind: "look-alike",
      says: {
        en: "sparse and linked files, a bind mount of the same filesystem, deleted files in memory",
        zh: "稀疏文件与硬链接、同一文件系统的绑定挂载、内存中的已删除文件",
      },
      requires: REQUIRES,
      up: lookAlikes,
    },
    asksNobody("walk/deleted-open-files"),
  ],
});
