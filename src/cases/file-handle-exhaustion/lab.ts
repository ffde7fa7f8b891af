import { join } from "node:path";
import type { Bench } from "#lab/bench.ts";
import { expectAbsent, expectFinding, expectNoFinding, findingsOf } from "#lab/judge.ts";
import { defineLab, type LabVariant, program, root } from "#lab/lab.ts";
import { labProgram } from "#lab/programs.ts";
import type { Started } from "#lab/started.ts";
import { outOfFiles, requires as guestRequires } from "./guest.lab.ts";

/** A process that holds so many files under a limit. */
async function holder(bench: Bench, limit: string, count: string): Promise<Started> {
  const ready = join(bench.directory, `held-${count}`);
  const started = bench.start(
    "prlimit",
    `--nofile=${limit}`,
    ...labProgram("hold-files", count, ready),
  );
  await bench.until("the files are open", () => Bun.file(ready).exists());
  return started;
}

const requires = [root, program("prlimit")];
const ofPid = ({ pid }: Started): RegExp => new RegExp(`\\[${pid}\\]$`);

const processFull: LabVariant = {
  id: "process-limit",
  kind: "fault",
  says: {
    en: "a process opens files until the kernel answers EMFILE",
    zh: "进程不断打开文件，直到内核返回 EMFILE",
  },
  requires,
  async up(bench) {
    const full = await holder(bench, "256:256", "all");
    return {
      judge(report) {
        const finding = findingsOf(report).find(({ subject }) => ofPid(full).test(subject.name));
        const undo = JSON.stringify(finding?.remedies[0]?.steps[0]);
        const isToldHow = undo?.includes(`--nofile=256:256`) ?? false;
        return [
          ...expectFinding(report, { cause: "process-limit", subject: ofPid(full) }),
          ...(isToldHow ? [] : [`expected the way back to 256:256, found ${undo}`]),
        ];
      },
    };
  },
};

const processNear: LabVariant = {
  id: "process-near-limit",
  kind: "fault",
  says: { en: "a process holds nine tenths of what it may", zh: "进程持有的文件数达到上限的九成" },
  requires,
  async up(bench) {
    const near = await holder(bench, "1000:1000", "890");
    return {
      judge: (report) =>
        expectFinding(report, { kind: "latent", cause: "process-limit", subject: ofPid(near) }),
    };
  },
};

const systemFull: LabVariant = {
  id: "system-limit",
  kind: "fault",
  says: {
    en: "a guest whose users have opened all files that fs.file-max allows",
    zh: "虚拟机中普通用户打开的文件数达到 fs.file-max",
  },
  requires: guestRequires,
  up: outOfFiles((report) =>
    expectFinding(report, { cause: "system-limit", subject: "fs.file-max" }),
  ),
};

const manyFiles: LabVariant = {
  id: "many-files-high-limit",
  kind: "look-alike",
  says: {
    en: "a process holds 5000 files, and may hold four times as many",
    zh: "进程持有 5000 个文件，而上限是其四倍",
  },
  requires,
  async up(bench) {
    const busy = await holder(bench, "20000:20000", "5000");
    return {
      judge: (report) => [...expectAbsent(report), ...expectNoFinding(report, ofPid(busy))],
    };
  },
};

const fewFiles: LabVariant = {
  id: "few-files",
  kind: "healthy",
  says: { en: "a process holds 100 of 1024 files", zh: "进程持有 100 个文件，上限 1024" },
  requires,
  async up(bench) {
    await holder(bench, "1024:4096", "100");
    return { judge: expectAbsent };
  },
};

export default defineLab({
  case: "file-handle-exhaustion",
  variants: [processFull, processNear, systemFull, manyFiles, fewFiles],
});
