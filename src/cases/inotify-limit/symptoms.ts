import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "tail -f, an editor or a file watcher says no space left on device, and the disk is not full",
      zh: "tail -f、编辑器或文件监视程序报 no space left on device，而磁盘没有满",
    },
    patterns: [
      "inotify_add_watch",
      "tail: inotify cannot be used",
      "inotify resources exhausted",
      "failed to add watch",
      "unable to watch for file changes",
    ],
  },
  {
    says: {
      en: "ENOSPC: System limit for number of file watchers reached (node, webpack, VS Code)",
      zh: "前端工程或编辑器报 ENOSPC: System limit for number of file watchers reached（node、webpack、VS Code）",
    },
    patterns: [
      "System limit for number of file watchers reached",
      "User limit of inotify watches reached",
      "max_user_watches",
    ],
  },
  {
    says: {
      en: "watch fails with ENOSPC, and the disk has space",
      zh: "watch 报 ENOSPC，而磁盘还有空间",
    },
    patterns: ["watch ENOSPC", "syscall: 'watch"],
  },
  {
    says: {
      en: "kubelet or cadvisor fails to start: inotify_init: too many open files",
      zh: "kubelet 或 cadvisor 启动失败：inotify_init: too many open files",
    },
    patterns: [
      "inotify_init",
      "inotify_init1",
      "failed to create fsnotify watcher: too many open files",
      "too many open files: fsnotify",
      "Failed to start cAdvisor",
      "failed to start plugin watcher",
      "User limit of inotify instances reached",
      "max_user_instances",
      "Failed to allocate directory watch: Too many open files",
      "could not create inotify",
    ],
  },
  {
    says: {
      en: "kubectl logs -f ends with failed to watch file: no space left on device",
      zh: "kubectl logs -f 结束并报 failed to watch file: no space left on device",
    },
    patterns: ["failed to watch file", "error adding inotify watch", "failed to create inotify"],
  },
  {
    says: {
      en: "systemctl says Failed to allocate directory watch, or a path unit is not triggered",
      zh: "systemctl 报 Failed to allocate directory watch，或 path 单元不触发",
    },
    patterns: ["Failed to allocate directory watch", "Too many inotify watches"],
  },
  {
    says: {
      en: "too many files and directories are watched; a file watcher cannot be created",
      zh: "监视的文件和目录太多，inotify 报设备上没有空间或打开的文件过多",
    },
    patterns: ["Cannot initialize new instance of inotify"],
  },
];
