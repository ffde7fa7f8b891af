import { quantity } from "#contract/quantity.ts";
import type { Remedy } from "#contract/remedy.ts";
import { isOnTheWay, type Refused } from "./refusals.ts";
import { routersPassed } from "./resetter.ts";
import type { Broken } from "./resets.ts";
import { advice } from "./messages.ts";

/** A capture knows no host from inside: all of it is advice. */
const listen = (host: string, port: string): Remedy => ({
  id: "start-service",
  risk: "none",
  lasts: "until-restart",
  says: advice.listen({ host }),
  steps: [{ kind: "advise", says: advice.listenHow({ host, port }) }],
});

export function remediesOfRefused(refused: Refused): readonly Remedy[] {
  const [{ flow, how }] = refused.refusals;
  const { client, server } = flow;
  const port = String(server.port);
  const isElsewhere = isOnTheWay(refused);
  const host = how.kind === "icmp" ? how.from : server.address;
  const by = isElsewhere ? advice.theDevice({ host }) : host;
  const permit: Remedy = {
    id: "permit-client",
    risk: "none",
    lasts: "until-reboot",
    says: advice.permit({ client: client.address }),
    steps: [{ kind: "advise", says: advice.permitHow({ by, client: client.address, port }) }],
  };
  return how.kind === "icmp" || isElsewhere ? [permit] : [listen(server.address, port), permit];
}

function findAbort(host: string): Remedy {
  return {
    id: "find-abort",
    risk: "none",
    lasts: "once",
    says: advice.process({ host }),
    steps: [{ kind: "advise", says: advice.processHow({ host }) }],
  };
}

const keepAlive = (seconds: number): Remedy => ({
  id: "keep-alive",
  risk: "none",
  lasts: "permanent",
  says: advice.keepAlive(),
  steps: [{ kind: "advise", says: advice.keepAliveHow({ silence: quantity(seconds, "seconds") }) }],
});

const shortenReuse = (server: string): Remedy => ({
  id: "shorten-reuse",
  risk: "none",
  lasts: "permanent",
  says: advice.reuse(),
  steps: [{ kind: "advise", says: advice.reuseHow({ server }) }],
});

function findDevice({ flow: { client, server }, reset }: Broken): Remedy {
  const routers = routersPassed(reset.hops);
  const how = advice.deviceHow({ server: server.address, port: String(server.port), routers });
  return {
    id: "find-device",
    risk: "none",
    lasts: "once",
    says: advice.device({ client: client.address, server: server.address }),
    steps: [{ kind: "advise", says: how }],
  };
}

export function remediesOfBroken(broken: Broken): readonly Remedy[] {
  const { flow, reset, isByServer, cause, moment } = broken;
  const host = isByServer ? flow.server.address : flow.client.address;
  if (cause === "reset-by-middlebox")
    return moment === "idle"
      ? [keepAlive(reset.silence), findDevice(broken)]
      : [findDevice(broken)];
  if (moment === "closed-before") return [shortenReuse(host)];
  if (moment === "forgotten") return [keepAlive(reset.pause), findAbort(host)];
  return [findAbort(host)];
}
