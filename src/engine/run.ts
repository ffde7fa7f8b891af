import type { Case } from "#contract/case.ts";
import type { Need, Needs, ReadingsOf } from "#contract/fact.ts";
import type { Host } from "#contract/host.ts";
import { missingOf } from "#contract/missing.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import type { Defect, Outcome } from "#contract/outcome.ts";
import type { AcrossNamespaces, Namespace, Reading } from "#contract/reading.ts";
import type { Missing, Verdict } from "#contract/verdict.ts";
import { collect, defectOf, type Wanted, wantedKey } from "./collect.ts";
import { engineWords } from "./messages.ts";

type Sights = Readonly<Record<"net" | "mnt", Awaited<ReturnType<Host["namespaces"]>>>>;
const NO_SIGHT = { namespaces: [], unseen: [], refused: [] };

async function look(host: Host, needs: readonly Need[]): Promise<Sights> {
  const of = (kind: "net" | "mnt"): boolean =>
    needs.some((need) => "need" in need && need.need === "across" && need.of === kind);
  return {
    net: of("net") ? await host.namespaces("net") : NO_SIGHT,
    mnt: of("mnt") ? await host.namespaces("mnt") : NO_SIGHT,
  };
}

function isTarget(namespace: Namespace, targets: readonly string[] | undefined): boolean {
  return targets === undefined || targets.includes(String(namespace.inode));
}

function wantedFor(need: Need, sights: Sights, targets?: readonly string[]): readonly Wanted[] {
  const aim = targets === undefined ? {} : { targets };
  if (!("need" in need)) return [{ fact: need, ...aim }];
  if (need.need === "optional") return [{ fact: need.fact, ...aim }];
  return sights[need.of].namespaces
    .filter((namespace) => isTarget(namespace, targets))
    .map((namespace) => ({ fact: need.fact, namespace }));
}

type Lookup = (wanted: Wanted) => Reading<unknown>;

function across(
  need: Extract<Need, { need: "across" }>,
  sights: Sights,
  lookup: Lookup,
  targets?: readonly string[],
): AcrossNamespaces<unknown> {
  const sight = sights[need.of];
  const readings = sight.namespaces
    .filter((namespace) => isTarget(namespace, targets))
    .map((namespace) => ({ namespace, reading: lookup({ fact: need.fact, namespace }) }));
  // A namespace that was there in the first sample, and could not be read in the second, did not end.
  const unseen = readings.flatMap(({ reading }) =>
    reading.status === "read" && reading.laterRefused ? [reading.laterRefused] : [],
  );
  return { readings, unseen: [...sight.unseen, ...unseen], refused: sight.refused };
}

interface FirstLook {
  readonly readings: ReadingsOf<Needs>;
  readonly missing: readonly Missing[];
  /** Counters of which the second sample could not be read. */
  readonly laterRefused: readonly Missing[];
}

/** The readings of a case's needs, or what is missing of those that it cannot do without. */
function readingsFor(
  needs: Needs,
  sights: Sights,
  lookup: Lookup,
  targets?: readonly string[],
): FirstLook {
  const readings: Record<string, unknown> = {};
  const missing: Missing[] = [];
  const laterRefused: Missing[] = [];
  const aim = targets === undefined ? {} : { targets };
  for (const [name, need] of Object.entries(needs)) {
    if ("need" in need && need.need === "across") {
      readings[name] = across(need, sights, lookup, targets);
      continue;
    }
    const fact = "need" in need ? need.fact : need;
    const reading = lookup({ fact, ...aim });
    readings[name] = reading;
    if (!("need" in need) && reading.status !== "read") missing.push(missingOf(fact, reading));
    if (reading.status === "read" && reading.laterRefused)
      laterRefused.push({ fact: fact.id, why: reading.laterRefused });
  }
  return { readings: readings as ReadingsOf<Needs>, missing, laterRefused };
}

/** Of a verdict that lacks a second sample: why that could not be read. */
function withRefusals(verdict: Verdict, refused: readonly Missing[]): Verdict {
  if (verdict.kind !== "unknown") return verdict;
  const told = new Set(refused.map(({ fact }) => fact));
  const rest = verdict.missing.filter(({ fact }) => !told.has(fact));
  return { kind: "unknown", missing: nonEmpty([...refused, ...rest]) ?? verdict.missing };
}

export interface RunOptions {
  /** Case ids that the user asked for by name: they look closer without being provoked. */
  readonly named: ReadonlySet<string>;
}

/** Reads what the cases need, each fact once, and lets each case judge. A bug in one costs that one its verdict. */
export async function runCases(
  host: Host,
  cases: readonly Case[],
  options: RunOptions,
): Promise<Outcome> {
  const defects: Defect[] = [];
  const identity = await host.identify();
  const needs = cases.flatMap((known) => [
    ...Object.values(known.needs),
    ...Object.values(known.closer?.needs ?? {}),
  ]);
  const sights = await look(host, needs);
  const wanted = cases.flatMap((known) =>
    Object.values(known.needs).flatMap((need) => wantedFor(need, sights)),
  );
  const { readings, intervalSeconds } = await collect(host, wanted, defects);
  let closerSeconds: number | null = null;
  const lookup =
    (from: ReadonlyMap<string, Reading<unknown>>): Lookup =>
    (one) => {
      const reading = from.get(wantedKey(one));
      if (!reading) throw new Error(`${one.fact.id} was not collected`);
      return reading;
    };

  async function closer(known: Case, first: ReadingsOf<Needs>): Promise<FirstLook | null> {
    if (!known.closer) return null;
    const targets = known.closer.targets(first, options.named.has(known.id));
    if (targets.length === 0) return null;
    const more = Object.values(known.closer.needs).flatMap((need) =>
      wantedFor(need, sights, targets),
    );
    const collected = await collect(host, more, defects);
    closerSeconds ??= collected.intervalSeconds;
    return readingsFor(known.closer.needs, sights, lookup(collected.readings), targets);
  }

  async function judge(known: Case): Promise<Verdict> {
    try {
      const first = readingsFor(known.needs, sights, lookup(readings));
      const lacking = nonEmpty(first.missing);
      if (lacking) return { kind: "unknown", missing: lacking };
      const second = await closer(known, first.readings);
      const lackingCloser = nonEmpty(second?.missing ?? []);
      if (lackingCloser) return { kind: "unknown", missing: lackingCloser };
      const verdict = known.diagnose(first.readings, second?.readings ?? null, identity);
      return withRefusals(verdict, [...first.laterRefused, ...(second?.laterRefused ?? [])]);
    } catch (error) {
      const defect = defectOf(`case ${known.id}`, error);
      defects.push(defect);
      return {
        kind: "unknown",
        missing: [{ fact: known.id, why: engineWords.defect({ text: defect.message }) }],
      };
    }
  }

  const verdicts = await Promise.all(
    cases.map(async (known) => ({ case: known, verdict: await judge(known) })),
  );
  return { host: identity, intervalSeconds: intervalSeconds ?? closerSeconds, verdicts, defects };
}
