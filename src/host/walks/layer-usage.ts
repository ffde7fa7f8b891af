import { join } from "node:path";
import { encodeOctal } from "#text/octal.ts";
import { askPath, close, DirectoryReader, Inode, linkTarget, openDirectory } from "../directory.ts";
import { readFile } from "../read-file.ts";
import { openStores } from "./overlay2/store.ts";
import { TreeCounter } from "./tree-usage.ts";
import type { Walk, WalkTask } from "./walk.ts";

/** How long sizes are counted. Ours: a disk that has forgotten 40 000 layers needs many minutes for all of them. */
const LIMIT_SECONDS = 20;

/** Every n-th of a list first, then the rest in the same way: wherever it ends, what was done is spread evenly. */
export function spread<T>(items: readonly T[]): T[] {
  const stride = Math.max(1, Math.floor(Math.sqrt(items.length)));
  return Array.from({ length: stride }, (_, offset) =>
    items.filter((__, index) => index % stride === offset),
  ).flat();
}

/** What lies at the top of a layer's directory, and whether its short name still leads to it. */
class Anatomy {
  readonly #reader = new DirectoryReader();
  readonly #inode = new Inode();

  /** Names at the top; the latest change of any of them. */
  entries(directory: string): { names: string[]; changed: number; modified: number } {
    const names: string[] = [];
    const inode = this.#inode;
    let [changed, modified] = [0, 0];
    const see = (): void => {
      changed = Math.max(changed, inode.changed);
      modified = Math.max(modified, inode.modified);
    };
    if (askPath(directory, inode) === 0) see();
    const fd = openDirectory(directory);
    if (fd >= 0) {
      this.#reader.inodes(fd, inode, (offset) => {
        see();
        names.push(Buffer.from(this.#reader.nameAt(offset).subarray(0, -1)).toString());
      });
      close(fd);
    }
    return { names: names.toSorted(), changed, modified };
  }

  /** `linked`: `l/` leads here; `unlinked`: the short name is told and leads elsewhere; `nameless`: none is told. */
  link(overlay2: string, name: string): ["linked" | "unlinked" | "nameless", string] {
    const read = readFile(join(overlay2, name, "link"));
    const short = read.status === "read" ? read.text.trim() : "";
    if (!/^[A-Za-z0-9]{1,64}$/.test(short)) return ["nameless", "-"];
    const target = linkTarget(join(overlay2, "l", short));
    return [target === `../${name}/diff` ? "linked" : "unlinked", short];
  }
}

function run(task: WalkTask): string {
  const lines: string[] = [];
  const anatomy = new Anatomy();
  const counter = new TreeCounter();
  const deadline = performance.now() + LIMIT_SECONDS * 1000;
  const { stores } = openStores(task.dockerRoots, task.root);
  const places = task.targets.flatMap((target) => {
    const store = stores.find(({ path }) => target.startsWith(`${path}/`));
    const name = store ? target.slice(store.path.length + 1) : "";
    return store?.names.has(name) === true ? [{ target, name, overlay2: store.local }] : [];
  });
  for (const { target, name, overlay2 } of spread(places)) {
    const { names, changed, modified } = anatomy.entries(join(overlay2, name));
    const fields = [target, ...anatomy.link(overlay2, name), changed, modified];
    const sizes: (number | "-")[] = ["-", "-", "-", "-"];
    if (performance.now() < deadline) {
      const { fileBytes, directoryBytes, files, directories, refused, mountPoints } = counter;
      const before = {
        bytes: fileBytes + directoryBytes,
        inodes: files + directories,
        refused,
        mountPoints,
      };
      const fd = openDirectory(join(overlay2, name));
      if (fd < 0) continue;
      counter.walk(fd);
      sizes[0] = counter.fileBytes + counter.directoryBytes - before.bytes;
      sizes[1] = counter.files + counter.directories - before.inodes;
      sizes[2] = counter.refused - before.refused;
      sizes[3] = counter.mountPoints - before.mountPoints;
    }
    lines.push(
      ["layer", ...fields, ...sizes, ...names].map((field) => encodeOctal(`${field}`)).join("\t"),
    );
  }
  return `${lines.join("\n")}\n`;
}

/**
 * What single layers hold and take, by their paths as the daemon names them. A file that several of them share is counted
 * for the first one met. Layers beyond the time limit have `-` for their sizes; the order is such that those measured are
 * spread evenly.
 *
 * Records, fields between tabs, octal escapes as in mountinfo, times in seconds since the epoch:
 *
 *     layer  <path>  linked|unlinked|nameless  <short name>  <latest ctime>  <latest mtime>  <bytes>  <inodes>  <refused>  <mount points>  <names at its top>…
 */
const layerUsage: Walk = { name: "layer-usage", onTree: true, run };
export default layerUsage;
