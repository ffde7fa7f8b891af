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

/** What ends the hole (`isBack`: only on the way back), and what this host can do alone: send no more, and ask for no more, than the path carries. */
export function remediesFor(
  path: ProbedPath,
  { mtu, isBack }: { readonly mtu: number; readonly isBack: boolean },
): readonly Remedy[] {
  const { address: to } = path;
  const own = path.route?.source ?? "–";
  const [allow, clamp] = isBack ? remediesOf(to, own) : remediesOf(own, to);
  const lower: Remedy = {
    id: "set-route-mtu",
    risk: "none",
    lasts: "until-reboot",
    says: words.routeMtu({ to, mtu: String(mtu) }),
    steps: [step(path, mtu)],
  };
  return [...(allow ? [allow] : []), lower, ...(clamp ? [clamp] : [])];
}
