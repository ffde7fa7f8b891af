/** What a process is to a container runtime. */
export type RuntimeRole = "daemon" | "shim" | "helper";

export interface RuntimeWords {
  readonly role: RuntimeRole;
  /** As people call it, whatever a distribution renames it to: `dockerd`, `containerd`, `crio`, `runc`. */
  readonly name: string;
}

/** By the name of the executable. `docker-containerd` is of Docker 1.11 to 18.06. */
const BY_NAME: readonly (readonly [RegExp, RuntimeRole, string])[] = [
  [/^(?:docker-)?containerd-shim(?:-[\w-]+)?$/, "shim", "containerd-shim"],
  [/^conmon(?:-rs|rs)?$/, "shim", "conmon"],
  [/^dockerd(?:-current|-ce|-rootless)?$/, "daemon", "dockerd"],
  [/^(?:docker-)?containerd$/, "daemon", "containerd"],
  [/^(?:crio|cri-o)$/, "daemon", "crio"],
  [/^cri-dockerd$/, "daemon", "cri-dockerd"],
  [/^kubelet$/, "daemon", "kubelet"],
  [/^(?:docker-)?runc$/, "helper", "runc"],
  [/^crun$/, "helper", "crun"],
];

/** `comm` holds 15 bytes: these are names cut there. */
const CUT = "docker-containe";

/** Whether a look at the arguments may tell more than `comm` does. */
export const mayBeRuntime = (comm: string): boolean =>
  comm === CUT || comm === "docker" || comm.startsWith("runc:[") || wordsOf(comm) !== null;

function wordsOf(name: string): RuntimeWords | null {
  const found = BY_NAME.find(([is]) => is.test(name));
  return found ? { role: found[1], name: found[2] } : null;
}

/**
 * What a process is, by its name and its arguments.
 * @param argv null when they could not be read.
 */
export function runtimeWords(comm: string, argv: readonly string[] | null): RuntimeWords | null {
  const [path = "", verb = ""] = argv ?? [];
  if (comm.startsWith("runc:[")) return { role: "helper", name: "runc" };
  if (comm === CUT)
    return wordsOf(path.split("/").at(-1) ?? "") ?? { role: "daemon", name: "containerd" };
  // Before 1.12 the daemon was the client with another word.
  if (comm === "docker")
    return ["daemon", "-d"].includes(verb) ? { role: "daemon", name: "dockerd" } : null;
  return wordsOf(comm);
}

const ID = /^[0-9a-f]{64}$/;

function option(argv: readonly string[], names: readonly string[]): string | null {
  for (const [index, word] of argv.entries()) {
    if (names.includes(word)) return argv[index + 1] ?? null;
    const named = names.find((name) => word.startsWith(`${name}=`));
    if (named !== undefined) return word.slice(named.length + 1);
  }
  return null;
}

/** The container that a shim was started for; in Kubernetes under containerd that is the pod's sandbox. */
export function shimContainer(argv: readonly string[]): string | null {
  return (
    option(argv, ["-id", "--id", "-c", "--cid"]) ??
    // `docker-containerd-shim ID BUNDLE RUNTIME`, before containerd 1.0.
    argv.find((word) => ID.test(word)) ??
    option(argv, ["-workdir"])?.split("/").at(-1) ??
    null
  );
}

/** What CRI-O's monitor calls its container: `k8s_nginx_web-0_default_…`. */
export const shimContainerName = (argv: readonly string[]): string | null =>
  option(argv, ["-n", "--name"]);

/** The process's own socket files, when its descriptors cannot be seen. */
const SOCKETS: Readonly<Record<string, RegExp>> = {
  dockerd: /\/docker\.sock$/,
  containerd: /\/(?:docker-)?containerd\.sock$/,
  crio: /\/crio\.sock$/,
  "cri-dockerd": /\/(?:cri-dockerd|dockershim)\.sock$/,
};

/** Whether a path is where a daemon of that name listens. */
export const isSocketOf = (name: string, path: string): boolean =>
  SOCKETS[name]?.test(path) ?? false;
