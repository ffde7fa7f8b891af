import type { Fact } from "#contract/fact.ts";
import type { Fetched, Host } from "#contract/host.ts";
import type { Defect } from "#contract/outcome.ts";
import type { Namespace, Oddity, Origin, Reading } from "#contract/reading.ts";
import { engineWords } from "./messages.ts";

/** How long one fetch may take. Ours: a kernel file answers in milliseconds, and an operator waits. */
const FETCH_LIMIT_SECONDS = 3;
/** For readings in proportion to files or processes. */
const WALK_LIMIT_SECONDS = 300;
/** A source that shows a broken line a million times shows it this often. */
const ODDITIES_KEPT = 20;

/** One fact to read, of one namespace, toward some targets. */
export interface Wanted {
  readonly fact: Fact<unknown>;
  readonly namespace?: Namespace;
  readonly targets?: readonly string[];
}

export const wantedKey = ({ fact, namespace, targets }: Wanted): string =>
  `${fact.id} ${namespace && !namespace.own ? namespace.inode : ""} ${targets?.join(" ") ?? ""}`;

function originOf(fact: Fact<unknown>, fetched: Fetched, namespace: Namespace | undefined): Origin {
  const { source } = fact;
  const named =
    source.kind === "file"
      ? source.path
      : source.kind === "command"
        ? source.argv.join(" ")
        : source.kind === "walk"
          ? `walk/${source.walk}`
          : source.pattern;
  const [only] = fetched.status === "read" && source.kind === "file" ? fetched.entries : [];
  const origin = { source: only?.path ?? named, at: fetched.at };
  // A snapshot that does not number its namespaces calls its own 0, and others by a pid below 0.
  return namespace && namespace.inode > 0
    ? { ...origin, namespace: `${namespace.kind}:[${namespace.inode}]` }
    : origin;
}

function parse(wanted: Wanted, fetched: Fetched, defects: Defect[]): Reading<unknown> {
  const { fact } = wanted;
  const origin = originOf(fact, fetched, wanted.namespace);
  if (fetched.status !== "read") return { status: fetched.status, reason: fetched.reason, origin };
  const oddities: Oddity[] = [];
  try {
    const value = fact.parse(fetched.entries, (oddity) => {
      if (oddities.length < ODDITIES_KEPT) oddities.push({ source: origin.source, ...oddity });
    });
    return { status: "read", value, oddities, refused: fetched.refused, origin };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (error instanceof SyntaxError) {
      return {
        status: "unparsed",
        reason: engineWords.unparsed({ source: origin.source, text }),
        origin,
      };
    }
    defects.push(defectOf(`fact ${fact.id}`, error));
    return { status: "unparsed", reason: engineWords.defect({ text }), origin };
  }
}

export function defectOf(where: string, error: unknown): Defect {
  const known = error instanceof Error;
  return {
    where,
    message: known ? error.message : String(error),
    stack: (known && error.stack) || "",
  };
}

type Sample = "first" | "later";

async function readOnce(
  host: Host,
  wanted: Wanted,
  sample: Sample,
  defects: Defect[],
): Promise<Reading<unknown>> {
  const { fact, namespace, targets } = wanted;
  const limitSeconds =
    fact.limitSeconds ?? (fact.cost === "walk" ? WALK_LIMIT_SECONDS : FETCH_LIMIT_SECONDS);
  const order = {
    source: fact.source,
    scope: fact.scope,
    sample,
    limitSeconds,
    ...(fact.privilege && { privilege: fact.privilege }),
    ...(namespace && { namespace }),
    ...(targets && { targets }),
  };
  try {
    return parse(wanted, await host.fetch(order), defects);
  } catch (error) {
    defects.push(defectOf(`fetch ${fact.id}`, error));
    const text = error instanceof Error ? error.message : String(error);
    const origin = { source: fact.id, at: "" };
    return { status: "denied", reason: engineWords.defect({ text }), origin };
  }
}

/** The second of two samples beside the first; the one there is if there are not two. */
function paired(first: Reading<unknown>, second: Reading<unknown> | undefined): Reading<unknown> {
  if (first.status !== "read" || second === undefined) return first;
  if (second.status === "denied" || second.status === "unparsed")
    return { ...first, laterRefused: second.reason };
  if (second.status !== "read") return first;
  const secondsBefore = (Date.parse(second.origin.at) - Date.parse(first.origin.at)) / 1000;
  return secondsBefore > 0 ? { ...second, earlier: { value: first.value, secondsBefore } } : second;
}

export interface Collected {
  readonly readings: ReadonlyMap<string, Reading<unknown>>;
  readonly intervalSeconds: number | null;
}

/** Reads each wanted fact once, counters twice; what is read once is read while the interval passes. */
export async function collect(
  host: Host,
  wanted: readonly Wanted[],
  defects: Defect[],
): Promise<Collected> {
  const unique = [...new Map(wanted.map((one) => [wantedKey(one), one])).values()];
  const read = (
    sample: Sample,
    some: readonly Wanted[],
  ): Promise<(readonly [string, Reading<unknown>])[]> =>
    Promise.all(
      some.map(
        async (one) => [wantedKey(one), await readOnce(host, one, sample, defects)] as const,
      ),
    );
  const counters = unique.filter(({ fact }) => fact.sampled);
  const first = new Map(await read("first", counters));
  const others = read(
    "first",
    unique.filter(({ fact }) => !fact.sampled),
  );
  // What could not be read is not waited for a second time.
  const again = counters.filter((one) => first.get(wantedKey(one))?.status === "read");
  const intervalSeconds = again.length > 0 ? await host.nextSample() : null;
  const second = new Map(intervalSeconds === null ? [] : await read("later", again));
  const readings = new Map(await others);
  for (const [key, reading] of first) readings.set(key, paired(reading, second.get(key)));
  return { readings, intervalSeconds };
}
