import { join } from "node:path";
import type { Report, ReportEvidence } from "#contract/report.ts";
import { expectAbsent, expectFinding, findingsOf, verdictOf } from "#lab/judge.ts";
import { defineLab, program, root } from "#lab/lab.ts";
import { labProgram } from "#lab/programs.ts";
import type { Bench } from "#lab/bench.ts";
import type { Room } from "#lab/room.ts";

const requires = [root, program("unshare"), program("nsenter")];

function evidenceOf(report: Report, label: string): ReportEvidence | undefined {
  const verdict = verdictOf(report);
  const evidence =
    verdict.kind === "absent" ? verdict.evidence : (findingsOf(report)[0]?.evidence ?? []);
  return evidence.find((one) => one.label === label);
}

function expectAtLeast(report: Report, label: string, least: number): string[] {
  const seen = evidenceOf(report, label)?.observed;
  const found = typeof seen === "object" ? Number(seen.value) : Number.NaN;
  return found >= least ? [] : [`expected ${label} to be at least ${least}, found ${found}`];
}

async function untilRefused(bench: Bench, room: Room): Promise<void> {
  await bench.until("segments are refused", async () => {
    const [names = "", values = ""] = (await room.run("cat", "/proc/net/netstat")).split("\n");
    return Number(values.split(" ")[names.split(" ").indexOf("PAWSEstab")]) > 0;
  });
}

/** A room in which every tenth of a second, or so, foreign timestamps come in. */
async function mixed(bench: Bench, everyMilliseconds: number): Promise<void> {
  const room = await bench.room("net");
  room.start(...labProgram("old-timestamps", 9000, everyMilliseconds));
  await untilRefused(bench, room);
}

export default defineLab({
  case: "tcp-tw-recycle-drop",
  variants: [
    {
      id: "foreign-timestamps",
      kind: "fault",
      says: {
        en: "segments of another sender, with its timestamps, come in under the address of an open connection",
        zh: "另一个发送方的报文段带着自己的时间戳，混入已建立的连接",
      },
      requires,
      async up(bench) {
        await mixed(bench, 20);
        return {
          judge: (report) => [
            ...expectFinding(report, {
              cause: "paws-drops",
              subject: /^sleep@\d+$/,
              certainty: "suspected",
            }),
            ...expectAtLeast(report, "PAWSEstab", 20),
          ],
        };
      },
    },
    {
      id: "few-duplicates",
      kind: "look-alike",
      says: {
        en: "a few segments with old timestamps: duplicates that PAWS is there to refuse",
        zh: "少量时间戳过旧的报文段：正是 PAWS 要拒绝的重复报文",
      },
      requires,
      async up(bench) {
        await mixed(bench, 700);
        return {
          judge: (report) => [...expectAbsent(report), ...expectAtLeast(report, "PAWSEstab", 1)],
        };
      },
    },
    {
      id: "dead-setting",
      kind: "look-alike",
      says: {
        en: "a file under /etc/sysctl.d sets tcp_tw_recycle, which this kernel does not have",
        zh: "/etc/sysctl.d 下的文件设置了 tcp_tw_recycle，而此内核没有该项",
      },
      requires: [...requires, program("mount")],
      async up(bench) {
        const room = await bench.room("mount");
        const files = bench.makeDirectory("sysctl.d");
        await Bun.write(join(files, "99-tuning.conf"), "net.ipv4.tcp_tw_recycle = 1\n");
        await room.run("mount", "--bind", files, "/etc/sysctl.d");
        return {
          room,
          judge: (report) => [...expectAbsent(report), ...expectAtLeast(report, "dead setting", 1)],
        };
      },
    },
  ],
});
