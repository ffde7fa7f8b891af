import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import usageFact, { type LayerUsages } from "#facts/walk/layer-usage.ts";
import layersFact, { type Overlay2Layers } from "#facts/walk/overlay2-layers.ts";
import { dockerRoots } from "../docker-roots.ts";
import layerUsage, { spread } from "./layer-usage.ts";
import overlay2Layers from "./overlay2-layers.ts";
import { WordFinder } from "./overlay2/build-databases.ts";
import type { Walk, WalkTask } from "./walk.ts";

let tree = "";
const ROOT = "/var/lib/docker";

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), "overlay2-"));
});
afterEach(() => {
  rmSync(tree, { recursive: true });
});

function write(path: string, text = ""): void {
  const file = join(tree, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const id = (seed: string): string => seed.repeat(64).slice(0, 64);
const short = (name: string): string =>
  name
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, "")
    .padEnd(26, "Z")
    .slice(-26);

function textOf(walk: Walk, task: Omit<WalkTask, "root">): string {
  const text = walk.run({ ...task, root: tree });
  if (typeof text !== "string") throw new Error(`${walk.name} is not at once`);
  return text;
}

/** A layer as overlay2 makes it, on top of others. */
function layer(name: string, ...below: readonly string[]): string {
  const top = `${ROOT}/overlay2/${name}`;
  mkdirSync(join(tree, top, "diff"), { recursive: true });
  mkdirSync(join(tree, `${ROOT}/overlay2/l`), { recursive: true });
  write(`${top}/link`, short(name));
  symlinkSync(`../${name}/diff`, join(tree, `${ROOT}/overlay2/l`, short(name)));
  if (below.length > 0) {
    write(`${top}/lower`, below.map((one) => `l/${short(one)}`).join(":"));
    mkdirSync(join(tree, top, "work"), { recursive: true });
  }
  return name;
}

const image = (chain: string, name: string): void =>
  write(`${ROOT}/image/overlay2/layerdb/sha256/${chain}/cache-id`, name);

function read(dockerRoot = ROOT): Overlay2Layers {
  const roots = [{ path: dockerRoot, local: join(tree, dockerRoot), pid: null }];
  const text = textOf(overlay2Layers, { targets: [], dockerRoots: roots });
  return layersFact.parse([{ path: "", text, match: [] }], (oddity) => {
    throw new Error(oddity.text);
  });
}

function only(): Overlay2Layers["stores"][number] {
  const [store] = read().stores;
  if (!store) throw new Error("no store");
  return store;
}

const unreferenced = (): string[] => [...only().unreferenced.keys()].toSorted();

describe("overlay2-layers", () => {
  test("knows a layer by the cache id of an image, and those below it by their short names", () => {
    const base = layer(id("a"));
    const middle = layer(id("b"), base);
    const top = layer(id("c"), middle, base);
    const orphan = layer(id("d"), top, middle, base);
    image(id("1"), top);
    expect(unreferenced()).toEqual([orphan]);
    expect(only().referenced.get(base)).toMatchObject([{ kind: "stack" }]);
  });

  test("knows both directories of a container, whatever its configuration says", () => {
    const init = layer(`${id("a")}-init`);
    layer(id("a"), init);
    write(`${ROOT}/image/overlay2/layerdb/mounts/${id("9")}/mount-id`, id("a"));
    write(`${ROOT}/image/overlay2/layerdb/mounts/${id("9")}/init-id`, init);
    write(`${ROOT}/containers/${id("9")}/config.v2.json`, "{");
    expect(unreferenced()).toEqual([]);
    expect(only().containers).toEqual([id("9")]);
  });

  test("tells a removal that began from an image", () => {
    layer(id("a"));
    image(`${id("1")}-123-removing`, id("a"));
    expect(only().referenced.get(id("a"))).toMatchObject([{ kind: "removing" }]);
    expect([...only().removals.keys()]).toEqual([id("a")]);
  });

  test("finds a name anywhere in BuildKit's databases, also across the edge of a chunk", () => {
    const snapshot = layer("k3jv0d8nlk4yq4c3y9w6s1x2z");
    const other = layer("z3jv0d8nlk4yq4c3y9w6s1x2z");
    image(id("1"), "elsewhere");
    const chunk = 4 * 1024 * 1024;
    const database = Buffer.alloc(chunk + 100);
    database.write(`id${snapshot}x`, chunk - 9, "latin1");
    write(`${ROOT}/buildkit/snapshots.db`);
    writeFileSync(join(tree, ROOT, "buildkit/snapshots.db"), database);
    expect(unreferenced()).toEqual([other]);
  });

  test("does not read a database that is no file", () => {
    layer(id("a"));
    mkdirSync(join(tree, ROOT, "buildkit"), { recursive: true });
    symlinkSync("/dev/zero", join(tree, ROOT, "buildkit/snapshots.db"));
    expect(only().gaps).toMatchObject([{ what: "build", code: "ELOOP" }]);
  });

  test("sees mounts by whole paths, by short names, and in other processes' tables", () => {
    const lower = layer(id("a"));
    const upper = layer(id("b"), lower);
    const bound = layer(id("c"));
    const orphan = layer(id("d"));
    image(id("1"), "elsewhere");
    const path = `${ROOT}/overlay2/${upper}`;
    write(
      "/proc/1/mountinfo",
      `30 1 0:40 / ${path}/merged rw - overlay overlay rw,lowerdir=l/${short(lower)},upperdir=${path}/diff,workdir=${path}/work\n`,
    );
    write(
      "/proc/7/mountinfo",
      `40 1 8:1 ${ROOT}/overlay2/${bound}/diff /mnt rw - ext4 /dev/sda rw\n`,
    );
    expect(unreferenced()).toEqual([orphan]);
    expect(read().mountTables).toBe(2);
  });

  test("sees what only a thread keeps whose process's first thread has ended", () => {
    const mounted = layer(id("a"));
    const held = layer(id("b"));
    const stoodIn = layer(id("c"));
    const orphan = layer(id("d"));
    image(id("1"), "elsewhere");
    const path = `${ROOT}/overlay2`;
    write("/proc/7/stat", "7 (first) Z 1 7 7");
    write(
      "/proc/7/task/8/mountinfo",
      `40 1 8:1 ${path}/${mounted}/diff /mnt rw - ext4 /dev/a rw\n`,
    );
    mkdirSync(join(tree, "/proc/7/task/8/fd"));
    symlinkSync(`${path}/${held}/diff/file`, join(tree, "/proc/7/task/8/fd/3"));
    symlinkSync(`${path}/${stoodIn}/diff`, join(tree, "/proc/7/task/8/cwd"));
    expect(unreferenced()).not.toContain(mounted);
    expect(unreferenced()).toEqual([orphan]);
    expect(only().referenced.get(mounted)).toMatchObject([
      { kind: "mount", source: "/proc/7/task/8/mountinfo" },
    ]);
  });

  test("does not trust a host where only a descriptor or a mount keeps a mount namespace", () => {
    layer(id("a"));
    image(id("1"), "elsewhere");
    for (const [pid, inode] of [
      [1, 100],
      [7, 101],
    ]) {
      mkdirSync(join(tree, `/proc/${pid}/ns`), { recursive: true });
      mkdirSync(join(tree, `/proc/${pid}/fd`));
      symlinkSync(`mnt:[${inode}]`, join(tree, `/proc/${pid}/ns/mnt`));
      write(`/proc/${pid}/mountinfo`, "30 1 8:1 / / rw - ext4 /dev/sda rw\n");
    }
    symlinkSync("mnt:[101]", join(tree, "/proc/1/fd/3"));
    expect(read().gaps).toEqual([]);
    symlinkSync("mnt:[102]", join(tree, "/proc/1/fd/4"));
    write("/proc/7/mountinfo", "31 30 0:4 mnt:[103] /run/kept rw - nsfs nsfs rw\n");
    expect(read().gaps).toEqual([
      { what: "mounts", path: "mnt:[103]", code: "kept" },
      { what: "mounts", path: "mnt:[102]", code: "kept" },
    ]);
  });

  test("does not trust a mount whose options do not tell its own layer", () => {
    layer(id("a"));
    image(id("1"), "elsewhere");
    write(
      "/proc/1/mountinfo",
      `30 1 0:40 / /x rw - overlay overlay rw,lowerdir=l/${short("zz")}\n`,
    );
    expect(read().gaps).toMatchObject([{ what: "mounts", code: "cut" }]);
  });

  test("finds a layer whose short name is gone and is stacked on", () => {
    const base = layer(id("a"));
    const top = layer(id("b"), base);
    image(id("1"), top);
    rmSync(join(tree, ROOT, "overlay2/l", short(base)));
    expect(unreferenced()).toEqual([]);
  });

  test("notes an entry of layerdb that holds no id", () => {
    layer(id("a"));
    image(id("1"), "");
    expect(only().gaps).toMatchObject([{ what: "torn" }]);
  });

  test("reads remapped users' roots, and each root once", () => {
    write(`${ROOT}/1000.1000/overlay2/${id("a")}/link`, "X");
    write(`${ROOT}/1000.1000/image/overlay2/layerdb/mounts/x/mount-id`, id("b"));
    symlinkSync("docker", join(tree, "/var/lib/same"));
    const roots = [ROOT, "/var/lib/same"].map((path) => ({
      path,
      local: join(tree, path),
      pid: null,
    }));
    const text = textOf(overlay2Layers, { targets: [], dockerRoots: roots });
    const { stores } = layersFact.parse([{ path: "", text, match: [] }], () => undefined);
    expect(stores.map(({ dataRoot }) => dataRoot)).toEqual([`${ROOT}/1000.1000`]);
  });

  test("does not leave the tree by a link, and takes an absolute one for a place in it", () => {
    write(`/data/docker/overlay2/${id("a")}/link`, "X");
    symlinkSync("/data", join(tree, "/moved"));
    symlinkSync("/data/docker", join(tree, "/linked"));
    expect(read("/linked").stores.map(({ unreferenced: { size } }) => size)).toEqual([1]);
    symlinkSync("..", join(tree, "/away"));
    expect(() => read("/away")).toThrow("/away");
  });

  test("keeps names with any characters on one line", () => {
    layer(id("a"));
    const hostile = "bad\nref\tname\\x";
    mkdirSync(join(tree, ROOT, "overlay2", hostile));
    expect(unreferenced()).toEqual([id("a"), hostile].toSorted());
  });

  test("finds the daemon of a copy and when it began, and what is stacked by layers made since", () => {
    const base = layer(id("a"));
    layer(id("b"), base);
    write("/proc/88/comm", "dockerd\n");
    write("/proc/88/cmdline", "dockerd\0-s\0overlay2\0");
    write("/proc/88/stat", `88 (dockerd) S 1 88 ${"0 ".repeat(16)}500 0\n`);
    write("/proc/stat", "cpu 0\nbtime 1000\n");
    const roots = [{ path: ROOT, local: join(tree, ROOT), pid: 88 }];
    const text = textOf(overlay2Layers, { targets: [], dockerRoots: roots });
    const { stores } = layersFact.parse([{ path: "", text, match: [] }], () => undefined);
    expect(stores).toMatchObject([{ daemon: { pid: 88, start: 1005 }, driver: "overlay2" }]);
    expect(stores[0]?.stacks.get(id("b"))).toEqual([base]);
  });
});

describe("a daemon", () => {
  test.each([
    ["dockerd-current", "/usr/bin/dockerd-current\0--data-root=/data/docker\0"],
    ["docker", "docker\0daemon\0-g\0/data/docker\0"],
  ])("called %s is found with its data root", (comm, cmdline) => {
    write("/proc/88/comm", `${comm}\n`);
    write("/proc/88/cmdline", cmdline);
    write("/data/docker/engine-id");
    expect(dockerRoots(tree, [])).toEqual([
      { path: "/data/docker", local: join(tree, "/data/docker"), pid: 88 },
    ]);
  });

  test("is no client of docker", () => {
    write("/proc/88/comm", "docker\n");
    write("/proc/88/cmdline", "docker\0run\0busybox\0");
    write(`${ROOT}/engine-id`);
    expect(dockerRoots(tree, []).map(({ pid }) => pid)).toEqual([null]);
  });

  test("whose data root is not known may own what looks unowned", () => {
    layer(id("a"));
    write("/proc/88/comm", "dockerd\n");
    write("/proc/88/cmdline", "dockerd\0--data-root\0/elsewhere\0");
    const gap = { what: "daemon", path: "/proc/88" };
    expect(read().gaps).toMatchObject([gap]);
    expect(read("/nowhere")).toMatchObject({ stores: [], gaps: [gap] });
  });
});

describe("layer-usage", () => {
  const look = (...names: readonly string[]): LayerUsages => {
    const roots = [{ path: ROOT, local: join(tree, ROOT), pid: null }];
    const targets = names.map((name) => `${ROOT}/overlay2/${name}`);
    const text = textOf(layerUsage, { targets, dockerRoots: roots });
    return usageFact.parse([{ path: "", text, match: [] }], () => undefined);
  };

  test("counts a file that two layers share once, and tells what lies at their tops", () => {
    const [one, two] = [layer(id("a")), layer(id("b"))];
    write(`${ROOT}/overlay2/${one}/diff/file`, "x".repeat(100_000));
    linkSync(
      join(tree, ROOT, "overlay2", one, "diff/file"),
      join(tree, ROOT, "overlay2", two, "diff/file"),
    );
    const sizes = [...look(one, two).layers.values()];
    expect(new Set(sizes.map(({ size }) => size?.inodes))).toEqual(new Set([3, 4]));
    expect(sizes.map(({ link, entries }) => [link, [...entries]])).toEqual([
      ["linked", ["diff", "link"]],
      ["linked", ["diff", "link"]],
    ]);
  });

  test("tells a short name that leads elsewhere, and one that is not there", () => {
    const [one, two] = [layer(id("a")), layer(id("b"))];
    rmSync(join(tree, ROOT, "overlay2/l", short(one)));
    rmSync(join(tree, ROOT, "overlay2", two, "link"));
    const found = look(one, two).layers;
    expect(found.get(`${ROOT}/overlay2/${one}`)?.link).toBe("unlinked");
    expect(found.get(`${ROOT}/overlay2/${two}`)?.link).toBe("nameless");
  });

  test("looks into layers only, whatever it is asked for", () => {
    layer(id("a"));
    expect([...look("../../../etc", "l", "..", "x/y").layers.keys()]).toEqual([]);
    expect([...look("nothing").gone]).toEqual([`${ROOT}/overlay2/nothing`]);
  });

  test("goes through a list evenly, and through all of it", () => {
    const list = Array.from({ length: 103 }, (_, at) => at);
    expect(spread(list).toSorted((a, b) => a - b)).toEqual(list);
    expect(Math.max(...spread(list).slice(0, 11))).toBeGreaterThan(90);
  });
});

test("a finder of words finds what a plain search finds", () => {
  const bytes = readFileSync(process.execPath).subarray(0, 300_000);
  const text = bytes.toString("latin1");
  const inside = [...text.matchAll(/[!-~]{64}/g)].map(([word]) => word);
  const words = [...new Set([...inside.slice(0, 40), "k3jv0d8nlk4yq4c3y9w6s1x2z"])];
  expect(words.length).toBeGreaterThan(5);
  const found = new Set<string>();
  new WordFinder(words).find(bytes, (word) => found.add(word));
  expect([...found].toSorted()).toEqual(words.filter((word) => text.includes(word)).toSorted());
});
