import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "unshare or clone fails with No space left on device, and every disk has space",
      zh: "unshare 或 clone 报 No space left on device，而磁盘都有空间",
    },
    patterns: [
      "unshare: unshare failed: No space left on device",
      "unshare failed: No space left on device",
      "clone: no space left on device",
    ],
  },
  {
    says: {
      en: "Rootless podman, docker or buildah cannot start: user namespaces, no space left on device",
      zh: "rootless 的 podman、docker、buildah 无法启动：用户命名空间报 no space left on device",
    },
    patterns: [
      "cannot clone: No space left on device",
      "user namespaces are not enabled in /proc/sys/user/max_user_namespaces",
      "fork/exec /proc/self/exe: no space left on device",
      "newuidmap",
      "max_user_namespaces",
    ],
  },
  {
    says: {
      en: "Chrome, Electron, bubblewrap or flatpak cannot make their sandbox",
      zh: "Chrome、Electron、bubblewrap、flatpak 无法创建沙箱",
    },
    patterns: [
      "Failed to move to new namespace",
      "Creating new namespace failed: nesting depth or /proc/sys/user/max_*_namespaces exceeded",
      "bwrap: Creating new namespace failed",
      "No usable sandbox",
    ],
  },
  {
    says: {
      en: "A container runtime fails to create a network namespace: no space left on device",
      zh: "容器运行时创建网络命名空间失败：no space left on device",
    },
    patterns: [
      "failed to create network namespace",
      "error creating network namespace",
      "max_net_namespaces",
      "Failed to set up network namespacing: No space left on device",
      "Failed to set up mount namespacing: No space left on device",
      "code=exited, status=226/NAMESPACE",
    ],
  },
];
