import { type Entry, type Fact, treeFact } from "#contract/fact.ts";
import { quote } from "#text/fields.ts";
import { countMember, member, parseJson, textMember } from "#text/json.ts";

/** A bind mount or volume of a container, as dockerd made it. */
export interface ContainerMount {
  readonly type: "bind" | "volume" | "tmpfs" | "other";
  /** On the host; empty for tmpfs. */
  readonly source: string;
  readonly destination: string;
  /** `rprivate`, `rslave`, `rshared`, … as the daemon decided; empty when it does not tell. */
  readonly propagation: string;
  readonly writable: boolean;
}

export type ContainerState =
  | "running"
  | "paused"
  | "restarting"
  | "removing"
  | "dead"
  | "exited"
  | "created";

/** One container of a dockerd, as it last wrote it down: after a crash of the daemon the state may be old. */
export interface Container {
  /** 64 hexadecimal digits: the name of its directory. */
  readonly id: string;
  /** Without the leading slash of docker's own notation; empty if it has none. */
  readonly name: string;
  /** As the user asked for it: `busybox:1.36`. */
  readonly image: string;
  /** `sha256:…` of the image it was made from. */
  readonly imageId: string;
  /** `overlay2`, `overlayfs` (containerd's store), …; empty when it does not tell. */
  readonly driver: string;
  readonly state: ContainerState;
  /** Of its first process, in the daemon's pid namespace; null when it does not run. */
  readonly pid: number | null;
  readonly mounts: readonly ContainerMount[];
  /** Data root of its daemon, as the daemon names it. */
  readonly dataRoot: string;
  /** The file that tells. */
  readonly path: string;
}

/** moby's flags exclude each other only in this order: a paused container counts as running too. */
function stateOf(state: unknown): ContainerState {
  const is = (flag: string): boolean => member(state, flag) === true;
  if (is("Dead")) return "dead";
  if (is("RemovalInProgress")) return "removing";
  if (is("Paused")) return "paused";
  if (is("Restarting")) return "restarting";
  if (is("Running")) return "running";
  const started = textMember(state, "StartedAt") ?? "0001-";
  return started.startsWith("0001-") ? "created" : "exited";
}

function mountOf(mount: unknown): ContainerMount {
  const type = textMember(mount, "Type");
  return {
    type: type === "bind" || type === "volume" || type === "tmpfs" ? type : "other",
    source: textMember(mount, "Source") ?? "",
    destination: textMember(mount, "Destination") ?? "",
    propagation: textMember(mount, "Propagation") ?? "",
    writable: member(mount, "RW") === true,
  };
}

function containerOf(entry: Entry): Container | null {
  const config = parseJson(entry.text);
  const [id = ""] = entry.match;
  if (typeof config !== "object" || config === null || !/^[0-9a-f]{64}$/.test(id)) return null;
  const mounts = member(config, "MountPoints");
  const pid = countMember(config, "State", "Pid") ?? 0;
  return {
    id,
    name: (textMember(config, "Name") ?? "").replace(/^\//, ""),
    image: textMember(config, "Config", "Image") ?? "",
    imageId: textMember(config, "Image") ?? "",
    driver: textMember(config, "Driver") ?? "",
    state: stateOf(member(config, "State")),
    pid: pid > 0 ? pid : null,
    mounts: typeof mounts === "object" && mounts !== null ? Object.values(mounts).map(mountOf) : [],
    dataRoot: entry.path.replace(/\/containers\/[^/]*\/config\.v2\.json$/, ""),
    path: entry.path,
  };
}

/** `config.v2.json` of every container of every dockerd: readable when the daemon does not answer. */
const containers: Fact<readonly Container[]> = treeFact({
  id: "docker/containers",
  source: { kind: "glob", pattern: "/containers/*/config.v2.json", base: "docker-root" },
  scope: "host",
  privilege: "root",
  spec: [
    "moby container/container.go type Container, ToDisk()",
    "moby container/state.go type State",
    "moby volume/mounts/mounts.go type MountPoint",
  ],
  parse(entries, note) {
    const found = entries.flatMap((entry) => {
      const container = containerOf(entry);
      if (!container) note({ source: entry.path, text: quote(entry.text) });
      return container ?? [];
    });
    if (found.length === 0 && entries.length > 0)
      throw new SyntaxError(
        `expected the JSON of a container, found ${quote(entries[0]?.text ?? "")}`,
      );
    return found;
  },
});

export default containers;
