import { expected } from "./fields.ts";

/** One hierarchy that a process is in. */
export interface CgroupPath {
  /** `["cpu", "cpuacct"]`, `["name=systemd"]`; empty for the unified hierarchy (v2). */
  readonly controllers: readonly string[];
  /** Relative to the root of the reader's cgroup namespace. */
  readonly path: string;
}

/** A container that a cgroup path names. */
export interface ContainerRef {
  /** 64 hexadecimal digits, except where a runtime has names of its own (LXC). */
  readonly id: string;
  /** Null when the path tells the id only. */
  readonly runtime: "docker" | "containerd" | "crio" | "podman" | "lxc" | null;
  /** Kubernetes pod UID, with hyphens; null outside of Kubernetes. */
  readonly pod: string | null;
}

/** Where a process belongs, by its cgroups. */
export interface Cgroup {
  readonly paths: readonly CgroupPath[];
  /** Innermost first: a container in a container has two. Empty for a process of the host. */
  readonly containers: readonly ContainerRef[];
  /** The innermost systemd service or scope; null without systemd or inside a plain container. */
  readonly unit: string | null;
}

const ID = "[0-9a-f]{64}";
/** `docker-<id>.scope`, `cri-containerd-<id>.scope`, `crio-<id>`, `libpod-<id>.scope`: systemd and cgroupfs drivers. */
const PREFIXED = new RegExp(
  `^(docker|cri-containerd|nerdctl|containerd|crio|libpod|podman)-(${ID})(?:\\.scope)?$`,
);
/** What runc makes of a systemd-style name under the cgroupfs driver: `kubepods-….slice:cri-containerd:<id>`. */
const COLONS = new RegExp(`:(docker|cri-containerd|crio|libpod):(${ID})$`);
const PLAIN = new RegExp(`^${ID}$`);
const POD = /pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})(?![0-9a-f])/;

const RUNTIMES: Readonly<Record<string, ContainerRef["runtime"]>> = {
  docker: "docker",
  "cri-containerd": "containerd",
  containerd: "containerd",
  nerdctl: "containerd",
  crio: "crio",
  libpod: "podman",
  podman: "podman",
};

function refOf(segment: string, before: string | undefined): Omit<ContainerRef, "pod"> | null {
  const named = PREFIXED.exec(segment) ?? COLONS.exec(segment);
  if (named) return { id: named[2] ?? "", runtime: RUNTIMES[named[1] ?? ""] ?? null };
  if (PLAIN.test(segment)) return { id: segment, runtime: before === "docker" ? "docker" : null };
  const lxc = /^lxc\.payload\.(.+)$/.exec(segment)?.[1];
  if (lxc !== undefined) return { id: lxc, runtime: "lxc" };
  return before === "lxc" || before === "lxc.payload" ? { id: segment, runtime: "lxc" } : null;
}

function containersIn(path: string): ContainerRef[] {
  const segments = path.split("/").filter(Boolean);
  const found: ContainerRef[] = [];
  let pod: string | null = null;
  for (const [index, segment] of segments.entries()) {
    pod = POD.exec(segment)?.[1]?.replaceAll("_", "-") ?? pod;
    const ref = refOf(segment, segments[index - 1]);
    if (ref) found.unshift({ ...ref, pod });
  }
  return found;
}

/** `/system.slice/nginx.service` → `nginx.service`. */
function unitIn(path: string): string | null {
  const segments = path.split("/").toReversed();
  return segments.find((segment) => /.\.(service|scope)$/.test(segment)) ?? null;
}

/** Unified first, then systemd's own: they name units; the controllers of v1 may be left at the root. */
function rank({ controllers }: CgroupPath): number {
  return controllers.length === 0 ? 0 : controllers[0] === "name=systemd" ? 1 : 2;
}

/**
 * `/proc/PID/cgroup`: one hierarchy a line, `number:controllers:path`. The path may hold colons.
 *
 * @throws {SyntaxError} if no line is of that form.
 * @see cgroups(7)
 */
export function parseCgroup(text: string): Cgroup {
  const paths = text.split("\n").flatMap((line): CgroupPath[] => {
    const match = /^\d+:([^:]*):(\/.*)$/.exec(line);
    if (!match) return [];
    const [, controllers = "", path = ""] = match;
    return [{ controllers: controllers === "" ? [] : controllers.split(","), path }];
  });
  if (paths.length === 0) throw expected("a line 'number:controllers:/path'", text);
  const ranked = paths.toSorted((a, b) => rank(a) - rank(b)).map(({ path }) => path);
  const containers = ranked.map(containersIn).find((found) => found.length > 0) ?? [];
  const unit = ranked.map(unitIn).find((found) => found !== null) ?? null;
  return { paths, containers, unit };
}
