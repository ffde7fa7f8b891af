import { join } from "node:path";
import { encodeOctal } from "#text/octal.ts";
import { askPath, close, DirectoryReader, Inode, linkTarget, openDirectory } from "../directory.ts";
import { readFile } from "../read-file.ts";
import { reachableRoots } from "./overlay2/store.ts";
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

/** A layer that was asked for: its own path, and `overlay2/` as it is reached here. */
interface Place {
  readonly target: string;
  readonly name: string;
  readonly overlay2: string;
}

/** Only names right below the `overlay2/` of a daemon are places. */
function placesOf(task: WalkTask): Place[] {
  const parents = new Map(
    reachableRoots(task.dockerRoots, task.root).map(({ path, local }) => [
      join(path, "overlay2"),
      join(local, "overlay2"),
    ]),
  );
  return task.targets.flatMap((target) => {
    const cut = target.lastIndexOf("/");
    const name = target.slice(cut + 1);
    const overlay2 = parents.get(target.slice(0, cut));
    const isName = name !== "" && name !== "." && name !== ".." && name !== "l";
    return overlay2 !== undefined && isName ? [{ target, name, overlay2 }] : [];
  });
}

/** Sizes of layers one after the other: what they share by hard links is counted for the first. */
class Scale {
  readonly #counter = new TreeCounter();
  readonly #deadline = performance.now() + LIMIT_SECONDS * 1000;

  /** Bytes, inodes, directories refused, mount points; `-` if there is no time left. Null if it is gone. */
  weigh(directory: string): readonly (number | "-")[] | null {
    if (performance.now() > this.#deadline) return ["-", "-", "-", "-"];
    const before = this.#sums();
    const fd = openDirectory(directory);
    if (fd < 0) return null;
    this.#counter.walk(fd);
    return this.#sums().map((sum, index) => sum - (before[index] ?? 0));
  }

  #sums(): readonly number[] {
    const { fileBytes, directoryBytes, files, directories, refused, mountPoints } = this.#counter;
    return [fileBytes + directoryBytes, files + directories, refused, mountPoints];
  }
}

function run(task: WalkTask): string {
  const anatomy = new Anatomy();
  const scale = new Scale();
  const lines = spread(placesOf(task)).map(({ target, name, overlay2 }) => {
    const directory = join(overlay2, name);
    const { names, changed, modified } = anatomy.entries(directory);
    const sizes = scale.weigh(directory);
    const fields = sizes
      ? ["layer", target, ...anatomy.link(overlay2, name), changed, modified, ...sizes, ...names]
      : ["gone", target];
    return fields.map((field) => encodeOctal(`${field}`)).join("\t");
  });
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
 *     gone   <path>
 */
const layerUsage: Walk = { name: "layer-usage", onTree: true, run };
export default layerUsage;
