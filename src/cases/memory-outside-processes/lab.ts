import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "#contract/report.ts";
import type { Bench } from "#lab/bench.ts";
import { expectAbsent, expectFinding, findingsOf } from "#lab/judge.ts";
import { defineLab, type LabVariant, program, root, type Stage } from "#lab/lab.ts";
import { labProgram } from "#lab/programs.ts";
import type { Room } from "#lab/room.ts";

const MIB = 1024 * 1024;
/** The kernel doubles what is asked for: a receive buffer of 6 MiB. */
const MEBIBYTES_EACH = 3;
/** A machine is not asked for more than this to reach the mark of pressure. */
const MOST_MEBIBYTES = 2200;

function memTotal(): number {
  const kib = /^MemTotal:\s+(\d+) kB$/m.exec(readFileSync("/proc/meminfo", "utf8"))?.[1];
  return Number(kib) * 1024;
}

const ready = (bench: Bench, name: string): string => join(bench.directory, `${name}.ready`);

/** Enough to press TCP, or on a large host for 3 % of RAM. */
function socketMebibytes(): number {
  const [, pressure] = readFileSync("/proc/sys/net/ipv4/tcp_mem", "utf8").split("\t");
  const pressing = (1.25 * Number(pressure) * 4096) / MIB;
  return pressing <= MOST_MEBIBYTES ? pressing : (1.2 * 0.03 * memTotal()) / MIB;
}

async function fillSockets(bench: Bench, room: Room, mode: "read" | "keep"): Promise<number> {
  const file = ready(bench, mode);
  const connections = Math.ceil(socketMebibytes() / (2 * MEBIBYTES_EACH));
  const started = room.start(
    ...labProgram("full-sockets", connections, MEBIBYTES_EACH, mode, file),
  );
  await bench.until("the queues are full", () => existsSync(file));
  return started.pid;
}

/** A tmpfs of a room's own that holds a file of a share of RAM. */
async function fillTmpfs(bench: Bench, room: Room, share: number): Promise<string> {
  const directory = bench.makeDirectory("tmpfs");
  await room.run("mount", "-t", "tmpfs", "-o", "size=60%", "lab", directory);
  const file = join(directory, "data");
  await room.run("fallocate", "-l", `${Math.ceil(share * memTotal())}`, file);
  return file;
}

function evidenceOf(report: Report, label: string): number {
  const [verdict] = report.verdicts;
  const evidence =
    verdict?.kind === "absent"
      ? verdict.evidence
      : findingsOf(report).flatMap((one) => one.evidence);
  const observed = evidence.find((one) => one.label === label)?.observed;
  return typeof observed === "object" ? Number(observed.value) : Number.NaN;
}

function partOf(report: Report, key: string): number {
  const [finding] = findingsOf(report);
  const part = finding?.balance?.parts.find((one) => one.key === key);
  return part === undefined ? Number.NaN : Number(part.quantity.value);
}

const atLeast = (what: string, found: number, mebibytes: number): string[] =>
  found >= mebibytes * MIB ? [] : [`expected ${mebibytes} MiB of ${what}, found ${found / MIB}`];

const unreadSockets: LabVariant = {
  id: "unread-sockets",
  kind: "fault",
  says: {
    en: "connections carry 6 MiB each to a program that does not read",
    zh: "许多连接各有 6 MiB 数据，接收程序不读取",
  },
  requires: [root],
  async up(bench): Promise<Stage> {
    const room = await bench.room("net");
    await fillSockets(bench, room, "keep");
    return {
      judge: (report) => [
        ...expectFinding(report, { cause: "socket-buffers", subject: /./ }),
        ...atLeast("TCP sockets", evidenceOf(report, "TCP sockets"), 0.75 * socketMebibytes()),
        ...atLeast(
          "payload in queues",
          evidenceOf(report, "payload in queues"),
          0.4 * socketMebibytes(),
        ),
        ...atLeast("sockets in the balance", partOf(report, "sockets"), 0.7 * socketMebibytes()),
        ...(findingsOf(report).length === 1 ? [] : ["expected one finding"]),
      ],
    };
  },
};

const readSockets: LabVariant = {
  id: "read-sockets",
  kind: "healthy",
  says: {
    en: "the same connections, and the program reads",
    zh: "同样的连接，程序正常读取",
  },
  requires: [root],
  async up(bench): Promise<Stage> {
    const room = await bench.room("net");
    await fillSockets(bench, room, "read");
    return { judge: expectAbsent };
  },
};

const closedSockets: LabVariant = {
  id: "freed-to-cpu-lists",
  kind: "look-alike",
  says: {
    en: "full sockets were closed: the pages are free, and on the lists of CPUs",
    zh: "积压的套接字已关闭：页已释放，但停留在各 CPU 的链表上",
  },
  requires: [root],
  async up(bench): Promise<Stage> {
    const room = await bench.room("net");
    const pid = await fillSockets(bench, room, "keep");
    process.kill(pid, "SIGKILL");
    await bench.until("the program has ended", () => !existsSync(`/proc/${pid}/fd/0`));
    return { judge: expectAbsent };
  },
};

const fullTmpfs: LabVariant = {
  id: "tmpfs",
  kind: "fault",
  says: { en: "a tmpfs holds a tenth of RAM", zh: "一个 tmpfs 占用内存的十分之一" },
  requires: [root, program("fallocate")],
  async up(bench): Promise<Stage> {
    const room = await bench.room("mount");
    const file = await fillTmpfs(bench, room, 0.101);
    return {
      judge: (report) => [
        ...expectFinding(report, { kind: "latent", cause: "tmpfs", subject: /./ }),
        ...(findingsOf(report).some(({ says }) => says.includes(file.replace(/\/data$/, "")))
          ? []
          : ["expected the mount point in the sentence"]),
      ],
    };
  },
};

const mappedTmpfs: LabVariant = {
  id: "mapped-tmpfs",
  kind: "look-alike",
  says: {
    en: "the same tmpfs, and three processes map all of it: their memory, counted once",
    zh: "同样的 tmpfs，但被三个进程完整映射：属于进程内存，且只计一次",
  },
  requires: [root, program("fallocate")],
  async up(bench): Promise<Stage> {
    const room = await bench.room("mount");
    const file = await fillTmpfs(bench, room, 0.101);
    for (const name of ["one", "two", "three"])
      room.start(...labProgram("map-file", file, ready(bench, name)));
    await bench.until("the file is mapped", () =>
      ["one", "two", "three"].every((name) => existsSync(ready(bench, name))),
    );
    return { judge: expectAbsent };
  },
};

const PIPES_EACH = 400;

/** A pipe's pages are in no account: they stand for those that a driver takes. */
const fullPipes: LabVariant = {
  id: "full-pipes",
  kind: "fault",
  says: {
    en: "pipes that nobody reads hold 4 % of RAM, which no account of the kernel shows",
    zh: "无人读取的管道占用 4 % 的内存，内核账目中均无体现",
  },
  requires: [root],
  async up(bench): Promise<Stage> {
    const mebibytes = Math.max(700, (0.04 * memTotal()) / MIB);
    // Two descriptors a pipe, and often no more than 1024 a process.
    const programs = [...Array(Math.ceil(mebibytes / PIPES_EACH)).keys()];
    const files = programs.map((number) => ready(bench, `pipes-${number}`));
    for (const file of files) bench.start(...labProgram("full-pipes", PIPES_EACH, file));
    await bench.until("the pipes are full", () => files.every((file) => existsSync(file)));
    return {
      judge: (report) => [
        ...expectFinding(report, { cause: "unaccounted", subject: /./ }),
        ...atLeast("rest", evidenceOf(report, "unexplained rest"), 0.95 * mebibytes),
      ],
    };
  },
};

const pageCache: LabVariant = {
  id: "page-cache",
  kind: "look-alike",
  says: { en: "a file of 1 GiB is in the page cache", zh: "页缓存中有一个 1 GiB 的文件" },
  requires: [root],
  async up(bench): Promise<Stage> {
    const file = join(bench.directory, "data");
    await bench.run("dd", "if=/dev/zero", `of=${file}`, "bs=1M", "count=1024");
    return { judge: expectAbsent };
  },
};

const negativeDentries: LabVariant = {
  id: "negative-dentries",
  kind: "look-alike",
  says: {
    en: "300 000 names were asked for that are not there",
    zh: "查找了 300 000 个不存在的文件名",
  },
  requires: [root],
  async up(bench): Promise<Stage> {
    const directory = bench.makeDirectory("empty");
    await bench.run(...labProgram("missing-names", directory, 300_000));
    return { judge: expectAbsent };
  },
};

export default defineLab({
  case: "memory-outside-processes",
  variants: [
    unreadSockets,
    readSockets,
    closedSockets,
    fullTmpfs,
    mappedTmpfs,
    fullPipes,
    pageCache,
    negativeDentries,
  ],
});
