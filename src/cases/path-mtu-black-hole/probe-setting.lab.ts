import type { Report, ReportEvidence } from "#contract/report.ts";
import type { Bench } from "#lab/bench.ts";
import { filter, silentAboutSize } from "#lab/filter.ts";
import { expectFinding, findingsOf, verdictOf } from "#lab/judge.ts";
import { program, type Requirement, root, type Stage } from "#lab/lab.ts";
import { type Path, path, type PathOptions, SERVER } from "#lab/path.ts";
import { certificate, serve } from "#lab/tcp.ts";

export const requires: readonly Requirement[] = [
  root,
  ...["ip", "nsenter", "nft", "openssl"].map(program),
];
export const HTTP = 8080;
export const HTTPS = 443;
const CAUSE = "path-smaller-than-interface";

export type Family = "v4" | "v6";
export const at = (family: Family, port?: number): string => {
  const address = family === "v4" ? SERVER.v4 : `[${SERVER.v6}]`;
  return port === undefined ? SERVER[family] : `${address}:${port}`;
};

/** A path with a server behind it that speaks TLS on one port and answers much on another. */
export async function served(bench: Bench, options: PathOptions): Promise<Path> {
  const built = await path(bench, options);
  const tls = await certificate(bench, "server");
  await serve(bench, built.server, { port: HTTPS, sends: 4000, tls, after: 0 });
  await serve(bench, built.server, { port: HTTP, sends: 30_000 });
  return built;
}

export const hide = async ({ near, far }: Path): Promise<void> => {
  await filter(near, ...silentAboutSize);
  await filter(far, ...silentAboutSize);
};

/** What routers and their ICMP have taught is forgotten, and the link between the routers has another MTU. */
export async function narrow({ client, near, far, server }: Path, mtu: number): Promise<void> {
  for (const room of [near, far]) await room.run("ip", "link", "set", "middle", "mtu", `${mtu}`);
  for (const room of [client, server])
    for (const family of ["-4", "-6"]) await room.run("ip", family, "route", "flush", "cache");
}

/** The stages of one lab, one after the other. */
export async function chain(
  first: () => Promise<Stage>,
  ...rest: readonly (() => Promise<Stage>)[]
): Promise<Stage> {
  const stage = await first();
  const [second, ...others] = rest;
  return second ? { ...stage, next: () => chain(second, ...others) } : stage;
}

const evidenceIn = (report: Report): readonly ReportEvidence[] => {
  const verdict = verdictOf(report);
  return verdict.kind === "absent" ? verdict.evidence : (findingsOf(report)[0]?.evidence ?? []);
};

/** Of the way to an address or from it: the largest size that arrives. */
export function expectSize(report: Report, label: string, size: number): string[] {
  const found = evidenceIn(report).find((one) => one.label === label);
  const seen = typeof found?.observed === "object" ? Number(found.observed.value) : Number.NaN;
  return seen === size ? [] : [`expected ${label} ${size}, found ${seen}: ${found?.says ?? ""}`];
}

/** The edge was found to the byte. */
export function expectEdge(report: Report, label: string, size: number): string[] {
  const never = evidenceIn(report).find((one) => one.label === label)?.slots["never"];
  const exact =
    never === String(size + 1)
      ? []
      : [`expected ${size + 1} never, found ${typeof never === "string" ? never : "none"}`];
  return [...expectSize(report, label, size), ...exact];
}

export function expectWord(report: Report, label: string, word: string): string[] {
  const says = evidenceIn(report).find((one) => one.label === label)?.says ?? "";
  return says.includes(word) ? [] : [`expected ${label} to say "${word}", found "${says}"`];
}

export const hole = (report: Report, family: Family): string[] =>
  expectFinding(report, { cause: CAUSE, subject: SERVER[family] });

export function ask({ client }: Path, probe: string, judge: Stage["judge"]): Stage {
  return { probe, room: client, judge };
}
