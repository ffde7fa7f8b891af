import { defineCase, type HostIdentity } from "#contract/case.ts";
import type { ReadingsOf } from "#contract/fact.ts";
import { needsSecondSample } from "#contract/missing.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import type { Finding, Missing, Verdict } from "#contract/verdict.ts";
import { keeperOf } from "#derived/netns.ts";
import nfConntrack from "#facts/proc/net/stat/nf_conntrack.ts";
import { absent, type Quiet } from "./absent.ts";
import { blocked, failing, type Scene, slumbering } from "./finding.ts";
import { lossOf } from "./loss.ts";
import { words } from "./messages.ts";
import { closerNeeds, needs } from "./needs.ts";
import { portsOf } from "./ports.ts";
import { rulesOf } from "./rules.ts";
import { type Sight, sightsOf } from "./sight.ts";
import { symptoms } from "./symptoms.ts";

/** Ours: a table of this many flows is summed up in a few milliseconds, even when nothing fails right now. */
const SMALL_TABLE = 20_000;
/** Ours: namespaces that failed once, looked into though nothing fails right now. */
const MOST_PAST_FAILURES = 8;

type Readings = ReadingsOf<typeof needs>;

/** Namespaces in which inserts fail now, and a few in which they failed before, if looking is cheap. */
function targets(readings: Readings, named: boolean): readonly string[] {
  const { seen } = sightsOf(readings);
  const fails = ({ delta }: Sight): boolean => (delta?.insertFailed ?? 0) > 0;
  const failed = seen.filter(
    (sight) =>
      !fails(sight) &&
      sight.totals.insertFailed > 0 &&
      (named || (sight.entries ?? SMALL_TABLE) < SMALL_TABLE),
  );
  return [...seen.filter(fails), ...failed.slice(0, MOST_PAST_FAILURES)].map(({ namespace }) =>
    String(namespace.inode),
  );
}

interface Heard {
  readonly present: readonly Finding[];
  readonly latent: readonly Finding[];
  readonly quiet: readonly Quiet[];
  readonly missing: readonly Missing[];
}

const NOTHING: Heard = { present: [], latent: [], quiet: [], missing: [] };

/**
 * What one namespace says.
 * @param twice whether others were sampled twice: one that was not came or ended meanwhile.
 */
function hear(scene: Scene, twice: boolean): Heard {
  const { sight, host } = scene;
  const loss = sight.delta ? lossOf(sight.delta, host.kernel) : null;
  if (loss?.kind === "lost") return { ...NOTHING, present: [failing(scene, loss)] };
  if (loss?.kind === "undecided") {
    const why = words.kernelDecides({ delta: sight.delta?.insertFailed ?? 0 });
    return { ...NOTHING, missing: [{ fact: "proc/sys/kernel/osrelease", why }] };
  }
  const before = sight.totals.insertFailed > 0;
  const stuck = before ? blocked(scene) : null;
  if (stuck) return { ...NOTHING, present: [stuck] };
  const dormant = before ? slumbering(scene) : null;
  if (dormant) return { ...NOTHING, latent: [dormant] };
  if (loss) return { ...NOTHING, quiet: [{ sight, loss }] };
  const why = whyNoRate(sight, twice);
  return why ? { ...NOTHING, missing: [why] } : NOTHING;
}

function whyNoRate({ seconds, totals }: Sight, twice: boolean): Missing | null {
  const isBrief = seconds === 0 && twice;
  // Its counters began at zero with it, and no insert has failed yet.
  if (isBrief && totals.insertFailed === 0) return null;
  if (isBrief) return { fact: nfConntrack.id, why: words.appeared() };
  return seconds > 0
    ? { fact: nfConntrack.id, why: words.notComparable() }
    : needsSecondSample(nfConntrack);
}

function isNotLoaded({ stat, count }: Readings): boolean {
  const own = stat.readings.find(({ namespace }) => namespace.own)?.reading;
  return own?.status === "absent" && count.status === "absent";
}

/** Each reason once, however many namespaces have it. */
function distinct(missing: readonly Missing[]): Missing[] {
  const keyOf = ({ fact, why }: Missing): string =>
    [fact, why.key, JSON.stringify(why.slots)].join(" ");
  return [...new Map(missing.map((one) => [keyOf(one), one])).values()];
}

function diagnose(
  readings: Readings,
  closer: ReadingsOf<typeof closerNeeds> | null,
  host: HostIdentity,
): Verdict {
  const { seen, missing } = sightsOf(readings);
  const twice = seen.some(({ seconds }) => seconds > 0);
  const heard = seen.map((sight) => {
    const rules = rulesOf(closer, sight.namespace);
    const ports = portsOf(closer, rules, sight.namespace);
    const keeper = closer && keeperOf(sight.namespace, closer.cgroups, closer.containers);
    return hear({ sight, rules, ports, keeper, host, max: readings.max }, twice);
  });
  const present = nonEmpty(heard.flatMap((one) => one.present));
  if (present) return { kind: "present", findings: present };
  const latent = nonEmpty(heard.flatMap((one) => one.latent));
  if (latent) return { kind: "latent", findings: latent };
  if (seen.length === 0 && isNotLoaded(readings))
    return { kind: "not-applicable", says: words.notLoaded() };
  const lacking = nonEmpty(distinct([...heard.flatMap((one) => one.missing), ...missing]));
  if (lacking) return { kind: "unknown", missing: lacking };
  const quiet = nonEmpty(heard.flatMap((one) => one.quiet));
  return quiet
    ? absent(quiet, readings.stat.refused, readings.max)
    : { kind: "unknown", missing: [{ fact: nfConntrack.id, why: words.notCaptured() }] };
}

/** New flows lose their first packet because their conntrack entry cannot be inserted. */
export default defineCase({
  id: "conntrack-insert-failed",
  title: {
    en: "New connections time out: conntrack insert_failed",
    zh: "新连接超时：conntrack insert_failed",
  },
  causes: ["snat-port-race", "snat-ports-exhausted", "dns-udp-race", "insert-race"],
  needsRoot: true,
  symptoms,
  needs,
  closer: { needs: closerNeeds, targets },
  diagnose,
});
