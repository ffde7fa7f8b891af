import type { Walk } from "./walk.ts";

/** Walks by name, loaded when asked for. */
export const walks: Readonly<Record<string, () => Promise<{ readonly default: Walk }>>> = {
  "deleted-open-files": () => import("./deleted-open-files.ts"),
  "filesystem-contents": () => import("./filesystem-contents.ts"),
  "filesystem-room": () => import("./filesystem-room.ts"),
  "filesystem-usage": () => import("./filesystem-usage.ts"),
  "network-links": () => import("./network-links.ts"),
  "process-descriptors": () => import("./process-descriptors.ts"),
  "process-memory": () => import("./process-memory.ts"),
  "socket-owners": () => import("./socket-owners.ts"),
  "tcp-in-trouble": () => import("./tcp-in-trouble.ts"),
  "tmpfs-usage": () => import("./tmpfs-usage.ts"),
  "snat-ports": () => import("./snat-ports.ts"),
  "tree-share": () => import("./tree-share.ts"),
  "layer-usage": () => import("./layer-usage.ts"),
  "overlay2-layers": () => import("./overlay2-layers.ts"),
  "inode-holders": () => import("./inode-holders.ts"),
  "kernel-log-files": () => import("./kernel-log-files.ts"),
  "namespace-owners": () => import("./namespace-owners.ts"),
  "task-states": () => import("./task-states.ts"),
  "netns-devices": () => import("./netns-devices.ts"),
  "tcp-ports": () => import("./tcp-ports.ts"),
  "close-wait": () => import("./close-wait.ts"),
  "listen-queues": () => import("./listen-queues.ts"),
  "container-runtime": () => import("./container-runtime.ts"),
  "runtime-answers": () => import("./runtime-answers.ts"),
};
