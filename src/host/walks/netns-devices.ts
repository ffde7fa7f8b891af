import { readdirSync, readlinkSync, statfsSync } from "node:fs";
import { join } from "node:path";
import type { Namespace } from "#contract/reading.ts";
import { formatRecord } from "#text/record.ts";
import { seeNamespaces } from "../namespaces.ts";
import { errorCode, readFile } from "../read-file.ts";
import type { Walk } from "./walk.ts";

/** `statfs` type of sysfs (linux include/uapi/linux/magic.h): a container may have put anything in its place. */
const SYSFS_MAGIC = 0x62656572;
/** Namespaces looked into: a host with thousands of containers has one uplink, and the busy device is on it or few. */
const NAMESPACES_AT_MOST = 1000;

interface DeviceRow {
  readonly name: string;
  readonly line: number;
  readonly packets: string;
  readonly missed: bigint;
}

/** Rows of `/proc/PID/net/dev`: a name, a colon, and counters: packets the second, drops fourth and fifth. */
function rows(text: string): DeviceRow[] {
  return text.split("\n").flatMap((line, index) => {
    const [, name, counters = ""] = /^\s*(\S+):\s*([\d\s]+)$/.exec(line) ?? [];
    const [, packets, , drop, fifo] = counters.trim().split(/\s+/);
    if (name === undefined || packets === undefined || drop === undefined || fifo === undefined)
      return [];
    return [{ name, line: index + 1, packets, missed: BigInt(drop) + BigInt(fifo) }];
  });
}

function attempt<T>(act: () => T): T | null {
  try {
    return act();
  } catch (error) {
    if (/^E[A-Z]+$/.test(errorCode(error))) return null;
    throw error;
  }
}

/** A process's `/sys/class/net`, if its sysfs was mounted in its own network namespace: it then shows the same devices. */
function ownSysfs(root: string, pid: number, devices: readonly DeviceRow[]): string | null {
  const place = join(root, `/proc/${pid}/root/sys/class/net`);
  const shown = attempt(() => (statfsSync(place).type === SYSFS_MAGIC ? readdirSync(place) : null));
  const names = new Set(shown);
  return devices.length > 1 && devices.every(({ name }) => names.has(name)) ? place : null;
}

function queueRecords(sysfs: string, { name }: DeviceRow, path: string): string[] {
  const queues = attempt(() => readdirSync(join(sysfs, name, "queues"))) ?? [];
  return queues
    .filter((queue) => /^rx-\d+$/.test(queue))
    .flatMap((queue) => {
      const mask = readFile(join(sysfs, name, "queues", queue, "rps_cpus"));
      if (mask.status !== "read") return [];
      const file = `${path}/${name}/queues/${queue}/rps_cpus`;
      return [
        formatRecord("queue", { device: name, name: queue, mask: mask.text.trim(), path: file }),
      ];
    });
}

function records(root: string, { inode, name, pids }: Namespace): string[] {
  const [first] = pids;
  const dev = first === undefined ? null : readFile(join(root, `/proc/${first}/net/dev`));
  if (dev?.status !== "read") return [];
  const devices = rows(dev.text);
  const pid = pids.find((one) => ownSysfs(root, one, devices) !== null) ?? null;
  const sysfs = pid === null ? null : ownSysfs(root, pid, devices);
  return devices.flatMap((device) => {
    const bus =
      sysfs === null ? null : attempt(() => readlinkSync(join(sysfs, device.name, "device")));
    const fields = {
      namespace: inode,
      process: name,
      name: device.name,
      packets: device.packets,
      missed: device.missed,
      bus: bus?.slice(bus.lastIndexOf("/") + 1) ?? null,
      path: `/proc/${first}/net/dev`,
      line: device.line,
    };
    const path = `/proc/${pid}/root/sys/class/net`;
    const queues = sysfs === null ? [] : queueRecords(sysfs, device, path);
    return [formatRecord("device", fields), ...queues];
  });
}

/**
 * Network devices of every network namespace but the reader's own: what each received, and, where a process has a sysfs
 * of that namespace, the receive queues and their RPS masks. A `device` record is followed by its `queue` records.
 */
const netnsDevices: Walk = {
  name: "netns-devices",
  onTree: false,
  run({ root }) {
    const { namespaces } = seeNamespaces("net", root);
    const others = namespaces.filter(({ own }) => !own).slice(0, NAMESPACES_AT_MOST);
    const lines = others.flatMap((namespace) => records(root, namespace));
    return [formatRecord("namespaces", { seen: others.length }), ...lines, ""].join("\n");
  },
};

export default netnsDevices;
