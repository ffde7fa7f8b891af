import type { Bench } from "#lab/bench.ts";
import { type Disk, mountDisk } from "#lab/disk.ts";
import { expectAbsent, expectFinding, expectNoFinding, findingsOf } from "#lab/judge.ts";
import { defineLab, type LabVariant, program, root } from "#lab/lab.ts";
import type { Room } from "#lab/room.ts";

const requires = [root, program("mkfs.ext4"), { kind: "file", path: "/dev/loop-control" }] as const;

/** Makes empty files until there are so many, or the kernel refuses. */
async function fill(room: Room, directory: string, count: number): Promise<void> {
  const script = `mkdir -p "$1" && cd "$1" && seq ${count} | xargs touch 2>/dev/null || true`;
  await room.run("sh", "-c", script, "sh", directory);
}

/** What the kernel answers to one more file. */
async function oneMore(room: Room, path: string): Promise<string> {
  return (
    await room.run("sh", "-c", 'LC_ALL=C touch "$1/one-more" 2>&1 || true', "sh", path)
  ).trim();
}

async function small(bench: Bench, room: Room): Promise<Disk> {
  return mountDisk(bench, room, { name: "few-inodes", mebibytes: 64, words: ["-N", "2048"] });
}

const refused = (answer: string): string[] =>
  answer.includes("No space left on device") ? [] : [`expected ENOSPC, the kernel said: ${answer}`];

const ext4Full: LabVariant = {
  id: "ext4-full",
  kind: "fault",
  says: {
    en: "an ext4 with 2048 inodes, all in use, and free space",
    zh: "ext4 共 2048 个 inode，已全部用完，空间仍有剩余",
  },
  requires,
  async up(bench) {
    const room = await bench.room("mount");
    const disk = await small(bench, room);
    await fill(room, `${disk.path}/spool/maildrop`, 1500);
    await fill(room, `${disk.path}/other`, 2048);
    const answer = await oneMore(room, disk.path);
    return {
      judge(report) {
        const told = JSON.stringify(
          findingsOf(report).find(({ subject }) => subject.name === disk.path) ?? {},
        );
        const isNamed =
          told.includes('"path":"/spool/maildrop"') && told.includes('"entries":1500');
        return [
          ...refused(answer),
          ...expectFinding(report, { cause: "filesystem-out-of-inodes", subject: disk.path }),
          ...(isNamed ? [] : [`expected /spool/maildrop with 1500 entries, found ${told}`]),
        ];
      },
    };
  },
};

const tmpfsFull: LabVariant = {
  id: "tmpfs-full",
  kind: "fault",
  says: {
    en: "a tmpfs of 500 inodes, all in use",
    zh: "tmpfs 共 500 个 inode，已全部用完",
  },
  requires: [root],
  async up(bench) {
    const room = await bench.room("mount");
    const path = bench.makeDirectory("memory");
    await room.run("mount", "-t", "tmpfs", "-o", "nr_inodes=500,size=64M", "tmpfs", path);
    await fill(room, `${path}/cache`, 600);
    const answer = await oneMore(room, path);
    return {
      judge(report) {
        const finding = findingsOf(report).find(({ subject }) => subject.name === path);
        const step = JSON.stringify(finding?.remedies[0]?.steps[0] ?? {});
        const isUndone =
          step.includes("remount,nr_inodes=1000") && step.includes("remount,nr_inodes=500");
        return [
          ...refused(answer),
          ...expectFinding(report, { cause: "filesystem-out-of-inodes", subject: path }),
          ...(isUndone ? [] : [`expected a remount and the way back, found ${step}`]),
        ];
      },
    };
  },
};

const near: LabVariant = {
  id: "ext4-near",
  kind: "fault",
  says: { en: "nine tenths of the inodes are in use", zh: "inode 已用九成" },
  requires,
  async up(bench) {
    const room = await bench.room("mount");
    const disk = await small(bench, room);
    await fill(room, `${disk.path}/many`, 1850);
    return {
      judge: (report) =>
        expectFinding(report, {
          kind: "latent",
          cause: "filesystem-out-of-inodes",
          subject: disk.path,
        }),
    };
  },
};

function spaceFull(type: "ext4" | "xfs", mebibytes: number): LabVariant {
  return {
    id: `${type}-space-full`,
    kind: "look-alike",
    says: {
      en: `an ${type} without space: ENOSPC too, and inodes are not the reason`,
      zh: `${type} 的空间用尽：同样报 ENOSPC，但不是 inode 的原因`,
    },
    requires: [...requires, program(`mkfs.${type}`), program("fallocate")],
    async up(bench) {
      const room = await bench.room("mount");
      const disk = await mountDisk(bench, room, { name: "full", mebibytes, type });
      const script =
        'n=0; for size in 64M 16M 4M 1M 64K 4K; do while fallocate -l $size "$1/$n" 2>/dev/null; do n=$((n+1)); done; rm -f "$1/$n"; done';
      await room.run("sh", "-c", script, "sh", disk.path);
      return {
        judge: (report) => [
          ...expectAbsent(report),
          ...expectNoFinding(report, new RegExp(disk.path)),
        ],
      };
    },
  };
}

const manyFiles: LabVariant = {
  id: "many-files",
  kind: "healthy",
  says: { en: "20 000 files, and room for as many again", zh: "有 20 000 个文件，还能再放同样多" },
  requires,
  async up(bench) {
    const room = await bench.room("mount");
    const disk = await mountDisk(bench, room, {
      name: "many",
      mebibytes: 256,
      words: ["-N", "50000"],
    });
    await fill(room, `${disk.path}/files`, 20_000);
    return { judge: expectAbsent };
  },
};

export default defineLab({
  case: "inode-exhaustion",
  variants: [ext4Full, tmpfsFull, near, spaceFull("ext4", 64), spaceFull("xfs", 320), manyFiles],
});
