import type { ProbedPath } from "#contract/probe.ts";
import type { Remedy, Step } from "#contract/remedy.ts";
import { remediesOf } from "../remedy.ts";
import { words } from "./messages.ts";

function step({ address: to, family, route }: ProbedPath, mtu: number): Step {
  if (route === null || route.isHostRoute)
    return { kind: "advise", says: words.routeMtuHow({ to, mtu: String(mtu) }) };
  const via = route.gateway === null ? [] : ["via", route.gateway];
  const network = `${to}/${family === 4 ? 32 : 128}`;
  const ip = ["ip", `-${family}`, "route"] as const;
  return {
    kind: "run",
    argv: [...ip, "add", network, ...via, "dev", route.device, "mtu", String(mtu)],
    undo: [...ip, "del", network],
    says: words.routeMtuStep({ to, mtu: String(mtu) }),
  };
}

/** What ends the hole, and what this host can do alone: send no more, and ask for no more, than the path carries. */
export function remediesFor(path: ProbedPath, mtu: number): readonly Remedy[] {
  const { address: to, route } = path;
  const [allow, clamp] = remediesOf(route?.source ?? "–", to);
  const own: Remedy = {
    id: "set-route-mtu",
    risk: "none",
    lasts: "until-reboot",
    says: words.routeMtu({ to, mtu: String(mtu) }),
    steps: [step(path, mtu)],
  };
  return [...(allow ? [allow] : []), own, ...(clamp ? [clamp] : [])];
}
