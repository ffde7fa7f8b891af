import type { ReadingsOf } from "#contract/fact.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import type { Finding, Verdict } from "#contract/verdict.ts";
import { absentOf } from "./absent.ts";
import { connectionsOf } from "./connections.ts";
import { hole, overlay, slumbering } from "./findings.ts";
import { linksOf } from "./links.ts";
import { type Misfit, misfitsIn } from "./misfits.ts";
import type { needs } from "./needs.ts";
import { surroundingsOf } from "./surroundings.ts";
import { type Troubled, troubledIn } from "./troubled.ts";

type Readings = ReadingsOf<typeof needs>;

/**
 * Whether what got stuck passes an interface: a tunnel that is on its way, or a bridge or pod's cable that it comes in by,
 * on its way out by the uplink that is too small.
 */
function passes(
  { local, remote, never }: Troubled,
  { namespace, link, alike, uplink, overhead, fits }: Misfit,
  readings: Readings,
): boolean {
  if (never <= fits) return false;
  const { routeTo } = surroundingsOf(readings, namespace);
  const there = routeTo(remote)?.device ?? null;
  if (overhead > 0) return there === link.name;
  const back = routeTo(local)?.device ?? "";
  return there === uplink && [link.name, ...alike].includes(back);
}

/** What a host, or a snapshot of one, says. */
export function diagnoseHost(readings: Readings): Verdict {
  const sight = connectionsOf(readings);
  const links = linksOf(readings);
  const misfits = misfitsIn(links);
  const troubled = troubledIn(
    sight.seen,
    (inode) => surroundingsOf(readings, inode).probing?.value ?? 0,
  );
  const around = (inode: number) => surroundingsOf(readings, inode);
  const through = misfits.map((misfit) => ({
    misfit,
    troubled: troubled.filter((one) => passes(one, misfit, readings)),
  }));
  const explained = new Set(through.flatMap((one) => one.troubled));
  const findings: Finding[] = [
    ...through.flatMap(({ misfit, troubled: some }) => {
      const stuck = nonEmpty(some);
      return stuck ? [overlay(misfit, stuck, around)] : [];
    }),
    ...troubled.filter((one) => !explained.has(one)).map((one) => hole(one, around(one.namespace))),
  ];
  const present = nonEmpty(findings);
  if (present) return { kind: "present", findings: present };
  const isSeen = sight.missing.length === 0;
  const latent = nonEmpty(
    misfits.map((misfit) => slumbering(misfit, around(misfit.namespace), isSeen)),
  );
  if (latent) return { kind: "latent", findings: latent };
  const missing = nonEmpty(sight.missing);
  if (missing) return { kind: "unknown", missing };
  return absentOf(sight, links, readings);
}
