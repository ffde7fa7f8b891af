import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "No space left on device: what is full?",
      zh: "报 No space left on device：到底是什么满了",
    },
    patterns: [
      "No space left on device",
      "ENOSPC",
      "errno 28",
      "[Errno 28]",
      "error 28",
      "os error 28",
    ],
  },
  {
    says: {
      en: "The disk is full: df shows 100% used and writes fail",
      zh: "磁盘满：df 显示 100%，写入失败",
    },
    patterns: [
      "disk full",
      "Disk quota exceeded",
      "write failed, filesystem is full",
      "could not write to file",
      "could not extend file",
    ],
  },
  {
    says: {
      en: "/dev/shm or another tmpfs is full: could not resize shared memory segment",
      zh: "/dev/shm 或其他 tmpfs 已满：could not resize shared memory segment",
    },
    patterns: [
      "could not resize shared memory segment",
      "bus error in shared memory",
      "unable to write to file </torch",
      "insufficient shared memory (shm)",
    ],
  },
  {
    says: {
      en: "semget, shmget or msgget fails: a database or httpd cannot start for lack of semaphores",
      zh: "semget、shmget、msgget 失败：数据库或 httpd 因信号量不足无法启动",
    },
    patterns: [
      "could not create semaphores: No space left on device",
      "could not create shared memory segment: No space left on device",
      "semget",
      "AH00023: Couldn't create the mpm-accept mutex",
      "SEMMNI",
      "kernel.sem",
    ],
  },
  {
    says: {
      en: "ssh or docker exec -t cannot open a terminal: PTY allocation request failed, no space left on device",
      zh: "ssh 或 docker exec -t 无法打开终端：PTY allocation request failed",
    },
    patterns: [
      "PTY allocation request failed",
      "openpty: out of pty",
      "/dev/ptmx: no space left",
      "open /dev/ptmx",
    ],
  },
  {
    says: {
      en: "mkdir in a cgroup fails: no space left on device, although few containers run (dying memory cgroups)",
      zh: "创建 cgroup 目录报 no space left on device，而运行的容器不多（已删除的内存 cgroup 未释放）",
    },
    patterns: [
      "mkdir /sys/fs/cgroup/memory",
      "cgroup: no space left on device",
      "failed to create cgroup: no space left",
      "applying cgroup configuration for process caused",
    ],
  },
  {
    says: {
      en: "A thin pool or btrfs is out of space although df shows plenty",
      zh: "精简池（thin pool）或 btrfs 报空间不足，而 df 显示充足",
    },
    patterns: [
      "out-of-data-space mode",
      "reached low water mark for data device",
      "Thin Pool has",
      "btrfs: no space left",
      "enospc debug",
    ],
  },
  {
    says: {
      en: "Only one directory refuses new files: ext4 directory index full",
      zh: "只有一个目录无法新建文件：ext4 目录索引已满",
    },
    patterns: ["ext4_dx_add_entry", "Directory index full", "reach max htree level"],
  },
  {
    says: {
      en: "runc says disk quota exceeded: unable to join session keyring",
      zh: "runc 报 disk quota exceeded：unable to join session keyring",
    },
    patterns: [
      "join session keyring",
      "unable to create session key: disk quota exceeded",
      "could not create session key",
    ],
  },
];
