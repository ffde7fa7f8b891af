import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import processMemory from "./process-memory.ts";
import socketOwners from "./socket-owners.ts";

const HEADING =
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
const row = (number: number, state: string, queues: string, inode: number): string =>
  `   ${number}: 0100007F:1F90 0100007F:C350 ${state} ${queues} 00:00000000 00000000     0        0 ${inode} 1 0000000000000000 20 4 30 10 -1\n`;

let tree = "";

function put(path: string, text: string): void {
  const file = join(tree, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function link(path: string, target: string): void {
  const file = join(tree, path);
  mkdirSync(dirname(file), { recursive: true });
  symlinkSync(target, file);
}

const records = async (text: string | Promise<string>): Promise<string[][]> =>
  (await text)
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"));

const task = (): { root: string; targets: []; dockerRoots: [] } => ({
  root: tree,
  targets: [],
  dockerRoots: [],
});

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), "casebook-proc-"));
});
afterAll(() => rmSync(tree, { recursive: true }));

describe("walks of a snapshot", () => {
  test("name the process that holds a full socket, in the namespace that the process is in", async () => {
    put("proc/7/comm", "evil\u001b[31m\tname\n");
    link("proc/7/ns/net", "net:[4026532177]");
    link("proc/7/fd/3", "socket:[4242]");
    const rows = [
      row(0, "0A", "00000000:00000005", 1),
      row(1, "01", "00000010:00001000", 4242),
      row(2, "01", "00000000:00000000", 4243),
      row(3, "04", "00000020:00000000", 0),
    ];
    put("proc/7/net/tcp", HEADING + rows.join(""));
    expect(await records(socketOwners.run(task()))).toEqual([
      [
        "4026532177",
        '"tcp"',
        "1",
        "4096",
        "16",
        "7",
        JSON.stringify("evil\u001b[31m\tname"),
        '"127.0.0.1:8080 → 127.0.0.1:50000"',
      ],
      ["4026532177", '"tcp"', "1", "0", "32", "-", '""', '"127.0.0.1:8080 → 127.0.0.1:50000"'],
    ]);
  });
  test("take the host's own tables where no process's were captured", async () => {
    rmSync(join(tree, "proc/7/net"), { recursive: true });
    put("proc/net/udp", HEADING + row(1, "07", "00000000:00000300", 4242));
    expect((await records(socketOwners.run(task()))).map((record) => record.slice(0, 6))).toEqual([
      ["0", '"udp"', "1", "768", "0", "7"],
    ]);
  });
  test("follow no link out of the snapshot, and read nothing that is no file", async () => {
    rmSync(join(tree, "proc/net"), { recursive: true });
    link("proc/net", "/proc/net");
    mkdirSync(join(tree, "proc/8"), { recursive: true });
    link("proc/8/status", "/proc/self/status");
    mkdirSync(join(tree, "proc/9/status"), { recursive: true });
    expect(await records(socketOwners.run(task()))).toEqual([]);
    expect(await records(processMemory.run(task()))).toEqual([]);
  });
  test("tell RSS alone of a process whose smaps_rollup is missing", async () => {
    put("proc/7/status", "Name:\tx\nVmRSS:\t     100 kB\nVmPTE:\t      48 kB\n");
    put("proc/10/status", "VmRSS:\t     100 kB\n");
    put(
      "proc/10/smaps_rollup",
      "0-1 ---p 0 00:00 0 [rollup]\nRss:                1720 kB\nPss:                 328 kB\n",
    );
    expect(await records(processMemory.run(task()))).toEqual([
      ["7", "102400", "-", "-", "-", "-", "49152", JSON.stringify("evil\u001b[31m\tname")],
      ["10", "1761280", "335872", "-", "-", "-", "-", '""'],
    ]);
  });
});
