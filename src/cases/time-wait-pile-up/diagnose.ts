import type { ReadingsOf } from "#contract/fact.ts";
import { missingOf } from "#contract/missing.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import type { Reading } from "#contract/reading.ts";
import type { Finding, Missing, Verdict } from "#contract/verdict.ts";
import { inNamespace, netnsName } from "#derived/netns.ts";
import { risen } from "#derived/rise.ts";
import ipLocalPortRange from "#facts/proc/sys/net/ipv4/ip_local_port_range.ts";
import netstat from "#facts/proc/net/netstat.ts";
import sockstat from "#facts/proc/net/sockstat.ts";
import tcpPorts, { type TcpPorts } from "#facts/walk/tcp-ports.ts";
import { absent } from "./absent.ts";
import { type Crowd, crowdsOf, LOOK_FROM } from "./crowd.ts";
import { boundOut, exhausted, overflowing } from "./finding.ts";
import { words } from "./messages.ts";
import type { closerNeeds, needs } from "./needs.ts";
import { type Scene, sceneOf } from "./scene.ts";
import { FULL_RATIO, NEAR_RATIO } from "./usage.ts";

/** Ours: of more destinations that are full, the fullest. */
const MOST_FINDINGS = 10;
/** Ours: with the table this full, what overflowed once overflows again. */
const BUCKETS_NEAR = 0.95;
/** Ours: without the range it is not known how many there are; so few are few of any. */
const FEW_PORTS = 50;

interface Heard {
  readonly present: readonly Finding[];
  readonly latent: readonly Finding[];
  readonly missing: readonly Missing[];
}

const NOTHING: Heard = { present: [], latent: [], missing: [] };

function hearPorts(scene: Scene): Heard {
  const { toward, byBind } = scene;
  const full = toward.filter(({ usage }) => usage.ratio >= FULL_RATIO);
  if (full.length > 0)
    return {
      ...NOTHING,
      present: full.slice(0, MOST_FINDINGS).map((one) => exhausted(scene, one)),
    };
  if (byBind && byBind.ratio >= FULL_RATIO)
    return { ...NOTHING, present: [boundOut(scene, byBind)] };
  const near = toward.filter(({ usage }) => usage.ratio >= NEAR_RATIO);
  return { ...NOTHING, latent: near.map((one) => exhausted(scene, one)) };
}

function hearOverflow(scene: Scene): Heard {
  const { crowd, maxBuckets } = scene;
  if (!crowd) return NOTHING;
  const { overflow, timeWait, unread } = crowd;
  // As many as this may be all that the table takes: only the counter tells.
  if (overflow === null && unread !== null && timeWait >= LOOK_FROM)
    return { ...NOTHING, missing: [missingOf(netstat, unread)] };
  if (overflow === null || overflow.total === 0n) return NOTHING;
  if (risen(overflow) > 0) return { ...NOTHING, present: [overflowing(scene, overflow)] };
  if (maxBuckets && timeWait >= maxBuckets.value * BUCKETS_NEAR)
    return { ...NOTHING, latent: [overflowing(scene, overflow)] };
  if (overflow.delta !== null || maxBuckets) return NOTHING;
  const why = words.noOverflowRate({ total: overflow.total });
  return { ...NOTHING, missing: [{ fact: netstat.id, why }] };
}

/** What keeps a namespace's ports from being judged. */
function lackOf(scene: Scene, ports: Reading<readonly TcpPorts[]> | undefined): Missing[] {
  const { crowd, table, rules, namespace, keeper } = scene;
  const name = netnsName(namespace, keeper);
  const count = crowd ? crowd.timeWait + crowd.others : null;
  if (table === null) {
    if (count !== null && count < LOOK_FROM) return [];
    if (ports && ports.status !== "read") return [missingOf(tcpPorts, ports)];
    return count === null
      ? [{ fact: sockstat.id, why: words.noCounts({ name }) }]
      : [{ fact: "proc/net/tcp", why: words.noTable({ name, count }) }];
  }
  const [fullest] = table.fullest;
  if (rules !== null || fullest === undefined) return [];
  const used = fullest.held.size + fullest.young.size + fullest.waiting.size;
  if (used < FEW_PORTS) return [];
  const why = words.noRange({ used, remote: fullest.remote, name });
  return [{ fact: ipLocalPortRange.id, why }];
}

function hear(scene: Scene, ports: Reading<readonly TcpPorts[]> | undefined): Heard {
  const parts = [
    hearPorts(scene),
    hearOverflow(scene),
    { ...NOTHING, missing: lackOf(scene, ports) },
  ];
  return {
    present: parts.flatMap(({ present }) => present),
    latent: parts.flatMap(({ latent }) => latent),
    missing: parts.flatMap(({ missing }) => missing),
  };
}

type Readings = ReadingsOf<typeof needs>;
type Closer = ReadingsOf<typeof closerNeeds>;

/** Every namespace that was there to be read; one that ended meanwhile has no ports. */
function scenesOf(readings: Readings, closer: Closer | null): Scene[] {
  const crowds = new Map<number, Crowd>(
    crowdsOf(readings).map((crowd) => [crowd.namespace.inode, crowd]),
  );
  return readings.counts.readings
    .map(({ namespace }) => sceneOf(namespace, crowds.get(namespace.inode) ?? null, closer))
    .filter(
      ({ namespace, crowd, table }) =>
        crowd !== null ||
        table !== null ||
        namespace.own ||
        inNamespace(readings.counts, namespace)?.status !== "absent",
    );
}

export function diagnose(readings: Readings, closer: Closer | null): Verdict {
  const scenes = scenesOf(readings, closer);
  const heard = scenes.map((scene) => hear(scene, closer?.ports));
  const present = nonEmpty(heard.flatMap((one) => one.present));
  if (present) return { kind: "present", findings: present };
  const latent = nonEmpty(heard.flatMap((one) => one.latent));
  if (latent) return { kind: "latent", findings: latent };
  const unseen = readings.counts.unseen.map((why): Missing => ({ fact: sockstat.id, why }));
  const missing = nonEmpty([...heard.flatMap((one) => one.missing), ...unseen]);
  if (missing) return { kind: "unknown", missing };
  const some = nonEmpty(scenes);
  return some
    ? absent(some, readings.counts.refused)
    : { kind: "unknown", missing: [{ fact: sockstat.id, why: words.noCounts({ name: "host" }) }] };
}
