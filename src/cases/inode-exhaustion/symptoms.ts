import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "No space left on device, and df shows free space; df -i shows IUse% 100%",
      zh: "报 No space left on device，df 显示还有空间，而 df -i 显示 IUse% 为 100%",
    },
    patterns: [
      "IUse% 100%",
      "100% IUse",
      "df -i 100%",
      "no free inodes",
      "out of inodes",
      "No space left on device",
    ],
  },
  {
    says: {
      en: "A file cannot be created: touch says no space left on device on a disk that is not full",
      zh: "无法创建文件：磁盘未满，touch 却报 no space left on device",
    },
    patterns: [
      "cannot touch",
      "cannot create directory",
      "failed to create file: No space left on device",
    ],
  },
  {
    says: {
      en: "Millions of small files: sessions, mail queue, cache, cron mails fill the inodes",
      zh: "大量小文件（会话、邮件队列、缓存、cron 邮件）占满 inode",
    },
    patterns: [
      "inode usage",
      "too many small files",
      "maildrop",
      "/var/lib/php/sessions",
      "inodes exhausted",
    ],
  },
  {
    says: {
      en: "Docker images or containers use up all inodes",
      zh: "Docker 镜像或容器占满 inode",
    },
    patterns: [
      "overlay2 inodes",
      "docker inode",
      "failed to register layer",
      "mkdir /var/lib/docker: no space left",
    ],
  },
  {
    says: {
      en: "The node has DiskPressure or NodeHasInsufficientInodes: inodesFree is low",
      zh: "节点出现 DiskPressure，inodesFree 不足（imagefs.inodesFree、nodefs.inodesFree）",
    },
    patterns: ["nodefs.inodesFree", "imagefs.inodesFree", "low on inodes", "EvictionThresholdMet"],
  },
  {
    says: {
      en: "EXT4-fs: ext4 cannot make an inode; xfs cannot allocate inodes with free space left",
      zh: "内核报 EXT4-fs 无法分配 inode，或 XFS 有空间却无法分配 inode",
    },
    patterns: ["ext4_new_inode", "imaxpct", "inode32"],
  },
  {
    says: {
      en: "all inodes are used up though the disk has space left",
      zh: "inode 耗尽，磁盘还有剩余空间，却无法新建文件或目录",
    },
  },
];
