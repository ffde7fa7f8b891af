import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "docker ps hangs, docker commands do not return",
      zh: "docker ps 卡住，docker 命令一直不返回",
    },
    patterns: [
      "Error response from daemon: context deadline exceeded",
      "Got unexpected error: request canceled (Client.Timeout exceeded while awaiting headers)",
      'Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.24/containers/json": context deadline exceeded',
      "dial unix /var/run/docker.sock: connect: resource temporarily unavailable",
      "operation timeout: context deadline exceeded",
    ],
  },
  {
    says: {
      en: "kubelet: PLEG is not healthy, the node is NotReady",
      zh: "kubelet 报 PLEG is not healthy，节点 NotReady",
    },
    patterns: [
      "PLEG is not healthy: pleg was last seen active",
      "skipping pod synchronization - [PLEG is not healthy",
      "GenericPLEG: Unable to retrieve pods",
      "GenericPLEG: Unable to retrieve pods: rpc error: code = DeadlineExceeded desc = context deadline exceeded",
      "pleg was last seen active 3m",
    ],
  },
  {
    says: {
      en: "container runtime is down, kubelet skips pod synchronization",
      zh: "container runtime is down，kubelet 跳过 pod 同步",
    },
    patterns: [
      "container runtime is down",
      "[container runtime is down, PLEG is not healthy",
      "Container runtime status check may not have completed yet",
      "Container runtime sanity check failed",
      "container runtime status check may not have completed yet",
      "runtime service failed",
      "Status from runtime service failed",
    ],
  },
  {
    says: {
      en: "rpc error: code = DeadlineExceeded from containerd or CRI-O, crictl ps times out",
      zh: "containerd 或 CRI-O 返回 DeadlineExceeded，crictl ps 超时",
    },
    patterns: [
      "rpc error: code = DeadlineExceeded desc = context deadline exceeded",
      "failed to create containerd task: context deadline exceeded",
      "ListContainers with filter from runtime service failed",
      "ListPodSandbox with filter from runtime service failed",
      "StopPodSandbox from runtime service failed",
      "failed to stop container: context deadline exceeded",
      "failed to get sandbox container task: context deadline exceeded",
      "ttrpc: closed: unknown",
    ],
  },
  {
    says: {
      en: "one container cannot be stopped, removed or killed: docker stop, docker rm -f and docker inspect hang for it only",
      zh: "某个容器停不掉、删不掉、杀不掉：只有对它 docker stop、docker rm -f、docker inspect 会卡住",
    },
    patterns: [
      "Container failed to exit within 10s of kill - trying direct SIGKILL",
      "tried to kill container, but did not receive an exit event",
      "cannot stop container:",
      "is not responding to signals",
      "Container failed to stop after sending signal 15 to the process, force killing",
      "removal of container is already in progress",
    ],
  },
  {
    says: {
      en: "docker exec into one container hangs, all others work",
      zh: "docker exec 进某个容器卡住，其他容器正常",
    },
    patterns: [
      "OCI runtime exec failed: exec failed: unable to start container process: context deadline exceeded",
      "error executing command in container: context deadline exceeded",
      "ExecSync from runtime service failed",
    ],
  },
  {
    says: {
      en: "pods stay in Terminating or ContainerCreating, nothing happens on one node",
      zh: "pod 一直 Terminating 或 ContainerCreating，某个节点上没有任何进展",
    },
    patterns: [
      'error killing pod: failed to "KillContainer"',
      "KillPodSandboxError",
      "context deadline exceeded: Failed to create pod sandbox",
      "Failed to create pod sandbox: rpc error: code = DeadlineExceeded",
      "failed to reserve container name",
    ],
  },
  {
    says: {
      en: "dockerd or containerd is running and does not respond, systemctl status says active",
      zh: "dockerd 或 containerd 在运行却无响应，systemctl status 显示 active",
    },
  },
  {
    says: {
      en: "containerd-shim is stuck, a shim process in state T or D",
      zh: "containerd-shim 卡死，shim 进程处于 T 或 D 状态",
    },
  },
  {
    says: {
      en: "a process of a container is in uninterruptible sleep (D) and the container cannot be killed",
      zh: "容器中的进程处于不可中断睡眠（D 状态），容器杀不掉",
    },
    patterns: [
      "INFO: task dockerd:",
      "INFO: task containerd:",
      "INFO: task containerd-shim:",
      "INFO: task runc:[2:INIT]:",
      "INFO: task kubelet:",
    ],
  },
  {
    says: {
      en: "a container that writes much output freezes, docker logs -f shows nothing more",
      zh: "输出很多的容器突然卡住，docker logs -f 不再有新内容",
    },
  },
  {
    says: {
      en: "why does docker info or docker version hang while docker ps works",
      zh: "docker ps 正常但 docker info、docker version 卡住是为什么",
    },
  },
  {
    says: {
      en: "docker daemon deadlock, goroutines wait in semacquire for minutes",
      zh: "docker 守护进程死锁，goroutine 长时间 semacquire",
    },
  },
  {
    says: {
      en: "node-problem-detector: ContainerRuntimeUnhealthy, docker or containerd is unhealthy and is killed",
      zh: "node-problem-detector 报告 ContainerRuntimeUnhealthy，docker 或 containerd 不健康被杀死",
    },
    patterns: [
      "ContainerRuntimeUnhealthy",
      "FrequentContainerdRestart",
      "FrequentDockerRestart",
      "DockerHung",
    ],
  },
];
