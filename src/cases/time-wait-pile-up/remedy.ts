import type { Namespace } from "#contract/reading.ts";
import type { NonEmpty } from "#contract/nonempty.ts";
import type { Remedy, Step } from "#contract/remedy.ts";
import type { Says } from "#contract/message.ts";
import { entering } from "#derived/netns.ts";
import { formatPorts } from "#text/ports.ts";
import { words } from "./messages.ts";
import type { Scene } from "./scene.ts";
import { reuses, type Usage } from "./usage.ts";

/** Ours: leaves the ports that daemons like to listen on, and Kubernetes' NodePorts can be reserved. */
const WIDE = { low: 10_240, high: 65_535 };

const SYSCTL = "/proc/sys/net/ipv4";

/** A setting of the namespace: written if it is the host's own, through a process of it if it is not. */
function set(
  namespace: Namespace,
  name: string,
  { value, previous, says }: { value: string; previous: string | null; says: Says },
): Step[] {
  if (namespace.own) return [{ kind: "write", path: `${SYSCTL}/${name}`, value, previous, says }];
  const enter = entering(namespace);
  const [first, ...rest] = enter ?? [];
  if (first === undefined) return [];
  const words = (text: string): NonEmpty<string> => [
    first,
    ...rest,
    "sysctl",
    "-w",
    `net.ipv4.${name}=${text}`,
  ];
  return [
    { kind: "run", argv: words(value), undo: previous === null ? null : words(previous), says },
  ];
}

function remedy(
  plan: Pick<Remedy, "id" | "risk" | "lasts" | "says">,
  steps: readonly Step[],
): Remedy[] {
  const [first, ...rest] = steps;
  return first ? [{ ...plan, steps: [first, ...rest] }] : [];
}

const advise = (says: Says): Step => ({ kind: "advise", says });

function widen({ namespace, rules, table }: Scene): Remedy[] {
  if (rules === null || table === null) return [];
  const { low, high } = rules.range;
  const wider = { low: Math.min(low, WIDE.low), high: Math.max(high, WIDE.high) };
  if (wider.low === low && wider.high === high) return [];
  const added = [...table.listening].filter(
    (port) => port >= wider.low && port <= wider.high && !rules.reserved.has(port),
  );
  const reserved = formatPorts([...rules.reserved, ...added].toSorted((a, b) => a - b));
  const reserve =
    added.length === 0
      ? []
      : set(namespace, "ip_local_reserved_ports", {
          value: reserved,
          previous: formatPorts([...rules.reserved].toSorted((a, b) => a - b)),
          says: words.reserveListening(),
        });
  const range = set(namespace, "ip_local_port_range", {
    value: `${wider.low} ${wider.high}`,
    previous: `${low} ${high}`,
    says: words.setRange(),
  });
  const says = words.widen({ low: `${wider.low}`, high: `${wider.high}` });
  return remedy(
    { id: "widen-port-range", risk: "none", lasts: "until-reboot", says },
    range.length === 0 ? [] : [...reserve, ...range],
  );
}

function allowReuse({ namespace, rules, reuse }: Scene, remote: string): Remedy[] {
  if (rules === null || rules.timestamps === 0 || reuses(rules, remote)) return [];
  const step = set(namespace, "tcp_tw_reuse", {
    value: "1",
    previous: reuse === null ? null : `${reuse.value}`,
    says: words.setReuse(),
  });
  return remedy(
    { id: "reuse-time-wait", risk: "none", lasts: "until-reboot", says: words.allowReuse() },
    step.length === 0 ? [] : [...step, advise(words.reuseNeeds())],
  );
}

/** For ports that are used up toward a destination. */
export function portRemedies(scene: Scene, remote: string, usage: Usage): readonly Remedy[] {
  const steps = [
    advise(words.keepAlive({ remote })),
    ...(usage.inTimeWait > 0 ? [advise(words.closeThere())] : []),
    advise(words.moreTuples()),
  ];
  return [
    ...(usage.inTimeWait > 0 ? allowReuse(scene, remote) : []),
    ...widen(scene),
    ...remedy(
      { id: "pool-connections", risk: "none", lasts: "permanent", says: words.poolConnections() },
      steps,
    ),
  ];
}

/** For programs that bind before they connect. */
export function bindRemedies(scene: Scene): readonly Remedy[] {
  return [
    ...remedy({ id: "bind-late", risk: "none", lasts: "permanent", says: words.bindLate() }, [
      advise(words.bindLateHow()),
    ]),
    ...widen(scene),
  ];
}

/** For TIME_WAIT that is skipped. */
export function bucketRemedies({ namespace, maxBuckets }: Scene): readonly Remedy[] {
  const max = maxBuckets?.value ?? null;
  if (max === null) return [];
  const more = Math.max(max * 2, 65_536);
  const says = words.moreBuckets({ max: more });
  const step = set(namespace, "tcp_max_tw_buckets", {
    value: `${more}`,
    previous: `${max}`,
    says: words.setBuckets(),
  });
  return remedy({ id: "more-buckets", risk: "none", lasts: "until-reboot", says }, step);
}
