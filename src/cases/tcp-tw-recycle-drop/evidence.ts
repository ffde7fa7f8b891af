import type { HostIdentity } from "#contract/case.ts";
import type { ReadingsOf } from "#contract/fact.ts";
import type { Says } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import type { Read } from "#contract/reading.ts";
import type { Evidence, EvidenceItem, Limit } from "#contract/verdict.ts";
import { netnsName, netnsSays } from "#derived/netns.ts";
import type { Rise } from "#derived/rise.ts";
import type { SysctlLine } from "#text/sysctl-conf.ts";
import { words } from "./messages.ts";
import type { needs } from "./needs.ts";
import type { Paws } from "./sight.ts";

type Readings = ReadingsOf<typeof needs>;

const events = (value: number | bigint) => quantity(value, "events");

/** Ours: segments a second; fewer are old duplicates. */
export const MANY_PER_SECOND = 10;

function rise(one: Rise, limit: Limit): Evidence {
  return {
    label: words.counterLabel({ name: one.name }),
    says:
      one.delta === null
        ? words.total({ total: one.total })
        : words.rose({
            delta: one.delta,
            seconds: quantity(one.seconds, "seconds"),
            total: one.total,
          }),
    observed: events(one.delta ?? one.total),
    limit,
    origin: one.origin,
  };
}

export function synEvidence({ passive }: Paws): Evidence[] {
  if (passive === null) return [];
  return [rise(passive, { op: ">", than: events(0), because: words.eachSyn() })];
}

export function segmentEvidence({ established, active }: Paws): Evidence[] {
  return [established, active].flatMap((one) => {
    if (one === null || one.total === 0n) return [];
    const than = events(Math.ceil(MANY_PER_SECOND * Math.max(one.seconds, 1)));
    return [rise(one, { op: ">=", than, because: words.manySegments() })];
  });
}

export function whereEvidence({ namespace, origin }: Paws): Evidence {
  return {
    label: words.where(),
    says: netnsSays(namespace, null),
    observed: netnsName(namespace, null),
    origin,
  };
}

const setting = (label: Says, says: Says, { value, origin }: Read<number>): Evidence => ({
  label,
  says,
  observed: `${value}`,
  origin,
});

export function settingEvidence({ recycle, timestamps }: Readings): Evidence[] {
  const stamps = timestamps.status === "read" ? timestamps : null;
  const ofStamps = stamps
    ? [setting(words.timestampsLabel(), words.timestampsSays({ value: stamps.value }), stamps)]
    : [];
  if (recycle.status !== "read") return ofStamps;
  const { value } = recycle;
  const isInert = value !== 0 && stamps?.value === 0;
  const on = isInert ? words.settingInert({ value }) : words.settingOn({ value });
  return [
    setting(words.settingLabel(), value === 0 ? words.settingOff() : on, recycle),
    ...ofStamps,
  ];
}

/** The kernel does not have the setting. */
export function goneEvidence({ recycle }: Readings, { kernel, at }: HostIdentity): Evidence[] {
  return [
    {
      label: words.settingLabel(),
      says: words.settingGone(),
      observed: "absent",
      origin: recycle.origin,
    },
    ...(kernel === null
      ? []
      : [
          {
            label: words.kernelLabel(),
            says: words.counterLabel({ name: kernel }),
            observed: kernel,
            origin: { source: "/proc/sys/kernel/osrelease", at },
          },
        ]),
  ];
}

function itemOf({ path, line, name, value }: SysctlLine, at: string): EvidenceItem {
  return {
    name: `${path}:${line}`,
    says: words.counterLabel({ name: `${name} = ${value}` }),
    quantities: [],
    origin: { source: path, line, at },
  };
}

/** Lines under /etc that set it: dead on a kernel that has none. */
export function lineEvidence(
  lines: readonly SysctlLine[],
  isDead: boolean,
  at: string,
): Evidence[] {
  const [first] = lines;
  if (!first) return [];
  const count = lines.length;
  return [
    {
      label: isDead ? words.deadLabel() : words.lineLabel(),
      says: isDead ? words.deadSays({ count }) : words.lineSays({ count }),
      observed: quantity(count, "entries"),
      origin: { source: first.path, line: first.line, at },
      items: lines.map((line) => itemOf(line, at)),
    },
  ];
}
