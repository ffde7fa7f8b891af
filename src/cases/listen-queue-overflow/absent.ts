import type { Says } from "#contract/message.ts";
import { quantity } from "#contract/quantity.ts";
import type { Evidence, Verdict } from "#contract/verdict.ts";
import { risen } from "#derived/rise.ts";
import { originOf, riseEvidence } from "./evidence.ts";
import { words } from "./messages.ts";
import type { Scene } from "./scene.ts";

const events = (value: number) => quantity(value, "events");

/** Cookies and drops for other reasons: look-alikes. */
function besides({ counters }: Scene): Evidence[] {
  const { cookies, drops, overflows } = counters;
  const sent = risen(cookies);
  const others = risen(drops) - risen(overflows);
  return [
    ...(cookies && sent > 0
      ? [
          {
            label: words.cookieLabel(),
            says: words.cookieSays({ delta: sent }),
            observed: events(sent),
            origin: cookies.origin,
          },
        ]
      : []),
    ...(drops && others > 0
      ? [
          {
            label: words.otherDropLabel(),
            says: words.otherDropSays({ delta: others }),
            observed: events(others),
            origin: drops.origin,
          },
        ]
      : []),
  ];
}

function fullestEvidence(scenes: readonly Scene[]): Evidence[] {
  const all = scenes.flatMap((scene) =>
    (scene.queues ?? []).map(({ listener }) => ({ scene, listener })),
  );
  const fullest = all.toSorted((a, b) => b.listener.queue - a.listener.queue)[0];
  if (!fullest || fullest.listener.backlog === null) return [];
  const { listener, scene } = fullest;
  const { queue, local } = listener;
  const backlog = listener.backlog ?? 0;
  return [
    {
      label: words.fullestLabel(),
      says: words.fullestSays({ queue, backlog, local }),
      observed: quantity(queue, "sockets"),
      limit: { op: ">", than: quantity(backlog, "sockets"), because: words.full() },
      origin: originOf(scene, listener),
    },
  ];
}

/** No queue overflows: the counter, the fullest queue, and what else was dropped or answered by cookie. */
export function absent(scenes: readonly [Scene, ...Scene[]], refused: readonly Says[]): Verdict {
  const [first] = scenes;
  const most = scenes
    .flatMap(({ counters }) => counters.overflows ?? [])
    .toSorted((a, b) => Number(b.total - a.total))[0];
  const count = scenes.length;
  const [besidesThem] = refused;
  return {
    kind: "absent",
    evidence: [
      {
        label: words.looked(),
        says: besidesThem
          ? words.lookedBesides({ count, besides: besidesThem })
          : words.lookedSays({ count }),
        observed: quantity(count, "namespaces"),
        origin: first.counters.overflows?.origin ?? { source: "/proc/net/netstat", at: "" },
      },
      ...(most ? [riseEvidence(words.overflowLabel(), most)] : []),
      ...fullestEvidence(scenes),
      ...scenes.flatMap(besides),
    ],
  };
}
