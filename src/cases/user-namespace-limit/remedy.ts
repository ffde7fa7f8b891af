import type { Remedy, Step } from "#contract/remedy.ts";
import { words } from "./messages.ts";
import { limitPath } from "./uses.ts";

/** Less would be used up again by the first rootless container engine. */
const LEAST = 1024;

/** Raises the limit of one kind; `holder` is who has most of them. */
export function raise(kind: string, limit: number, holder: string | null): readonly Remedy[] {
  const value = Math.max(LEAST, limit * 2);
  const path = limitPath(kind);
  const name = path.replace("/proc/sys/", "").replaceAll("/", ".");
  const policy: Step[] = limit === 0 ? [{ kind: "advise", says: words.policy() }] : [];
  const look: Step[] =
    holder === null ? [] : [{ kind: "advise", says: words.look({ name: holder }) }];
  return [
    {
      id: "raise-limit",
      risk: "none",
      lasts: "until-reboot",
      says: words.raise(),
      steps: [
        {
          kind: "write",
          path,
          value: String(value),
          previous: String(limit),
          says: words.raiseStep({ value, kind }),
        },
        { kind: "advise", says: words.keep({ name, value: String(value) }) },
        ...policy,
        ...look,
      ],
    },
  ];
}
