import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "df says the disk is full, but du finds much less",
      zh: "df 显示磁盘已满，du 统计出来却少很多",
    },
    patterns: ["df du mismatch", "df and du differ", "df shows 100%", "Use% 100%"],
  },
  {
    says: {
      en: "A filesystem is 100 % used, and the files in it add up to much less",
      zh: "分区使用率 100%，里面的文件加起来却远没有那么多",
    },
  },
  {
    says: {
      en: "Files were deleted and the space did not come back",
      zh: "删除文件后磁盘空间没有释放",
    },
    patterns: ["(deleted)", "lsof +L1", "space not freed after rm", "deleted file still open"],
  },
  {
    says: {
      en: "No space left on device although the directories hold little",
      zh: "目录里没有多少文件，却报 No space left on device",
    },
    patterns: ["No space left on device", "ENOSPC", "write error: no space left"],
  },
  {
    says: {
      en: "A log was removed or rotated while the service kept writing to it",
      zh: "日志被删除或轮转，服务仍在继续写入旧文件",
    },
    patterns: ["copytruncate", "/var/log full"],
  },
  {
    says: {
      en: "The root filesystem grew, and nothing below / explains it",
      zh: "根分区占用不断增长，但 / 下找不到大文件",
    },
    patterns: ["du -sh /*", "du -xsh /", "root partition full", "cannot find what uses disk space"],
  },
  {
    says: {
      en: "Data was written to a mount point before the disk was mounted there",
      zh: "磁盘挂载之前，数据已写入挂载点目录",
    },
    patterns: ["mount point not empty", "hidden under mount", "umount shows files", "nofail"],
  },
  {
    says: {
      en: "A backup wrote to the local directory while the network share was not mounted",
      zh: "网络共享未挂载时，备份写到了本地目录",
    },
  },
  {
    says: {
      en: "The space comes back when a process or the host is restarted",
      zh: "重启进程或主机后空间恢复",
    },
    patterns: ["restart frees disk space", "reboot frees disk space"],
  },
  {
    says: {
      en: "The Docker data root is full, but its directories are not",
      zh: "Docker 数据目录所在分区已满，但目录本身不大",
    },
    patterns: ["docker logs disk full", "container log deleted", "DiskPressure"],
  },
];
