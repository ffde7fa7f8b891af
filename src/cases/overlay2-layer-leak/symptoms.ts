import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "/var/lib/docker/overlay2 is huge, but docker system df shows almost nothing",
      zh: "/var/lib/docker/overlay2 占用巨大，但 docker system df 几乎为零",
    },
  },
  {
    says: {
      en: "docker system prune -a frees nothing, overlay2 stays full",
      zh: "docker system prune -a 之后空间没有释放，overlay2 仍然很大",
    },
  },
  {
    says: {
      en: "tens of thousands of directories in overlay2 whose containers are long gone",
      zh: "overlay2 目录下有几万条数据，大部分目录对应的容器早已退出",
    },
  },
  {
    says: {
      en: "inodes are used up by docker: df -i shows 100 % on /var/lib/docker",
      zh: "文件系统 inode 被 docker 占满，df -i 显示 /var/lib/docker 使用率 100 %",
    },
    patterns: ["no space left on device"],
  },
  {
    says: {
      en: "removed all containers and images but the disk is still full",
      zh: "容器和镜像都删了，磁盘还是满的",
    },
  },
  {
    says: {
      en: "many directories ending in -init in overlay2, more than there are containers",
      zh: "overlay2 下有很多 -init 结尾的目录，数量远多于容器",
    },
  },
  {
    says: {
      en: "disk fills up after dockerd was killed or crashed during docker pull, load or build",
      zh: "docker pull、load 或 build 期间 dockerd 被杀或崩溃后磁盘越来越满",
    },
  },
  {
    says: {
      en: "docker does not free disk space after container, volume and image removal",
      zh: "删除容器、卷和镜像后 docker 不释放磁盘空间",
    },
  },
  {
    says: { en: "container removal fails and leaves its layer", zh: "删除容器失败，层目录残留" },
    patterns: [
      'driver "overlay2" failed to remove root filesystem',
      "unable to remove filesystem for",
      "error creating overlay mount to",
    ],
  },
  {
    says: { en: "orphaned layers in overlay2", zh: "overlay2 孤儿层" },
  },
  {
    says: { en: "is it safe to delete directories in overlay2", zh: "overlay2 目录能不能直接删除" },
  },
  {
    says: {
      en: "overlay2 keeps growing and eats the disk of the server",
      zh: "overlay2 占用越来越大，磁盘空间被 docker 吃光，如何清理",
    },
  },
];
