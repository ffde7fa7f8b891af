import type { Remedy, Step } from "#contract/remedy.ts";
import type { SysctlLine } from "#text/sysctl-conf.ts";
import { words } from "./messages.ts";

function removal({ path, line }: SysctlLine): Step {
  return { kind: "advise", says: words.removeLine({ path, line: `${line}` }) };
}

/** Off now, and at the next boot. */
export function turnOff(value: number | null, lines: readonly SysctlLine[]): readonly Remedy[] {
  const off: Step = {
    kind: "write",
    path: "/proc/sys/net/ipv4/tcp_tw_recycle",
    value: "0",
    previous: value === null ? null : `${value}`,
    says: words.setOff(),
  };
  const keep: Step = { kind: "advise", says: words.keepTimestamps() };
  const [first, ...rest] = [...(value === 0 ? [] : [off]), ...lines.map(removal), keep];
  return [
    {
      id: "turn-off",
      risk: "none",
      lasts: "until-reboot",
      says: words.turnOff(),
      steps: [first ?? keep, ...rest],
    },
  ];
}

export const FIND_MIXER: Remedy = {
  id: "find-mixer",
  risk: "none",
  lasts: "permanent",
  says: words.findMixer(),
  steps: [
    { kind: "advise", says: words.capture() },
    { kind: "advise", says: words.keepTimestamps() },
  ],
};
