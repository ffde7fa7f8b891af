import type { Says } from "#contract/message.ts";
import type { Remedy, Step } from "#contract/remedy.ts";
import type { PageLimits } from "#text/page-limits.ts";
import { words } from "./messages.ts";

const advise = (says: Says): Step => ({ kind: "advise", says });
const SYSCTL = "/proc/sys/net/ipv4";

const marksText = ({ low, pressure, max }: PageLimits): string => `${low} ${pressure} ${max}`;

/** For memory that runs out: end what holds it, and win room. */
export function memoryRemedies(marks: PageLimits): readonly Remedy[] {
  const half = (value: number): number => Math.ceil(value * 1.5);
  const wider = { low: half(marks.low), pressure: half(marks.pressure), max: half(marks.max) };
  return [
    {
      id: "raise-tcp-mem",
      risk: "degrades",
      lasts: "until-reboot",
      says: words.raiseMem(),
      steps: [
        {
          kind: "write",
          path: `${SYSCTL}/tcp_mem`,
          value: marksText(wider),
          previous: marksText(marks),
          says: words.setMem(),
        },
      ],
    },
    {
      id: "end-holders",
      risk: "interrupts",
      lasts: "permanent",
      says: words.endHolders(),
      steps: [advise(words.readOrClose()), advise(words.capBuffers())],
    },
  ];
}

/** For orphans: room, and less patience with peers that are gone. */
export function orphanRemedies(max: number): readonly Remedy[] {
  return [
    {
      id: "raise-max-orphans",
      risk: "degrades",
      lasts: "until-reboot",
      says: words.raiseOrphans(),
      steps: [
        {
          kind: "write",
          path: `${SYSCTL}/tcp_max_orphans`,
          value: `${Math.max(max * 2, 8192)}`,
          previous: `${max}`,
          says: words.setOrphans(),
        },
        advise(words.fewerRetries()),
        advise(words.findOrphans()),
      ],
    },
  ];
}
