import { afterAll, describe, expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import type { Finding, Verdict } from "#contract/verdict.ts";
import { runCases } from "#engine/run.ts";
import { folderHost } from "#host/folder.ts";
import { renderSays } from "#text/render-says.ts";
import { describeCase } from "#testing/describe-case.ts";
import { mutated } from "#testing/mutate.ts";
import softirqOnOneCpu from "./case.ts";
import { roleOf } from "./irq-names.ts";

describeCase(softirqOnOneCpu, import.meta.path);

/** Altered files that the case is tried on; `PROPERTY_RUNS=3000` for the long run. */
const ALTERATIONS = Number(process.env["PROPERTY_RUNS"] ?? 100);
const SECONDS = 2;
const TICKS = 100 * SECONDS;
/** Counters begin shortly before they wrap, or anywhere else. */
const U32 = 2 ** 32;

interface CpuWork {
  /** Shares of the interval. */
  readonly softirq?: number;
  readonly steal?: number;
  readonly user?: number;
  /** Per second. */
  readonly rows?: Readonly<Record<string, number>>;
  readonly processed?: number;
  readonly dropped?: number;
  readonly timeSqueeze?: number;
  readonly receivedRps?: number;
}

interface MadeIrq {
  readonly irq: number;
  readonly action: string;
  readonly chip?: string;
  readonly allowed?: string;
  readonly effective?: string;
  /** Interrupts per second by CPU. */
  readonly perSecond?: Readonly<Record<number, number>>;
  /** Since boot, by CPU. */
  readonly since?: Readonly<Record<number, number>>;
}

interface MadeHost {
  readonly possible: number;
  readonly online?: readonly number[];
  readonly onlineBefore?: readonly number[];
  readonly work: Readonly<Record<number, CpuWork>>;
  readonly irqs?: readonly MadeIrq[];
  /** Received packets per second. */
  readonly devices?: Readonly<Record<string, number>>;
  /** Masks of receive queues. */
  readonly queues?: Readonly<Record<string, readonly string[]>>;
  /** What `/sys/class/net/IF/device` leads to. */
  readonly buses?: Readonly<Record<string, string>>;
  readonly softnet?: "labelled" | "unlabelled" | "missing";
  readonly startAt?: number;
  readonly comms?: readonly string[];
  /** Received packets per second of a device in another network namespace, and its RPS mask. */
  readonly elsewhere?: { readonly name: string; readonly perSecond: number; readonly rps: string };
}

const ROWS = ["HI", "TIMER", "NET_TX", "NET_RX", "BLOCK", "IRQ_POLL", "TASKLET", "SCHED", "RCU"];

/** The files of one sample: `passed` is 0 in the first and 1 in the second. */
function sampleOf(host: MadeHost, passed: 0 | 1): Record<string, string> {
  const all = Array.from({ length: host.possible }, (_, cpu) => cpu);
  const online = (passed === 0 ? host.onlineBefore : undefined) ?? host.online ?? all;
  const start = host.startAt ?? 1000;
  const grown = (perSecond = 0): number => (start + passed * Math.round(perSecond * SECONDS)) % U32;
  const stat = online.map((cpu) => {
    const { softirq = 0, steal = 0, user = 0 } = host.work[cpu] ?? {};
    const of = (share: number): number => 5000 + passed * Math.round(share * TICKS);
    return `cpu${cpu} ${of(user)} 0 5000 ${of(1 - softirq - steal - user)} 0 0 ${of(softirq)} ${of(steal)} 0 0`;
  });
  const softirqs = ROWS.map(
    (row) =>
      `${row.padStart(12)}: ${all.map((cpu) => grown(host.work[cpu]?.rows?.[row])).join(" ")}`,
  );
  const hex = (value: number): string => value.toString(16).padStart(8, "0");
  const softnet = online.map((cpu) => {
    const { processed, dropped, timeSqueeze, receivedRps } = host.work[cpu] ?? {};
    const columns = [processed, dropped, timeSqueeze].map((rate) => hex(grown(rate)));
    const old = [...columns, ...Array<string>(6).fill(hex(0)), hex(grown(receivedRps)), hex(0)];
    return [...old, ...(host.softnet === "unlabelled" ? [] : [hex(0), hex(cpu)])].join(" ");
  });
  const irqs = (host.irqs ?? []).map(
    ({ irq, action, chip = "PCI-MSI 1-edge", perSecond, since }) => {
      const counts = online.map(
        (cpu) => (since?.[cpu] ?? 0) + passed * (perSecond?.[cpu] ?? 0) * SECONDS,
      );
      return `${irq}: ${counts.join(" ")}  ${chip}      ${action}`;
    },
  );
  const devices = Object.entries(host.devices ?? {}).map(
    ([name, rate]) =>
      `${name}: 0 ${5_000_000_000 + passed * rate * SECONDS} 0 0 0 0 0 0 0 0 0 0 0 0 0 0`,
  );
  const columns = (cpus: readonly number[]): string => cpus.map((cpu) => `CPU${cpu}`).join(" ");
  return {
    "proc/stat": ["cpu 1 1 1 1 1 1 1 1 0 0", ...stat, "intr 1", ""].join("\n"),
    "proc/softirqs": [columns(all), ...softirqs, ""].join("\n"),
    ...(host.softnet !== "missing" && { "proc/net/softnet_stat": `${softnet.join("\n")}\n` }),
    "proc/interrupts": [`  ${columns(online)}`, ...irqs, "NMI: 0  Non-maskable", ""].join("\n"),
    ...(host.elsewhere && { "walk/netns-devices": elsewhereOf(host.elsewhere, passed) }),
    ...(host.devices && {
      "proc/net/dev": [
        "Inter-|   Receive  |  Transmit",
        " face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs drop fifo colls carrier compressed",
        ...devices,
        "",
      ].join("\n"),
    }),
  };
}

function elsewhereOf(
  { name, perSecond, rps }: NonNullable<MadeHost["elsewhere"]>,
  passed: 0 | 1,
): string {
  const packets = 100 + passed * perSecond * SECONDS;
  const path = `/proc/99/root/sys/class/net/${name}/queues/rx-0/rps_cpus`;
  return [
    "namespaces seen=1",
    `device namespace=4026532999 process=nginx name=${name} packets=${packets} missed=0 path=/proc/99/net/dev line=4`,
    `queue device=${name} name=rx-0 mask=${rps} path=${path}`,
    "",
  ].join("\n");
}

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true });
});

function write(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

async function verdictOf(host: MadeHost): Promise<Verdict> {
  const directory = mkdtempSync(join(tmpdir(), "softirq-"));
  directories.push(directory);
  const still: Record<string, string> = {
    "casebook.json": JSON.stringify({
      host: { name: "made", kernel: "5.15.0" },
      at: "2026-01-01T00:00:00.000Z",
      laterAt: `2026-01-01T00:00:0${SECONDS}.000Z`,
    }),
  };
  for (const { irq, allowed, effective } of host.irqs ?? []) {
    if (allowed !== undefined) still[`proc/irq/${irq}/smp_affinity_list`] = `${allowed}\n`;
    if (effective !== undefined)
      still[`proc/irq/${irq}/effective_affinity_list`] = `${effective}\n`;
  }
  for (const [device, masks] of Object.entries(host.queues ?? {}))
    for (const [queue, mask] of masks.entries())
      still[`sys/class/net/${device}/queues/rx-${queue}/rps_cpus`] = `${mask}\n`;
  for (const [index, comm] of (host.comms ?? []).entries())
    still[`proc/${index + 1}/comm`] = `${comm}\n`;
  write(directory, still);
  write(directory, sampleOf(host, 0));
  write(join(directory, "later"), sampleOf(host, 1));
  for (const [device, bus] of Object.entries(host.buses ?? {})) {
    mkdirSync(join(directory, `sys/class/net/${device}`), { recursive: true });
    symlinkSync(`../../../${bus}`, join(directory, `sys/class/net/${device}/device`));
  }
  const outcome = await runCases(folderHost([directory]), [softirqOnOneCpu], {
    named: new Set(),
  });
  expect(outcome.defects).toEqual([]);
  const [first] = outcome.verdicts;
  if (first === undefined) throw new Error("no verdict");
  return first.verdict;
}

async function findingsOf(host: MadeHost): Promise<readonly Finding[]> {
  const verdict = await verdictOf(host);
  expect(verdict.kind).toBe("present");
  return verdict.kind === "present" ? verdict.findings : [];
}

const essence = (findings: readonly Finding[]): string[] =>
  findings.map(({ cause, subject, certainty }) => `${cause} ${subject.name} ${certainty}`);

const evidenceText = (verdict: Verdict): string =>
  verdict.kind === "absent"
    ? verdict.evidence
        .map(({ label, says }) => `${renderSays(label, "en")}: ${renderSays(says, "en")}`)
        .join("\n")
    : verdict.kind;

/** A CPU that drowns in packets. */
const drowning = (more: CpuWork = {}): CpuWork => ({
  softirq: 0.97,
  rows: { NET_RX: 91_240, TIMER: 250 },
  processed: 400_000,
  timeSqueeze: 120,
  ...more,
});

const spread = (count: number, rate: number): Record<number, CpuWork> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, cpu) => [
      cpu,
      { softirq: 0.01, rows: { NET_RX: rate, TIMER: 250 }, processed: rate },
    ]),
  );

const virtioIrq = (cpu: string): MadeIrq => ({
  irq: 38,
  action: "virtio2-input.0",
  allowed: "0-63",
  effective: cpu,
});

const oneQueue = (cpu: number, possible: number): MadeHost => ({
  possible,
  work: { ...spread(possible, 20), [cpu]: drowning() },
  irqs: [virtioIrq(String(cpu))],
  devices: { lo: 10, eth0: 400_000 },
  queues: { eth0: ["0"] },
  buses: { eth0: "virtio2" },
});

describe("a saturated CPU among many", () => {
  test("one of 64 is found, with its card, queue and interrupt", async () => {
    const [finding] = await findingsOf(oneQueue(41, 64));
    expect(essence(finding ? [finding] : [])).toEqual(["single-queue-nic eth0 confirmed"]);
    expect(renderSays(finding!.says, "en")).toBe(
      "eth0: one receive queue, and CPU 41 does all of its work (97 % in softirq)",
    );
    expect(finding!.evidence.map(({ label }) => renderSays(label, "en"))).toContain("IRQ 38");
  });

  test("one of 512 is found, and RPS gets every other CPU in groups of 32 bits", async () => {
    const [finding] = await findingsOf(oneQueue(300, 512));
    const [remedy] = finding?.remedies ?? [];
    const [step] = remedy?.steps ?? [];
    expect(remedy?.id).toBe("enable-rps");
    expect(step).toMatchObject({
      kind: "write",
      path: "/sys/class/net/eth0/queues/rx-0/rps_cpus",
      previous: "0",
      value: Array.from({ length: 16 }, (_, group) => (group === 6 ? "ffffefff" : "ffffffff")).join(
        ",",
      ),
    });
  });

  test("counters that wrap in the interval count what they grew", async () => {
    const findings = await findingsOf({ ...oneQueue(3, 8), startAt: U32 - 50 });
    expect(essence(findings)).toEqual(["single-queue-nic eth0 confirmed"]);
    const netRx = findings[0]?.evidence[1]?.observed;
    expect(netRx).toEqual({ value: 91_240, unit: "events/s" });
  });

  test("CPUs that go offline between the samples do not shift the columns", async () => {
    const host = oneQueue(5, 8);
    const verdict = await findingsOf({
      ...host,
      onlineBefore: [0, 1, 2, 3, 4, 5, 6, 7],
      online: [0, 2, 3, 5, 6],
    });
    expect(essence(verdict)).toEqual(["single-queue-nic eth0 confirmed"]);
  });

  test("rows of softnet_stat without a CPU number belong to the online CPUs in order", async () => {
    const findings = await findingsOf({
      ...oneQueue(6, 8),
      online: [0, 2, 4, 6],
      softnet: "unlabelled",
    });
    const packets = findings[0]?.evidence.find(({ origin }) =>
      origin.source.endsWith("softnet_stat"),
    );
    expect(packets?.origin.line).toBe(4);
    expect(packets?.observed).toEqual({ value: 400_000, unit: "packets/s" });
  });

  test("without softnet_stat, raises of NET_RX and the lack of idle time decide", async () => {
    const findings = await findingsOf({ ...oneQueue(3, 8), softnet: "missing" });
    expect(essence(findings)).toEqual(["single-queue-nic eth0 confirmed"]);
  });

  test("without softnet_stat, few raises on each of many CPUs that idle do not make the work shared", async () => {
    const findings = await findingsOf({
      ...oneQueue(3, 64),
      work: { ...spread(64, 100), 3: drowning({ rows: { NET_RX: 15_000, TIMER: 250 } }) },
      softnet: "missing",
    });
    expect(essence(findings)).toEqual(["single-queue-nic eth0 confirmed"]);
  });

  test("every limit shown is one that the CPU has passed", async () => {
    const [finding] = await findingsOf({
      ...oneQueue(3, 64),
      work: { ...spread(64, 100), 3: drowning({ rows: { NET_RX: 15_000, TIMER: 250 } }) },
    });
    const shown = finding!.evidence.flatMap(({ observed, limit }) =>
      limit && typeof observed === "object" ? [[Number(observed.value), limit] as const] : [],
    );
    expect(shown.length).toBeGreaterThan(2);
    for (const [value, { op, than }] of shown)
      expect(op === ">" ? value > Number(than.value) : value >= Number(than.value)).toBe(true);
  });

  test("a CPU that is busy without harm is latent", async () => {
    const host = oneQueue(3, 8);
    const work = { ...host.work, 3: drowning({ softirq: 0.7, timeSqueeze: 0 }) };
    expect((await verdictOf({ ...host, work })).kind).toBe("latent");
  });

  test("two cards with a queue each give two findings", async () => {
    const findings = await findingsOf({
      possible: 16,
      work: { ...spread(16, 20), 3: drowning(), 9: drowning() },
      irqs: [
        { irq: 38, action: "virtio2-input.0", effective: "3" },
        { irq: 41, action: "virtio3-input.0", effective: "9" },
      ],
      devices: { eth0: 390_000, eth1: 410_000 },
      queues: { eth0: ["0"], eth1: ["0"] },
      buses: { eth0: "virtio2", eth1: "virtio3" },
    });
    expect(essence(findings).toSorted()).toEqual([
      "single-queue-nic eth0 confirmed",
      "single-queue-nic eth1 confirmed",
    ]);
  });
});

describe("the card behind the interrupts", () => {
  const queues = (device: string, count: number): Record<string, string[]> => ({
    [device]: Array<string>(count).fill("0"),
  });
  const shared: Omit<MadeHost, "irqs"> = {
    possible: 16,
    work: { ...spread(16, 20), 4: drowning() },
    devices: { eth0: 400_000 },
    queues: queues("eth0", 4),
    buses: { eth0: "0000:3b:00.0" },
  };
  const four = (
    action: (index: number) => string,
    more: Partial<MadeIrq> = {},
  ): readonly MadeIrq[] =>
    [0, 1, 2, 3].map((index) => ({
      irq: 100 + index,
      action: action(index),
      effective: "4",
      ...more,
    }));

  test.each([
    ["ixgbe, igb", (index: number) => `eth0-TxRx-${index}`],
    ["i40e", (index: number) => `i40e-eth0-TxRx-${index}`],
    ["ice", (index: number) => `ice-eth0-TxRx-${index}`],
    ["ena", (index: number) => `eth0-Tx-Rx-${index}`],
    ["bnxt", (index: number) => `bnxt_en-eth0-TxRx-${index}`],
    ["mlx5", (index: number) => `mlx5_comp${index}@pci:0000:3b:00.0`],
    ["mlx4", (index: number) => `mlx4-${index + 1}@0000:3b:00.0`],
    ["gve", (index: number) => `gve-ntfy-blk${index}@pci:0000:3b:00.0`],
    ["vmxnet3", (index: number) => `eth0-rxtx-${index}`],
    ["xen-netfront", (index: number) => `eth0-q${index}-rx`],
    ["stmmac", (index: number) => `eth0:rx-${index}`],
    ["be2net", (index: number) => `eth0-q${index}`],
  ])("%s is found by the names of its interrupts", async (_, action) => {
    const findings = await findingsOf({
      ...shared,
      irqs: [{ irq: 99, action: "eth01-TxRx-0", effective: "7" }, ...four(action)],
    });
    expect(essence(findings)).toEqual(["queues-share-one-cpu eth0 confirmed"]);
    expect(findings[0]?.evidence.find(({ items }) => items)?.items).toHaveLength(4);
  });

  test("a card is found by the PCI address that newer kernels put into the controller's name", async () => {
    const irqs = four((index) => `queue ${index}`, { chip: "IR-PCI-MSIX-0000:3b:00.0 1-edge" });
    expect(essence(await findingsOf({ ...shared, irqs }))).toEqual([
      "queues-share-one-cpu eth0 confirmed",
    ]);
  });

  test("without links in sysfs, the only card and the only unclaimed interrupts belong together", async () => {
    const findings = await findingsOf({
      possible: 4,
      work: { 3: drowning() },
      irqs: [virtioIrq("3"), { irq: 39, action: "virtio2-output.0", effective: "0" }],
      devices: { lo: 0, eth0: 400_000 },
    });
    expect(essence(findings)).toEqual(["single-queue-nic eth0 confirmed"]);
  });

  test("without sysfs, of several cards the one that receives owns the only unclaimed interrupts", async () => {
    const host = {
      possible: 4,
      work: { 3: drowning() },
      irqs: [virtioIrq("3")],
      devices: { lo: 0, eth0: 400_000, eth1: 2 },
    };
    expect(essence(await findingsOf(host))).toEqual(["single-queue-nic eth0 confirmed"]);
    const verdict = await verdictOf({ ...host, devices: { eth0: 200_000, eth1: 200_000 } });
    expect(verdict.kind).toBe("unknown");
  });

  test.each([
    ["i40e-ens3f0np0-TxRx-0", "ens3f0np0"],
    ["eth0-rx-0", "eth0"],
    ["virtio2-input.0", "virtio2"],
    ["mlx5_comp0@pci:0000:3b:00.0", "0000:3b:00.0"],
  ])("where nothing lists the devices, %s names %s", async (action, name) => {
    const findings = await findingsOf({
      possible: 4,
      work: { 3: drowning() },
      irqs: [
        { irq: 38, action, effective: "3" },
        { irq: 39, action: "nvme0q1", effective: "3" },
        { irq: 40, action: "i40e-0000:3b:00.0:misc", effective: "3" },
      ],
    });
    expect(essence(findings)).toEqual([`single-queue-nic ${name} confirmed`]);
  });

  test("a legacy line that is shared with USB is the card's one interrupt", async () => {
    const findings = await findingsOf({
      possible: 4,
      work: { 1: drowning() },
      irqs: [
        {
          irq: 19,
          action: "ehci_hcd:usb1, enp0s3",
          chip: "IO-APIC-fasteoi",
          allowed: "1",
          since: { 0: 11, 1: 271_072 },
          perSecond: { 1: 4000 },
        },
      ],
      devices: { enp0s3: 400_000 },
    });
    expect(essence(findings)).toEqual(["single-queue-nic enp0s3 confirmed"]);
  });

  test("two ports of one PCI function are told apart by name", async () => {
    const findings = await findingsOf({
      ...shared,
      devices: { eth0: 400_000, eth1: 390_000 },
      queues: { ...queues("eth0", 4), ...queues("eth1", 4) },
      buses: { eth0: "0000:3b:00.0", eth1: "0000:3b:00.0" },
      irqs: [
        ...four((index) => `eth0-TxRx-${index}`),
        ...[0, 1, 2, 3].map((index) => ({
          irq: 200 + index,
          action: `eth1-TxRx-${index}`,
          effective: String(8 + index),
        })),
      ],
    });
    expect(essence(findings)).toEqual(["queues-share-one-cpu eth0 confirmed"]);
  });

  test("a card without interrupts of its own is named by its packets", async () => {
    const findings = await findingsOf({
      possible: 4,
      work: { 2: drowning() },
      devices: { eth0: 400_000 },
      queues: { eth0: ["0"] },
      buses: { eth0: "f8615163-0000-1000-2000-000d3a000000" },
    });
    expect(essence(findings)).toEqual(["single-queue-nic eth0 confirmed"]);
  });

  test("eight queues crowded on two saturated CPUs are one finding", async () => {
    const findings = await findingsOf({
      ...shared,
      work: { ...spread(16, 20), 4: drowning(), 5: drowning() },
      devices: { eth0: 800_000 },
      queues: queues("eth0", 8),
      irqs: Array.from({ length: 8 }, (_, index) => ({
        irq: 100 + index,
        action: `eth0-TxRx-${index}`,
        effective: String(4 + (index % 2)),
      })),
    });
    expect(essence(findings)).toEqual(["queues-share-one-cpu eth0 confirmed"]);
    expect(renderSays(findings[0]!.says, "en")).toContain("CPU 4-5");
  });

  test("two queues on two saturated CPUs of 64 are too few, and RPS would spread them", async () => {
    const twoQueues: MadeHost = {
      ...shared,
      possible: 64,
      work: { ...spread(64, 20), 4: drowning(), 5: drowning() },
      devices: { eth0: 800_000 },
      queues: queues("eth0", 2),
      irqs: [0, 1].map((index) => ({
        irq: 100 + index,
        action: `eth0-TxRx-${index}`,
        effective: String(4 + index),
      })),
    };
    const findings = await findingsOf(twoQueues);
    expect(essence(findings)).toEqual(["queues-share-one-cpu eth0 confirmed"]);
    expect(renderSays(findings[0]!.says, "en")).toBe(
      "eth0: 2 receive queues are too few: CPUs 4-5 do all of its work (97 % in softirq)",
    );
    expect(findings[0]?.remedies.map(({ id }) => id)).toEqual(["enable-rps", "more-queues"]);
    const calm = { ...twoQueues, work: { ...spread(64, 20), 4: drowning() } };
    expect(evidenceText(await verdictOf({ ...calm, devices: { eth0: 400_000 } }))).toContain(
      "one flow",
    );
    const steered = { ...twoQueues, queues: { eth0: ["ffff", "ffff"] } };
    expect((await verdictOf(steered)).kind).toBe("absent");
  });

  test("irqbalance is told of, and the plan says that it would move the interrupts again", async () => {
    const [finding] = await findingsOf({
      ...shared,
      irqs: four((index) => `eth0-TxRx-${index}`, { allowed: "4" }),
      comms: ["systemd", "irqbalance"],
    });
    const remedy = finding?.remedies.find(({ id }) => id === "spread-irqs");
    expect(remedy?.steps.map(({ kind }) => kind)).toEqual([
      "advise",
      "write",
      "write",
      "write",
      "write",
      "advise",
    ]);
    expect(remedy?.steps[1]).toMatchObject({
      path: "/proc/irq/100/smp_affinity_list",
      value: "0",
      previous: "4",
    });
  });

  test("transmit and control interrupts do not count as receive queues", () => {
    expect(
      [
        "eth0-tx-0",
        "virtio2-output.0",
        "virtio2-config",
        "mlx5_async0@pci:0000:3b:00.0",
        "ena-mgmnt@pci:0000:00:05.0",
        "i40e-0000:3b:00.0:misc",
        "eth0-q0-tx",
        "eth0-Tx-Rx-0",
        "eth0",
      ].map((action) => roleOf(action, "eth0")),
    ).toEqual([
      "transmit",
      "transmit",
      "control",
      "control",
      "control",
      "control",
      "transmit",
      "receive",
      "plain",
    ]);
  });
});

describe("what looks alike", () => {
  const named = (verdict: Verdict): string => evidenceText(verdict);

  test("one flow through a card with many queues is no fault of the queues", async () => {
    const verdict = await verdictOf({
      possible: 8,
      work: { ...spread(8, 20), 2: drowning() },
      irqs: Array.from({ length: 8 }, (_, cpu) => ({
        irq: 50 + cpu,
        action: `eth0-TxRx-${cpu}`,
        effective: String(cpu),
      })),
      devices: { eth0: 400_000 },
      queues: { eth0: Array<string>(8).fill("00") },
      buses: { eth0: "0000:3b:00.0" },
    });
    expect(named(verdict)).toContain("one flow");
  });

  test("RPS over all CPUs and one flow is no fault of the mask", async () => {
    const host = oneQueue(3, 8);
    const verdict = await verdictOf({ ...host, queues: { eth0: ["ff"] } });
    expect(named(verdict)).toContain("RPS to CPUs 0-7");
  });

  test.each(["BLOCK", "TIMER", "TASKLET", "RCU", "SCHED", "NET_TX"])(
    "%s is named when it fills the CPU",
    async (row) => {
      const verdict = await verdictOf({
        ...oneQueue(3, 8),
        work: {
          ...spread(8, 2),
          3: { softirq: 0.9, rows: { [row]: 40_000, NET_RX: 60 }, processed: 60 },
        },
        devices: { eth0: 60 },
      });
      expect(named(verdict)).toContain(`${row} on CPU 3`);
    },
  );

  test("a busy host that shares the work is at its limit, not out of balance", async () => {
    const work = Object.fromEntries([0, 1, 2, 3].map((cpu) => [cpu, drowning()]));
    expect((await verdictOf({ ...oneQueue(0, 4), work })).kind).toBe("absent");
  });

  test("stolen time is not softirq time", async () => {
    const host = oneQueue(3, 8);
    const work = { ...host.work, 3: drowning({ softirq: 0.3, steal: 0.6 }) };
    expect((await verdictOf({ ...host, work })).kind).toBe("absent");
  });

  test("a card with one queue that idles is healthy, though one CPU has all of its packets", async () => {
    const host = oneQueue(3, 8);
    const work = { 3: { softirq: 0.01, rows: { NET_RX: 900 }, processed: 900 } };
    expect((await verdictOf({ ...host, work, devices: { eth0: 900 } })).kind).toBe("absent");
  });

  test("a virtual device beside an idle card is named, not the card", async () => {
    const host = oneQueue(3, 8);
    const verdict = await verdictOf({
      ...host,
      devices: { lo: 0, eth0: 40, veth12ab: 400_000 },
      queues: { eth0: ["0"], veth12ab: ["00"] },
    });
    expect(named(verdict)).toContain("veth12ab is virtual");
  });

  test("packets of no device that is seen are not guessed at", async () => {
    const verdict = await verdictOf({ ...oneQueue(3, 8), devices: { lo: 3, eth0: 40 } });
    expect(verdict).toMatchObject({ kind: "unknown", missing: [{ fact: "proc/net/dev" }] });
  });
});

describe("packet steering", () => {
  const steered: MadeHost = {
    possible: 4,
    work: {
      0: { softirq: 0.42, rows: { NET_RX: 71_000 }, processed: 20 },
      1: drowning({ rows: { NET_RX: 71_000 }, receivedRps: 71_000, dropped: 900 }),
    },
    devices: { veth0: 400_000 },
    queues: { veth0: ["2"] },
    buses: { eth0: "virtio2" },
  };

  test("a mask of one CPU is the cause, also of a virtual device", async () => {
    const [finding] = await findingsOf(steered);
    expect(essence(finding ? [finding] : [])).toEqual(["steering-to-one-cpu veth0 confirmed"]);
    expect(finding?.severity).toBe("critical");
    expect(finding?.remedies[0]?.steps[0]).toMatchObject({ value: "f", previous: "2" });
  });

  test("steering that no mask shows is suspected, of the device that has the packets", async () => {
    const { queues: _queues, ...unseen } = steered;
    expect(essence(await findingsOf(unseen))).toEqual(["steering-to-one-cpu veth0 suspected"]);
  });

  test("steering of a device that is not seen at all is suspected of the CPU", async () => {
    const { queues: _queues, ...unseen } = steered;
    expect(essence(await findingsOf({ ...unseen, devices: { lo: 1 } }))).toEqual([
      "steering-to-one-cpu cpu1 suspected",
    ]);
  });
});

describe("devices of other network namespaces", () => {
  const elsewhere = { name: "eth0", perSecond: 400_000 };
  const host: MadeHost = { ...oneQueue(1, 4), devices: { lo: 3, eth0: 40 } };

  test("steering inside a container is found from the host, and named with its namespace", async () => {
    const [finding] = await findingsOf({ ...host, elsewhere: { ...elsewhere, rps: "2" } });
    expect(essence(finding ? [finding] : [])).toEqual(["steering-to-one-cpu eth0 confirmed"]);
    expect(renderSays(finding!.says, "en")).toContain("eth0 of nginx (net:[4026532999])");
    expect(finding?.remedies.map(({ id }) => id)).toEqual(["widen-steering"]);
  });

  test("a container's virtual device without steering excuses the host's idle card", async () => {
    const verdict = await verdictOf({ ...host, elsewhere: { ...elsewhere, rps: "0" } });
    expect(evidenceText(verdict)).toContain("eth0 is virtual");
  });
});

describe("missing and hostile input", () => {
  test("samples too close together for a share are no verdict", async () => {
    const host = oneQueue(0, 2);
    const directory = mkdtempSync(join(tmpdir(), "softirq-"));
    directories.push(directory);
    write(directory, sampleOf(host, 0));
    write(join(directory, "later"), sampleOf(host, 0));
    const { verdicts } = await runCases(folderHost([directory]), [softirqOnOneCpu], {
      named: new Set(),
    });
    expect(verdicts[0]?.verdict.kind).toBe("unknown");
  });

  test("hostile device names do not reach a plan", async () => {
    const name = "-x\u001b[31m";
    const findings = await findingsOf({
      ...oneQueue(3, 8),
      devices: { [name]: 400_000 },
      queues: { [name]: ["0"] },
      buses: { [name]: "virtio2" },
    });
    expect(findings[0]?.subject.name).toBe(name);
    expect(findings[0]?.remedies).toEqual([]);
    expect(renderSays(findings[0]!.says, "en")).not.toContain("\u001b");
  });

  test("no file that is cut, doubled or altered makes the verdict fail", async () => {
    const overlay = join(import.meta.dir, "overlays/queues-share-one-cpu");
    const files = [
      "proc/stat",
      "proc/softirqs",
      "proc/interrupts",
      "proc/net/softnet_stat",
      "proc/net/dev",
      "proc/irq/25/effective_affinity_list",
      "proc/irq/27/smp_affinity_list",
      "sys/class/net/eth0/queues/rx-0/rps_cpus",
      "sys/devices/system/node/node0/cpulist",
    ].flatMap((path) => [path, `later/${path}`]);
    const directory = mkdtempSync(join(tmpdir(), "softirq-"));
    directories.push(directory);
    const edits = fc
      .constantFrom(...files.filter((path) => existsSync(join(overlay, path))))
      .chain((path) =>
        mutated([readFileSync(join(overlay, path), "utf8")]).map((text) => ({ path, text })),
      );
    await fc.assert(
      fc.asyncProperty(edits, async ({ path, text }) => {
        write(directory, { [path]: text });
        const host = folderHost([directory, overlay]);
        const { defects } = await runCases(host, [softirqOnOneCpu], { named: new Set() });
        rmSync(join(directory, path));
        expect(defects).toEqual([]);
      }),
      { numRuns: ALTERATIONS },
    );
  }, 60_000);

  test("absurd numbers and missing rows are survived", async () => {
    const host = oneQueue(3, 8);
    const verdict = await verdictOf({
      ...host,
      work: { 3: { softirq: 1, rows: { NET_RX: 4_000_000_000 }, processed: 4_000_000_000 } },
      irqs: [{ irq: 38, action: "virtio2-input.0", effective: "", allowed: "9999999" }],
    });
    expect(["present", "absent", "unknown"]).toContain(verdict.kind);
  });
});
