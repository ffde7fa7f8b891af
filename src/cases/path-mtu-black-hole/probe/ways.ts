import type { ProbedBy, ProbedPath, ProbedRefusal, ProbedSizes } from "#contract/probe.ts";

/** What all means together tell of one direction. Sizes are bytes of IP packets. */
export interface Way {
  readonly kind: "clear" | "told" | "hole" | "harmless" | "untold";
  /** Largest that arrived; null if none did. */
  readonly through: number | null;
  readonly never: number | null;
  readonly tries: number;
  /** By which means `never` was found. */
  readonly means: readonly ProbedBy["by"][];
  readonly isCertain: boolean;
  /** Small enough probes, and how many of them were lost. */
  readonly sent: number;
  readonly lost: number;
}

const atLeast = (one: number | null, other: number): boolean => one !== null && one >= other;

/** The largest packet that this host's kernel would send there, if ICMP had taught it nothing. */
function wantedSize({ route }: ProbedPath): number {
  return route === null ? 0 : Math.min(route.deviceMtu, route.mtu ?? Infinity);
}

/** What ICMP taught earlier keeps this host's packets small enough, until it is forgotten. */
const isRemembered = ({ route }: ProbedPath, never: number): boolean =>
  route !== null && route.cached !== null && route.cached.mtu < never;

/** The router whose word about the size fits what was measured: heeding it would be enough. */
export function truthfulRefusal(
  refusals: readonly ProbedRefusal[],
  through: number | null,
): ProbedRefusal | null {
  return refusals.find(({ mtu }) => mtu > 0 && atLeast(through, mtu)) ?? null;
}

function largest(sizes: readonly ProbedSizes[]): number | null {
  const found = sizes.flatMap(({ through }) => through ?? []);
  return found.length === 0 ? null : Math.max(...found);
}

interface Measured {
  readonly all: readonly ProbedBy[];
  readonly through: number | null;
  /** Those whose edge no other means contradicts. */
  readonly edges: readonly ProbedBy[];
}

function measure(all: readonly ProbedBy[]): Measured {
  const through = largest(all);
  const edges = all.filter(({ never }) => never !== null && !atLeast(through, never));
  return { all, through, edges };
}

const sum = (all: readonly ProbedSizes[], of: "sent" | "lost"): number =>
  all.reduce((total, sizes) => total + sizes[of], 0);

/** TCP passes unharmed though larger packets are lost: its segments are kept small enough by somebody. */
function tcpIsFine({ tcp }: ProbedPath): boolean {
  return tcp?.there?.never === null && tcp.there.through !== null;
}

function judgeThere(path: ProbedPath, never: number, through: number | null): Way["kind"] {
  if (truthfulRefusal(path.refusals, through) !== null && path.tcp?.there?.never == null)
    return "told";
  if (path.tcp?.followedIcmp === true) return "told";
  if (wantedSize(path) < never) return "clear";
  // A locked MTU makes the kernel send without DF: routers take such packets apart (IPv4 only).
  if (path.route?.isMtuLocked === true && path.family === 4) return "clear";
  return tcpIsFine(path) || isRemembered(path, never) ? "harmless" : "hole";
}

/** The way to the address. */
export function wayThere(path: ProbedPath): Way {
  const tcp: ProbedBy[] = path.tcp?.there ? [{ by: "tcp", ...path.tcp.there }] : [];
  const { all, through, edges } = measure([...path.found, ...tcp]);
  const counts = { sent: sum(all, "sent"), lost: sum(all, "lost") };
  const never = edges.length === 0 ? null : Math.min(...edges.map((edge) => edge.never ?? 0));
  if (never === null) {
    const kind = through === null ? "untold" : "clear";
    return { kind, through, never, tries: 0, means: [], isCertain: true, ...counts };
  }
  const finders = edges.filter((edge) => edge.never === never);
  const means = [...new Set(edges.map(({ by }) => by))];
  const kind = judgeThere(path, never, through);
  // A firewall may drop large pings alone: a second means, or the very thing that suffers, must agree.
  const isCertain = kind !== "hole" || means.includes("tcp") || means.includes("udp");
  const tries = Math.max(...finders.map((edge) => edge.tries));
  return { kind, through, never, tries, means, isCertain, ...counts };
}

/** Over IPv6 an echo comes back in the size that it went: what does not is lost on either way. */
function echoBack(path: ProbedPath): Way | null {
  const echo = path.found.find(({ by }) => by === "echo");
  if (path.family !== 6 || !echo || echo.through === null) return null;
  const { through, never, tries, sent, lost } = echo;
  const counts = { through, tries, sent, lost };
  if (never === null) return { kind: "clear", never, means: ["echo"], isCertain: true, ...counts };
  if (!atLeast(wayThere(path).through, never)) return null;
  return { kind: "hole", never, means: ["echo"], isCertain: false, ...counts };
}

/** The way back from the address; null if nothing was asked that could tell. */
export function wayBack(path: ProbedPath): Way | null {
  const back = path.tcp?.back ?? null;
  if (back === null) return path.tcp?.outcome === "connected" ? untoldBack() : echoBack(path);
  const { through, never, tries, sent, lost } = back;
  const kind = never === null ? "clear" : "hole";
  const isCertain = through !== null;
  return { kind, through, never, tries, means: ["tcp"], isCertain, sent, lost };
}

function untoldBack(): Way {
  const none = { through: null, never: null, tries: 0, sent: 0, lost: 0 };
  return { kind: "untold", means: ["tcp"], isCertain: false, ...none };
}
