/** When the samples of a snapshot were taken, as its manifest tells; ISO 8601. */
export interface ManifestTimes {
  readonly at: string | null;
  readonly laterAt: string | null;
  /** Between the samples, where that is told in so many words. */
  readonly intervalSeconds: number | null;
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** As seconds this lies in the year 5138: a larger number counts milliseconds, or something finer. */
const MOST_SECONDS = 1e11;
const MOST_NANOSECONDS = MOST_SECONDS * 1e9;

/** Seconds since the epoch, or milliseconds and finer, as `date +%s%N` and JavaScript write them. */
function fromNumber(value: number): string | null {
  if (!(value > 0 && value < MOST_NANOSECONDS)) return null;
  let seconds = value;
  while (seconds > MOST_SECONDS) seconds /= 1000;
  const milliseconds = seconds * 1000;
  return new Date(Math.round(milliseconds)).toISOString();
}

const NUMBER = /^\d+(?:\.\d+)?$/;
/** A time of day without a zone is taken for UTC: the zone of whoever reads it says nothing of the host. */
const WITHOUT_ZONE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/;

function fromText(value: string): string | null {
  const text = value.trim();
  if (NUMBER.test(text)) return fromNumber(Number(text));
  const parsed = new Date(WITHOUT_ZONE.test(text) ? `${text.replace(" ", "T")}Z` : text);
  return Number.isNaN(parsed.getTime()) ? null : parsed.toISOString();
}

const NAMES_OF_A_TIME = ["at", "time", "timestamp", "epoch", "date"] as const;

/** A time in any of the forms that manifests have; null for what cannot be read as one. */
function timeFrom(value: unknown): string | null {
  if (typeof value === "number") return fromNumber(value);
  if (typeof value === "string") return fromText(value);
  return isObject(value) ? firstTime([value], NAMES_OF_A_TIME) : null;
}

/** The first of some members that is a time. */
function firstTime(objects: readonly unknown[], names: readonly string[]): string | null {
  for (const object of objects) {
    if (!isObject(object)) continue;
    for (const name of names) {
      const time = timeFrom(object[name]);
      if (time !== null) return time;
    }
  }
  return null;
}

const FIRST = ["at", "first", "earlier", "time", "timestamp", "epoch"] as const;
const LATER = ["laterAt", "later", "second", "last"] as const;
const LISTS = ["times", "samples", "at", "epoch", "timestamps"] as const;
const INTERVALS = ["intervalSeconds", "interval", "seconds"] as const;

/** The times of the first list that has two, or those of the first that has one. */
function listed(objects: readonly unknown[]): readonly string[] {
  const lists = objects.flatMap((object) =>
    isObject(object) ? LISTS.map((name) => object[name]) : [],
  );
  const read = lists
    .filter(isList)
    .map((list) => list.map(timeFrom).filter((time) => time !== null));
  return read.find(({ length }) => length > 1) ?? read.find(({ length }) => length > 0) ?? [];
}

function intervalFrom(objects: readonly unknown[]): number | null {
  for (const object of objects) {
    if (!isObject(object)) continue;
    for (const name of INTERVALS) {
      const value = object[name];
      if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
    }
  }
  return null;
}

/** Manifests come from several hands: times as ISO 8601 or epoch, by name, in a list, or one below each sample's name. */
export function manifestTimes(top: Json): ManifestTimes {
  const holders = [top["host"], top].filter(isObject);
  const objects = [
    ...holders,
    ...holders.flatMap((holder) => [holder["times"], holder["samples"]]),
  ];
  const [first = null, ...more] = listed(objects);
  return {
    at: firstTime(objects, FIRST) ?? first,
    laterAt: firstTime(objects, LATER) ?? more.at(-1) ?? null,
    intervalSeconds: intervalFrom(objects),
  };
}
