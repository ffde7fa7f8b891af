import { defineMessages } from "#contract/message.ts";
import type { Says } from "#contract/message.ts";
import type { AcrossNamespaces, Namespace, Reading } from "#contract/reading.ts";
import type { Container } from "#facts/docker/containers.ts";
import type { Cgroup } from "#text/cgroup.ts";
import { type Holder, holderName, holderOf } from "./holder.ts";

const words = defineMessages("netns", {
  own: { en: "the host's own network namespace", zh: "主机自身的网络命名空间" },
  ofProcess: {
    en: "network namespace of {name} (pid {pid})",
    zh: "{name}（pid {pid}）的网络命名空间",
  },
  ofContainer: {
    en: "network namespace of container {container} ({name}, pid {pid})",
    zh: "容器 {container}（{name}，pid {pid}）的网络命名空间",
  },
  ofPod: {
    en: "network namespace of pod {pod} (container {container}, {name}, pid {pid})",
    zh: "pod {pod}（容器 {container}，{name}，pid {pid}）的网络命名空间",
  },
  withoutProcess: {
    en: "network namespace {name}, without processes",
    zh: "网络命名空间 {name}，其中没有进程",
  },
});

/** The reading of one namespace; undefined if it was not asked. */
export function inNamespace<T>(
  across: AcrossNamespaces<T> | undefined,
  { inode }: Namespace,
): Reading<T> | undefined {
  return across?.readings.find(({ namespace }) => namespace.inode === inode)?.reading;
}

/** The container or process that keeps a namespace; null for the host's own and for one without processes. */
export function keeperOf(
  namespace: Namespace,
  cgroups: AcrossNamespaces<Cgroup> | undefined,
  containers: Reading<readonly Container[]> | undefined,
): Holder | null {
  const [pid] = namespace.pids;
  if (namespace.own || pid === undefined) return null;
  const cgroup = inNamespace(cgroups, namespace);
  return holderOf(
    { pid, comm: namespace.name },
    cgroup?.status === "read" ? cgroup.value : null,
    containers?.status === "read" ? containers.value : [],
  );
}

/** A word that a shell takes as it is: `host`, or the container, process or name of the namespace with its inode. */
export function netnsName({ own, name, inode }: Namespace, keeper: Holder | null): string {
  if (own) return "host";
  const known = keeper?.kind === "container" ? holderName(keeper) : name;
  const plain = known.replace(/[^\w.-]+/g, "_");
  return `${plain === "" ? "netns" : plain}@${inode}`;
}

/** Where the namespace is, in words. */
export function netnsSays({ own, name, pids }: Namespace, keeper: Holder | null): Says {
  const pid = `${pids[0] ?? ""}`;
  if (own) return words.own();
  if (pid === "") return words.withoutProcess({ name });
  if (keeper?.kind !== "container") return words.ofProcess({ name, pid });
  const container = holderName(keeper);
  const pod = keeper.ref?.pod ?? null;
  return pod === null
    ? words.ofContainer({ container, name, pid })
    : words.ofPod({ container, pod, name, pid });
}

/** The words that run a command in a namespace; null if no process leads there. */
export function entering({ own, pids }: Namespace): readonly string[] | null {
  if (own) return [];
  const [pid] = pids;
  return pid === undefined ? null : ["nsenter", `--target=${pid}`, "--net", "--"];
}

/** What a closer look at TCP sockets is told: which namespaces, and which of them is the host's own. */
export function netnsTargets(namespaces: readonly Namespace[]): readonly string[] {
  return namespaces.flatMap(({ inode, own }) =>
    own ? [`${inode}`, `own=${inode}`] : [`${inode}`],
  );
}
