import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "#contract/report.ts";
import type { Bench } from "#lab/bench.ts";
import { hungSource } from "#lab/blind.ts";
import { expectAbsent, expectFinding, findingsOf, verdictOf } from "#lab/judge.ts";
import {
  defineLab,
  type LabVariant,
  program,
  type Requirement,
  root,
  type Stage,
} from "#lab/lab.ts";
import { cable } from "#lab/network.ts";
import type { Room } from "#lab/room.ts";
import { flood, programOf, sink } from "./flood.lab.ts";
import { allQueues, guestUnder, requires as guestRequires } from "./guest.lab.ts";

const PORT = 9000;
/** Rules that no packet matches: they make each packet dear, so that a modest flood saturates a CPU. */
const RULES = 12_000;

const requires: readonly Requirement[] = [
  root,
  { kind: "cpus", atLeast: 2 },
  program("ip"),
  program("taskset"),
  program("iptables-restore"),
];

interface Load {
  /** Mask for the receiving end. */
  readonly rps: string;
  readonly flows: number;
  /** CPU that must spend a share of a second in softirq before the check, if the variant is about one. */
  readonly hot?: { readonly cpu: number; readonly share: number };
}

const TO_CPU_1: Load = { rps: "2", flows: 16, hot: { cpu: 1, share: 0.75 } };

async function receiver(bench: Bench): Promise<{ from: Room; to: Room }> {
  const from = await bench.room("net");
  const to = await bench.room("net", "mount");
  // Sysfs shows the devices of the namespace that it was mounted in.
  await to.run("mount", "-t", "sysfs", "sysfs", "/sys");
  await cable(
    { room: from, name: "source0", addresses: ["198.51.100.1/24"] },
    { room: to, name: "sink0", addresses: ["198.51.100.2/24"] },
  );
  return { from, to };
}

async function makePacketsDear(bench: Bench, room: Room): Promise<void> {
  const rules = Array.from(
    { length: RULES },
    (_, index) => `-A INPUT -s 203.0.${index >> 8}.${index & 255}/32 -j DROP`,
  );
  const path = join(bench.directory, "rules");
  await Bun.write(path, ["*filter", ...rules, "COMMIT", ""].join("\n"));
  await room.run("iptables-restore", path);
}

/** Softirq time and all time of a CPU, in clock ticks. */
function ticks(cpu: number): { softirq: number; total: number } {
  const row = readFileSync("/proc/stat", "utf8")
    .split("\n")
    .find((line) => line.startsWith(`cpu${cpu} `));
  const times = (row ?? "").split(" ").slice(1, 9).map(Number);
  return { softirq: times[6] ?? 0, total: times.reduce((sum, time) => sum + time, 0) };
}

/** Waits: other work of the machine may hold the flood back for a while. */
async function untilHot(bench: Bench, { cpu, share }: NonNullable<Load["hot"]>): Promise<void> {
  let began = ticks(cpu);
  await bench.until(`CPU ${cpu} is busy with softirq`, () => {
    const now = ticks(cpu);
    const total = now.total - began.total;
    if (total < 100) return false;
    const isHot = now.softirq - began.softirq >= share * total;
    began = now;
    return isHot;
  });
}

async function floodInto(bench: Bench, load: Load): Promise<Room> {
  const { from, to } = await receiver(bench);
  await makePacketsDear(bench, to);
  await to.run("sh", "-c", `echo ${load.rps} > /sys/class/net/sink0/queues/rx-0/rps_cpus`);
  to.start(...programOf(sink, { port: PORT }));
  const order = { address: "198.51.100.2", port: PORT, flows: load.flows, bytes: 64 };
  from.start("taskset", "-c", "0", ...programOf(flood, order));
  await bench.until("packets arrive", async () => {
    const dev = await to.run("cat", "/proc/net/dev");
    return Number(/sink0:\s*\d+\s+(\d+)/.exec(dev)?.[1] ?? 0) > 10_000;
  });
  if (load.hot !== undefined) await untilHot(bench, load.hot);
  return to;
}

const flooded =
  (load: Load, judge: Stage["judge"]): LabVariant["up"] =>
  async (bench) => ({ room: await floodInto(bench, load), flags: ["--interval", "2s"], judge });

const isNic =
  (cause: string): Stage["judge"] =>
  (report) => {
    const [finding] = findingsOf(report);
    const labels = finding?.evidence.map(({ label }) => label) ?? [];
    return [
      ...expectFinding(report, { cause, subject: "eth0" }),
      ...(labels.some((label) => /^IRQ \d|receive interrupts/.test(label))
        ? []
        : ["no interrupt named"]),
      ...(finding?.remedies.some(({ id }) => id === "enable-rps") ? [] : ["no enable-rps"]),
    ];
  };

/** Ruled out, and not for want of packets. */
function judgeShared(report: Report): readonly string[] {
  const verdict = verdictOf(report);
  const evidence = verdict.kind === "absent" ? verdict.evidence : [];
  const isLoaded = evidence.some(({ observed, key }) => {
    if (key.endsWith("/spreadSays")) return true;
    return (
      typeof observed === "object" && observed.unit === "events/s" && Number(observed.value) > 10
    );
  });
  return [...expectAbsent(report), ...(isLoaded ? [] : ["no packets came"])];
}

function judgeSteering(report: Report): readonly string[] {
  const problems = expectFinding(report, { cause: "steering-to-one-cpu", subject: "sink0" });
  const [finding] = findingsOf(report);
  const share = finding?.evidence[0]?.observed;
  const seen = typeof share === "object" ? Number(share.value) : 0;
  return [
    ...problems,
    ...(seen >= 0.6 ? [] : [`expected CPU 1 to be at least 60 % in softirq, found ${seen}`]),
    ...(finding?.remedies.some(({ id }) => id === "widen-steering") ? [] : ["no widen-steering"]),
  ];
}

export default defineLab({
  case: "softirq-on-one-cpu",
  variants: [
    {
      id: "rps-to-one-cpu",
      kind: "fault",
      says: {
        en: "rps_cpus of the receiving device names CPU 1 alone while CPU 0 sends",
        zh: "接收端网卡的 rps_cpus 只写了 CPU 1，由 CPU 0 发送",
      },
      requires,
      up: flooded(TO_CPU_1, judgeSteering),
    },
    {
      id: "rps-seen-from-host",
      kind: "fault",
      says: {
        en: "the same, asked from the host: the device is in another network namespace",
        zh: "同上，但从主机上检查：网卡在另一个网络命名空间中",
      },
      requires,
      up: async (bench) => {
        const { room: _room, ...stage } = await flooded(TO_CPU_1, judgeSteering)(bench);
        return stage;
      },
    },
    {
      id: "single-queue-nic",
      kind: "fault",
      says: {
        en: "a virtual machine whose card has one queue gets more packets than one CPU can take",
        zh: "虚拟机网卡只有一个队列，数据包超过单个 CPU 的处理能力",
      },
      requires: guestRequires,
      up: guestUnder({ queues: 1 }, isNic("single-queue-nic")),
    },
    {
      id: "queues-share-one-cpu",
      kind: "fault",
      says: {
        en: "a card with a queue per CPU, and the interrupts of all queues on CPU 1",
        zh: "网卡每个 CPU 一个队列，但所有队列的中断都在 CPU 1",
      },
      requires: guestRequires,
      up: guestUnder({ queues: allQueues, pinned: true }, isNic("queues-share-one-cpu")),
    },
    {
      id: "queue-per-cpu",
      kind: "healthy",
      says: {
        en: "a card with a queue per CPU shares a load between all CPUs",
        zh: "网卡每个 CPU 一个队列，负载由所有 CPU 分担",
      },
      requires: guestRequires,
      up: guestUnder({ queues: allQueues, perSecond: 2500 }, judgeShared),
    },
    {
      id: "sender-pinned",
      kind: "look-alike",
      says: {
        en: "a virtual device has no interrupt: its softirq runs where the pinned sender does",
        zh: "虚拟网卡没有中断，软中断就在绑定了 CPU 的发送方上运行",
      },
      requires,
      up: flooded({ rps: "0", flows: 16, hot: { cpu: 0, share: 0.3 } }, expectAbsent),
    },
    {
      id: "balanced",
      kind: "healthy",
      says: {
        en: "RPS shares many flows between both CPUs",
        zh: "RPS 把多条流分散到两个 CPU",
      },
      requires,
      up: flooded({ rps: "3", flows: 64 }, expectAbsent),
    },
    {
      id: "one-flow",
      kind: "look-alike",
      says: {
        en: "RPS may use both CPUs, and a single flow stays on one",
        zh: "RPS 可用两个 CPU，但单条流只会落在其中一个",
      },
      requires,
      up: flooded({ rps: "3", flows: 1 }, expectAbsent),
    },
    {
      id: "idle",
      kind: "healthy",
      says: { en: "a device with one queue and no traffic", zh: "单队列网卡，没有流量" },
      requires,
      up: async (bench) => ({ room: (await receiver(bench)).to, judge: expectAbsent }),
    },
    hungSource("/proc/softirqs", "proc/softirqs"),
  ],
});
