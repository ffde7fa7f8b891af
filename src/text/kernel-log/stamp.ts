const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const CLOCK = String.raw`(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?`;
const ZONE = String.raw`(Z|UTC|[+-]\d\d:?\d\d)?`;
const MONTH = `(${MONTHS.join("|")})`;

/** A wall clock time at the begin of a line. */
export interface Stamp {
  /** In ms since the epoch. Without a zone it is taken for UTC, without a year for the leap year 2000. */
  readonly wall: number;
  readonly isZoned: boolean;
  /** How many characters it takes, with the blank after it. */
  readonly length: number;
}

const NO_YEAR = 2000;

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly clock: readonly (string | undefined)[];
  readonly zone: string | undefined;
}

function zoneMinutes(zone: string | undefined): number | null {
  if (zone === undefined) return null;
  if (zone === "Z" || zone === "UTC") return 0;
  const digits = zone.slice(1).replace(":", "");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone.startsWith("-") ? -minutes : minutes;
}

function stampOf(parts: Parts, length: number): Stamp {
  const [hours, minutes, seconds, fraction = ""] = parts.clock;
  const zone = zoneMinutes(parts.zone);
  const milliseconds = Number(`0.${fraction || "0"}`) * 1000;
  const wall =
    Date.UTC(parts.year, parts.month, parts.day, Number(hours), Number(minutes), Number(seconds)) +
    milliseconds -
    (zone ?? 0) * 60_000;
  return { wall, isZoned: zone !== null, length };
}

/** `Nov 23 10:00:00 ` of syslog and `journalctl -o short`; `-o short-precise` has a fraction. */
const SYSLOG = new RegExp(`^${MONTH} +(\\d{1,2}) ${CLOCK} `);
const DATE = String.raw`(\d{4})-(\d\d)-(\d\d)`;
/** `2026-11-23T10:00:00.123456+01:00 ` of rsyslog, `-o short-iso`, `dmesg --time-format iso`. */
const ISO = new RegExp(`^${DATE}[T ]${CLOCK}${ZONE} `);
/** `Mon 2026-11-23 10:00:00 CET ` of `-o short-full`. */
const FULL = new RegExp(`^${DAYS} ${DATE} ${CLOCK} (?:${ZONE}|[A-Z]{2,5}) `);
/** `[Mon Nov 23 10:00:00 2026] ` of `dmesg -T`. */
const CTIME = new RegExp(`^\\[${DAYS} ${MONTH} +(\\d{1,2}) ${CLOCK} (\\d{4})\\] ?`);
/** `1763892000.123456 ` of `journalctl -o short-unix`. */
const EPOCH = /^(\d{9,11})\.(\d{6}) /;

const monthOf = (name: string | undefined): number => MONTHS.indexOf(name ?? "");

/** The wall clock time that a line begins with; null if it begins with none. */
export function parseStamp(line: string): Stamp | null {
  const head = line.slice(0, 64);
  const syslog = SYSLOG.exec(head);
  if (syslog) {
    const [all, month, day, ...clock] = syslog;
    return stampOf(
      { year: NO_YEAR, month: monthOf(month), day: Number(day), clock, zone: undefined },
      all.length,
    );
  }
  const iso = ISO.exec(head) ?? FULL.exec(head);
  if (iso) {
    const [all, year, month, day, hours, minutes, seconds, fraction, zone] = iso;
    const clock = [hours, minutes, seconds, fraction];
    return stampOf(
      { year: Number(year), month: Number(month) - 1, day: Number(day), clock, zone },
      all.length,
    );
  }
  const ctime = CTIME.exec(head);
  if (ctime) {
    const [all, month, day, hours, minutes, seconds, fraction, year] = ctime;
    const clock = [hours, minutes, seconds, fraction];
    return stampOf(
      { year: Number(year), month: monthOf(month), day: Number(day), clock, zone: undefined },
      all.length,
    );
  }
  const epoch = EPOCH.exec(head);
  if (!epoch) return null;
  const [all, seconds, fraction] = epoch;
  return {
    wall: Number(seconds) * 1000 + Number(fraction) / 1000,
    isZoned: true,
    length: all.length,
  };
}
