import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Source } from "#contract/fact.ts";
import type { Fetched, Order } from "#contract/host.ts";
import { folderHost } from "./folder.ts";

let root = "";

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "casebook-folder-"));
  write("casebook.json", JSON.stringify({ host: { name: "web-1", kernel: "4.19.0" } }));
  write("proc/uptime", "1000.00 900.00\n");
  write("later/proc/uptime", "1002.50 902.00\n");
  write("proc/stat", "cpu  1 2 3 4 5 6 7 8\n");
  write("later/proc/stat", "cpu  2 2 3 4 5 6 7 8\n");
  write("netns/4026532177/proc/net/sockstat", "TCP: inuse 7\n");
  write("proc/4711/net/softnet_stat", "0001\n");
  write("cmd/conntrack-S", "cpu=0 found=0\n");
  mkdirSync(join(root, "proc/4711/ns"), { recursive: true });
  symlinkSync("net:[4026532999]", join(root, "proc/4711/ns/net"));
  symlinkSync("/etc/passwd", join(root, "proc/version"));
  symlinkSync("loop", join(root, "proc/loop"));
  Bun.spawnSync(["mkfifo", join(root, "proc/softirqs")]);
});

afterAll(() => rmSync(root, { recursive: true }));

const order = (source: Source, more: Partial<Order> = {}): Order => ({
  source,
  scope: "host",
  sample: "first",
  limitSeconds: 2,
  ...more,
});
const file = (path: string): Source => ({ kind: "file", path });
const texts = (fetched: Fetched): readonly string[] =>
  fetched.status === "read" ? fetched.entries.map(({ text }) => text) : [fetched.status];

test("both samples are read, and the time between them is the host's own", async () => {
  const host = folderHost([root]);
  expect(texts(await host.fetch(order(file("/proc/stat"))))).toEqual(["cpu  1 2 3 4 5 6 7 8\n"]);
  expect(await host.nextSample()).toBe(2.5);
  const later = await host.fetch(order(file("/proc/stat"), { sample: "later" }));
  expect(texts(later)).toEqual(["cpu  2 2 3 4 5 6 7 8\n"]);
});

test("who it is stands in casebook.json", async () => {
  expect(await folderHost([root]).identify()).toMatchObject({ name: "web-1", kernel: "4.19.0" });
});

test("names that were not copied, but for an empty file or one of zeros, are not told", async () => {
  const tree = mkdtempSync(join(tmpdir(), "casebook-folder-"));
  mkdirSync(join(tree, "proc/sys/kernel"), { recursive: true });
  writeFileSync(join(tree, "proc/sys/kernel/hostname"), "");
  writeFileSync(join(tree, "proc/sys/kernel/osrelease"), "\0".repeat(20));
  expect(await folderHost([tree]).identify()).toMatchObject({ name: tree, kernel: null });
  rmSync(tree, { recursive: true });
});

test("a file that is not there was not captured: nothing follows about the host", async () => {
  const fetched = await folderHost([root]).fetch(order(file("/proc/meminfo")));
  expect(fetched.status).toBe("not-captured");
});

test("a link out of the folder, a loop and a FIFO are refused, not followed and not waited for", async () => {
  const host = folderHost([root]);
  for (const path of ["/proc/version", "/proc/loop", "/proc/softirqs"]) {
    expect((await host.fetch(order(file(path)))).status).toBe("denied");
  }
});

test("a command's output lies under cmd/", async () => {
  const source: Source = { kind: "command", argv: ["conntrack", "-S"] };
  expect(texts(await folderHost([root]).fetch(order(source)))).toEqual(["cpu=0 found=0\n"]);
});

test("namespaces are those of the processes and of netns/, each with its own answers", async () => {
  const host = folderHost([root]);
  const { namespaces } = await host.namespaces("net");
  expect(namespaces.map(({ inode }) => inode)).toEqual([0, 4026532177, 4026532999]);
  const [, captured, ofProcess] = namespaces;
  const sockstat = order(file("/proc/net/sockstat"), {
    scope: "netns",
    ...(captured && { namespace: captured }),
  });
  expect(texts(await host.fetch(sockstat))).toEqual(["TCP: inuse 7\n"]);
  const softnet = order(file("/proc/net/softnet_stat"), {
    scope: "netns",
    ...(ofProcess && { namespace: ofProcess }),
  });
  expect(texts(await host.fetch(softnet))).toEqual(["0001\n"]);
});

test("a dockerd's data root that the user names is looked into, as one of the manifest is", async () => {
  const tree = mkdtempSync(join(tmpdir(), "casebook-folder-"));
  mkdirSync(join(tree, "proc"));
  mkdirSync(join(tree, "data/docker/overlay2/l"), { recursive: true });
  const layers = order({ kind: "names", pattern: "/overlay2/*", base: "docker-root" });
  const named = folderHost([tree], { second: false, dockerRoots: ["/data/docker"] });
  expect((await named.fetch(layers)).status).toBe("read");
  expect((await folderHost([tree]).fetch(layers)).status).toBe("not-captured");
  rmSync(tree, { recursive: true });
});

test("an earlier layer hides a later one", async () => {
  const over = mkdtempSync(join(tmpdir(), "casebook-layer-"));
  mkdirSync(join(over, "proc"));
  writeFileSync(join(over, "proc/stat"), "cpu  9 9 9 9 9 9 9 9\n");
  const host = folderHost([over, root]);
  expect(texts(await host.fetch(order(file("/proc/stat"))))).toEqual(["cpu  9 9 9 9 9 9 9 9\n"]);
  expect(texts(await host.fetch(order(file("/proc/uptime"))))).toEqual(["1000.00 900.00\n"]);
  rmSync(over, { recursive: true });
});

test("mount namespaces without links are told apart by the length of their tables", async () => {
  const tree = mkdtempSync(join(tmpdir(), "casebook-tables-"));
  for (const [pid, table] of [
    [1, "own"],
    [20, "own"],
    [30, "another"],
    [31, "another"],
  ] as const) {
    mkdirSync(join(tree, `proc/${pid}`), { recursive: true });
    writeFileSync(join(tree, `proc/${pid}/mountinfo`), table);
    writeFileSync(join(tree, `proc/${pid}/comm`), "sleep\n");
  }
  const { namespaces } = await folderHost([tree]).namespaces("mnt");
  expect(namespaces).toEqual([
    { kind: "mnt", inode: 0, own: true, pids: [], name: "" },
    { kind: "mnt", inode: -30, own: false, pids: [30, 31], name: "sleep" },
  ]);
  rmSync(tree, { recursive: true });
});

test("a second sample that nothing dates is a second later", async () => {
  const tree = mkdtempSync(join(tmpdir(), "casebook-folder-"));
  try {
    for (const base of ["", "later"]) {
      mkdirSync(join(tree, base, "proc/net"), { recursive: true });
      writeFileSync(join(tree, base, "proc/net/netstat"), "TcpExt: ListenDrops\nTcpExt: 1\n");
    }
    const host = folderHost([tree]);
    expect(await host.nextSample()).toBe(1);
    const [first, later] = await Promise.all([
      host.fetch(order(file("/proc/net/netstat"))),
      host.fetch(order(file("/proc/net/netstat"), { sample: "later" })),
    ]);
    expect(Date.parse(later.at) - Date.parse(first.at)).toBe(1000);
    expect(await folderHost([tree], { second: false }).nextSample()).toBeNull();
  } finally {
    rmSync(tree, { recursive: true });
  }
});

test("a second sample of a few counters takes nothing away from the first", async () => {
  const tree = mkdtempSync(join(tmpdir(), "casebook-folder-"));
  try {
    for (const place of ["proc/net", "later/proc/net"])
      mkdirSync(join(tree, place), { recursive: true });
    writeFileSync(join(tree, "proc/net/tcp"), "  sl  local_address\n");
    const walk = (sample: "first" | "later"): Order => ({
      ...order({ kind: "walk", walk: "listen-queues" }, { sample }),
      targets: ["0", "own=0"],
    });
    const host = folderHost([tree]);
    expect((await host.fetch(walk("first"))).status).toBe("read");
    expect((await host.fetch(walk("later"))).status).toBe("not-captured");
  } finally {
    rmSync(tree, { recursive: true });
  }
});

test("lines that Windows ended are read as the kernel wrote them", async () => {
  const tree = mkdtempSync(join(tmpdir(), "casebook-folder-"));
  mkdirSync(join(tree, "proc"));
  writeFileSync(join(tree, "proc/softirqs"), " CPU0 CPU1\r\nHI: 1 2\r\n");
  writeFileSync(join(tree, "proc/version"), "a name\rwith one\n");
  const host = folderHost([tree]);
  expect(texts(await host.fetch(order(file("/proc/softirqs"))))).toEqual([" CPU0 CPU1\nHI: 1 2\n"]);
  expect(texts(await host.fetch(order(file("/proc/version"))))).toEqual(["a name\rwith one\n"]);
  rmSync(tree, { recursive: true });
});

test("the namespace of a tree without its first process is that of the process that copied it", async () => {
  const tree = mkdtempSync(join(tmpdir(), "casebook-folder-"));
  mkdirSync(join(tree, "proc/4711/ns"), { recursive: true });
  symlinkSync("4711", join(tree, "proc/self"));
  symlinkSync("net:[4026531993]", join(tree, "proc/4711/ns/net"));
  const { namespaces } = await folderHost([tree]).namespaces("net");
  expect(namespaces).toEqual([
    { kind: "net", inode: 4026531993, own: true, pids: [4711], name: "" },
  ]);
  rmSync(tree, { recursive: true });
});
