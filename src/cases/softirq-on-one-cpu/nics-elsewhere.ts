import { originAt, type Reading } from "#contract/reading.ts";
import type { NetnsDevice } from "#facts/walk/netns-devices.ts";
import { u64Difference } from "#text/counter.ts";
import type { IrqSight } from "./irq-sights.ts";
import type { Nic, Traffic } from "./nic.ts";
import { receiveIrqs } from "./receive-irqs.ts";

const keyOf = ({ namespace, name }: NetnsDevice): string => `${namespace} ${name}`;

function trafficOf(
  reading: Extract<Reading<readonly NetnsDevice[]>, { status: "read" }>,
): (device: NetnsDevice) => Traffic | null {
  const { earlier } = reading;
  if (earlier === undefined) return () => null;
  const before = new Map(earlier.value.map((device) => [keyOf(device), device]));
  return (last) => {
    const first = before.get(keyOf(last));
    if (first === undefined) return null;
    const rate = (from: bigint, to: bigint): number =>
      Number(u64Difference(from, to)) / earlier.secondsBefore;
    const { path, line } = last;
    return {
      packets: rate(first.rxPackets, last.rxPackets),
      missed: rate(first.rxMissed, last.rxMissed),
      origin: {
        ...originAt(reading, { source: path, line }),
        namespace: `net:[${last.namespace}]`,
      },
    };
  };
}

/** The network devices of other network namespaces: interrupts are the host's, wherever a card was moved to. */
export function nicsElsewhere(
  reading: Reading<readonly NetnsDevice[]>,
  sights: readonly IrqSight[],
): readonly Nic[] {
  if (reading.status !== "read") return [];
  const traffic = trafficOf(reading);
  return reading.value.map((device): Nic => {
    const { name, bus, queues, process, namespace } = device;
    const kind = bus !== null ? "real" : queues.length > 0 || name === "lo" ? "virtual" : null;
    return {
      name,
      place: { namespace: `net:[${namespace}]`, process },
      kind,
      driver: null,
      node: null,
      queues: queues.map((queue) => ({ device: name, ...queue })),
      transmitQueues: [],
      irqs: bus === null ? [] : receiveIrqs(name, bus, [], sights),
      traffic: traffic(device),
    };
  });
}
