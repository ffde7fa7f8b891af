import type { Remedy, Step } from "#contract/remedy.ts";
import { words } from "./messages.ts";

const MAX = "/proc/sys/net/netfilter/nf_conntrack_max";
const BUCKETS = "/proc/sys/net/netfilter/nf_conntrack_buckets";
const DAY_SECONDS = 86_400;
/** The kernel's own proportion of flows to buckets is one to one since 5.15; four to one is still fast. */
const FLOWS_PER_BUCKET = 4;

export interface Settings {
  readonly max: number;
  /** Null where they could not be read. */
  readonly buckets: number | null;
  readonly timeoutSeconds: number | null;
  /** The words that run a command in the namespace of the table. */
  readonly inside: readonly string[];
}

const write = (path: string, value: number, previous: number | null, says: Step["says"]): Step => ({
  kind: "write",
  path,
  value: String(value),
  previous: previous === null ? null : String(previous),
  says,
});

function shorten({ timeoutSeconds, inside }: Settings): readonly Remedy[] {
  if (timeoutSeconds === null || timeoutSeconds <= DAY_SECONDS) return [];
  const set = (seconds: number): [string, ...string[]] => {
    const name = "net.netfilter.nf_conntrack_tcp_timeout_established";
    const [first, ...rest] = [...inside, "sysctl", "-w", `${name}=${seconds}`];
    return [first ?? "sysctl", ...rest];
  };
  return [
    {
      id: "shorten-timeout",
      risk: "degrades",
      lasts: "until-reboot",
      says: words.shorten(),
      steps: [
        {
          kind: "run",
          argv: set(DAY_SECONDS),
          undo: set(timeoutSeconds),
          says: words.shortenStep({ value: DAY_SECONDS }),
        },
      ],
    },
  ];
}

/** More room first: it ends the harm at once. Who fills the table is asked next. */
export function remedies(settings: Settings): readonly Remedy[] {
  const { max, buckets } = settings;
  const value = max * 2;
  const enough = Math.ceil(value / FLOWS_PER_BUCKET);
  const more =
    buckets === null || buckets >= enough
      ? []
      : [write(BUCKETS, enough, buckets, words.bucketsStep())];
  return [
    {
      id: "raise-max",
      risk: "none",
      lasts: "until-reboot",
      says: words.raise(),
      steps: [
        write(MAX, value, max, words.raiseStep({ value })),
        ...more,
        { kind: "advise", says: words.keep() },
        { kind: "advise", says: words.find() },
      ],
    },
    ...shorten(settings),
  ];
}
