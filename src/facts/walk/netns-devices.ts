import { type Fact, type Note, walkFact } from "#contract/fact.ts";
import { parseCpuMask } from "#text/cpu-list.ts";
import { count, u64 } from "#text/fields.ts";
import { parseRecord } from "#text/record.ts";

/** A receive queue of a device in another network namespace. */
export interface NetnsQueue {
  /** `rx-0`. */
  readonly queue: string;
  readonly cpus: readonly number[];
  /** The RPS mask as the file holds it. */
  readonly text: string;
  /** Through a process of that namespace. */
  readonly path: string;
}

/** A network device in another network namespace than the reader's. */
export interface NetnsDevice {
  /** Inode number of the namespace. */
  readonly namespace: number;
  /** `comm` of a process in it, or its name. */
  readonly process: string;
  readonly name: string;
  readonly rxPackets: bigint;
  /** Dropped or without room, as `/proc/net/dev` counts them. */
  readonly rxMissed: bigint;
  /** Where on a bus it sits; null if it is virtual, or no sysfs of that namespace could be seen. */
  readonly bus: string | null;
  /** Empty if no sysfs of that namespace could be seen. */
  readonly queues: readonly NetnsQueue[];
  readonly path: string;
  /** 1-based line in `path`. */
  readonly line: number;
}

function deviceFrom(fields: ReadonlyMap<string, string>): NetnsDevice | null {
  const namespace = count(fields.get("namespace"));
  const name = fields.get("name");
  const rxPackets = u64(fields.get("packets"));
  const line = count(fields.get("line"));
  const path = fields.get("path");
  if (namespace === null || rxPackets === null || line === null) return null;
  if (name === undefined || path === undefined) return null;
  return {
    namespace,
    process: fields.get("process") ?? "",
    name,
    rxPackets,
    rxMissed: u64(fields.get("missed")) ?? 0n,
    bus: fields.get("bus") ?? null,
    queues: [],
    path,
    line,
  };
}

function queueFrom(fields: ReadonlyMap<string, string>): NetnsQueue | null {
  const [queue, text, path] = [fields.get("name"), fields.get("mask"), fields.get("path")];
  if (queue === undefined || text === undefined || path === undefined) return null;
  try {
    return { queue, cpus: parseCpuMask(text), text, path };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function parse(text: string, note: Note): readonly NetnsDevice[] {
  const devices: NetnsDevice[] = [];
  for (const [index, row] of text.split("\n").entries()) {
    const record = row === "" ? null : parseRecord(row);
    if (record?.kind === "namespaces" || row === "") continue;
    const device = record?.kind === "device" ? deviceFrom(record.fields) : null;
    const queue = record?.kind === "queue" ? queueFrom(record.fields) : null;
    const last = devices.at(-1);
    if (device !== null) devices.push(device);
    else if (queue !== null && last !== undefined)
      devices[devices.length - 1] = { ...last, queues: [...last.queues, queue] };
    else note({ line: index + 1, text: row.slice(0, 80) });
  }
  return devices;
}

/** Network devices of the other network namespaces: a container's packets keep a CPU of the host busy, too. */
const netnsDevices: Fact<readonly NetnsDevice[]> = walkFact({
  id: "walk/netns-devices",
  walk: "netns-devices",
  scope: "host",
  sampled: true,
  limitSeconds: 5,
  privilege: "CAP_SYS_PTRACE",
  spec: ["src/host/walks/netns-devices.ts", "network_namespaces(7)", "proc_pid_net(5)"],
  parse,
});

export default netnsDevices;
