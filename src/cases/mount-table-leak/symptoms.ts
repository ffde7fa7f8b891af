import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "docker cp fails with no space left on device, and df shows free space and free inodes",
      zh: "docker cp 报 no space left on device，而 df 显示空间和 inode 都有剩余",
    },
    patterns: ["flags: 0x5000: no space left on device"],
  },
  {
    says: {
      en: "docker run fails: error creating overlay mount: no space left on device",
      zh: "docker run 失败：创建 overlay 挂载时报 no space left on device",
    },
    patterns: ["error creating overlay mount to", "merged: no space left on device"],
  },
  {
    says: {
      en: "mount: No space left on device, though the disk is not full",
      zh: "mount 报 No space left on device，但磁盘没有满",
    },
    patterns: ["mount(2) system call failed: No space left on device", "fs.mount-max"],
  },
  {
    says: {
      en: "pods stay in ContainerCreating: failed to mount, no space left on device",
      zh: "pod 一直停在 ContainerCreating：挂载失败，no space left on device",
    },
    patterns: ["failed to mount rootfs component", "mount failed: exit status 32"],
  },
  {
    says: {
      en: "docker cp gets slower with every call",
      zh: "docker cp 一次比一次慢",
    },
  },
  {
    says: {
      en: "df, mount, findmnt or lsof hang or take minutes in one container",
      zh: "在某个容器里 df、mount、findmnt 或 lsof 卡住，要几分钟才返回",
    },
  },
  {
    says: {
      en: "tens of thousands of lines in /proc/self/mountinfo, the same path again and again (/merged/rootfs/…/merged/rootfs)",
      zh: "/proc/self/mountinfo 有数万行，同一路径反复出现（/merged/rootfs/…/merged/rootfs）",
    },
  },
  {
    says: {
      en: "the number of mount points only grows",
      zh: "挂载点只增不减，越来越多",
    },
  },
  {
    says: {
      en: "systemd uses a whole CPU after a mount; the mount table is huge",
      zh: "每次挂载后 systemd 占满一个 CPU；挂载表非常大",
    },
  },
  {
    says: {
      en: "slab mnt_cache keeps growing",
      zh: "slab 中的 mnt_cache 持续增长",
    },
    patterns: ["mnt_cache"],
  },
  {
    says: {
      en: "a monitoring container that binds / (node-exporter, cadvisor, filebeat) piles up mounts",
      zh: "绑定了 / 的监控容器（node-exporter、cadvisor、filebeat）里挂载越来越多",
    },
  },
];
