import { readdirSync } from "node:fs";
import { join } from "node:path";
import { askPath, Inode } from "../../directory.ts";
import { errorCode, readFile } from "../../read-file.ts";
import type { Store } from "./store.ts";

const LAYERDB = "image/overlay2/layerdb";

/** What layerdb tells beside its references. */
export interface Layerdb {
  readonly there: boolean;
  /** `tmp/write-set-*`: a layer that is being written, or that a daemon was killed over. */
  readonly writeSets: readonly { readonly name: string; readonly changed: number }[];
  /** Layers whose removal began, and when. */
  readonly removals: readonly { readonly name: string; readonly changed: number }[];
  /** Containers that have a read-write layer. */
  readonly containers: readonly string[];
}

function list(store: Store, inside: string): string[] | null {
  try {
    return readdirSync(join(store.root.local, inside));
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    store.lack({ what: "layerdb", path: join(store.root.path, inside), code });
    return [];
  }
}

/** The id in a file of layerdb; null if there is none. A file that must hold one and does not is a gap. */
function idIn(store: Store, inside: string, must: boolean): string | null {
  const read = readFile(join(store.root.local, inside));
  const path = join(store.root.path, inside);
  if (read.status === "denied") store.lack({ what: "layerdb", path, code: "EACCES" });
  const id = read.status === "read" ? read.text.trim() : "";
  if (id !== "" && !id.includes("/")) return id;
  if (must && read.status !== "denied") store.lack({ what: "torn", path, code: "" });
  return null;
}

function readImages(store: Store): Layerdb["removals"] {
  const removals: { name: string; changed: number }[] = [];
  const inode = new Inode();
  for (const algorithm of list(store, LAYERDB) ?? []) {
    if (algorithm === "mounts" || algorithm === "tmp") continue;
    for (const name of list(store, `${LAYERDB}/${algorithm}`) ?? []) {
      const inside = `${LAYERDB}/${algorithm}/${name}/cache-id`;
      const removing = name.endsWith("-removing");
      const id = idIn(store, inside, !removing);
      if (id === null) continue;
      const source = join(store.root.path, inside);
      const entry = join(store.root.local, LAYERDB, algorithm, name);
      if (removing && askPath(entry, inode) === 0)
        removals.push({ name: id, changed: inode.changed });
      store.refer(id, {
        kind: removing ? "removing" : "image",
        who: `${algorithm}:${name}`,
        source,
      });
    }
  }
  return removals;
}

function readContainers(store: Store): readonly string[] {
  const names = list(store, `${LAYERDB}/mounts`) ?? [];
  for (const who of names) {
    for (const file of ["mount-id", "init-id"] as const) {
      const inside = `${LAYERDB}/mounts/${who}/${file}`;
      const id = idIn(store, inside, file === "mount-id");
      if (id === null) continue;
      const reference = {
        kind: "container",
        who,
        source: join(store.root.path, inside),
      } as const;
      store.refer(id, reference);
      if (file === "mount-id") store.refer(`${id}-init`, reference);
    }
  }
  return names;
}

function readWriteSets(store: Store): Layerdb["writeSets"] {
  const inode = new Inode();
  return (list(store, `${LAYERDB}/tmp`) ?? []).flatMap((name) =>
    askPath(join(store.root.local, LAYERDB, "tmp", name), inode) === 0
      ? [{ name, changed: inode.changed }]
      : [],
  );
}

/**
 * Reads what dockerd keeps of its layers, unfinished transactions first: what was unfinished then and is finished when
 * the images are read is an image by now; the other way round it would be seen as neither.
 *
 * @see moby layer/filestore.go, layer/layer_store.go
 */
export function readLayerdb(store: Store): Layerdb {
  const there = list(store, LAYERDB) !== null;
  const writeSets = readWriteSets(store);
  const containers = readContainers(store);
  const removals = readImages(store);
  return { there, writeSets, removals, containers };
}
