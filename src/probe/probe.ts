import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import type { PathProbe } from "#contract/probe.ts";
import type { Destination } from "./destination.ts";
import type { PathTarget } from "./path.ts";
import { probePath } from "./path.ts";

interface Resolved {
  readonly targets: readonly PathTarget[];
  readonly notProbed: number;
  readonly unresolved: string | null;
}

/** An IPv4 address written as one of IPv6 (`::ffff:192.0.2.1`) is reached by IPv4. */
function unmapped({ address, family }: LookupAddress): LookupAddress {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped === undefined ? { address, family } : { address: mapped, family: 4 };
}

async function resolveName({ host, port }: Destination): Promise<Resolved> {
  try {
    const found = (await lookup(host, { all: true })).map(unmapped);
    const targets = ([4, 6] as const).flatMap((family): PathTarget[] => {
      const first = found.find((one) => one.family === family);
      return first ? [{ address: first.address, family, host, port }] : [];
    });
    const distinct = new Set(found.map(({ address }) => address)).size;
    return { targets, notProbed: distinct - targets.length, unresolved: null };
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    return { targets: [], notProbed: 0, unresolved: String(error.code) };
  }
}

/**
 * Measures the path to a destination: of each family the first address, by ICMP echo, UDP and, with a port, TCP. It sends
 * traffic: only toward what the user named. It changes nothing but what ICMP teaches the kernel about the path.
 */
export async function probeMtu(destination: Destination, name: string): Promise<PathProbe> {
  const at = new Date().toISOString();
  const began = performance.now();
  const { targets, notProbed, unresolved } = await resolveName(destination);
  const paths = await Promise.all(targets.map(probePath));
  const seconds = Math.round(performance.now() - began) / 1000;
  return { destination: name, ...destination, at, seconds, unresolved, notProbed, paths };
}
