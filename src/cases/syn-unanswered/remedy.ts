import type { Says } from "#contract/message.ts";
import type { Remedy } from "#contract/remedy.ts";
import type { Quiet } from "./destinations.ts";
import { advice } from "./messages.ts";

/** A capture knows no host from inside: all of it is advice. */
const plan = (id: string, lasts: Remedy["lasts"], says: Says, how: Says): Remedy => ({
  id,
  risk: "none",
  lasts,
  says,
  steps: [{ kind: "advise", says: how }],
});

export function remediesOfQuiet({ silents, address: server }: Quiet): readonly Remedy[] {
  const [{ kind, flow }] = silents;
  const client = flow.client.address;
  const port = String(flow.server.port);
  if (kind === "one-path")
    return [
      plan(
        "repair-way-back",
        "permanent",
        advice.back({ client, server }),
        advice.backHow({ client, server }),
      ),
    ];
  const follow = plan(
    "follow-syn",
    "once",
    advice.follow(),
    advice.followHow({ client, server, port }),
  );
  const from = flow.fromClient.unreachable?.from;
  if (kind !== "unreachable" || from === undefined) return [follow];
  return [
    plan("route", "permanent", advice.route({ from, server }), advice.routeHow({ from, server })),
    follow,
  ];
}

export const remediesOfSlow = (server: string): readonly Remedy[] => [
  plan("find-queue", "once", advice.queue(), advice.queueHow({ server })),
];

export const remediesOfClocks = (server: string): readonly Remedy[] => [
  plan("recycle-off", "until-reboot", advice.recycle({ server }), advice.recycleHow({ server })),
];
