import type { Report, ReportEvidence } from "#contract/report.ts";
import type { Bench } from "#lab/bench.ts";
import { captured, othersSilent, type Place } from "#lab/captured.ts";
import { filter } from "#lab/filter.ts";
import { expectAbsent, expectFinding, findingsOf } from "#lab/judge.ts";
import { program, type Requirement, root, type Stage } from "#lab/lab.ts";
import { CLIENT, type Path, SERVER } from "#lab/path.ts";
import { connectFrom, serve } from "#lab/tcp.ts";
import { wire, wireRequirements } from "#lab/wire.ts";

export const REQUIRES: readonly Requirement[] = [
  root,
  ...["ip", "nsenter", "tcpdump"].map(program),
  ...wireRequirements,
];
export const PORT = 8443;
/** Not its SYN-ACKs: a handshake that is lost is another case. */
export const FROM_SERVER = `tcp sport ${PORT} tcp flags & syn == 0`;
export const MEBIBYTE = 1024 * 1024;
/** How far the count of lost segments may be from the packet filter's own: the last ones have no answer. */
const TOLERANCE = 0.15;

export const SUBJECT = new RegExp(`^${CLIENT.v4}:\\d+ → ${SERVER.v4}:${PORT}$`);

export const AT_SENDER: Place = { at: "server", options: { device: "eth0", snapLength: 96 } };
export const AT_RECEIVER: Place = { at: "client", options: { device: "eth0", snapLength: 96 } };

/** The client gets so much from the server, over IPv4 or IPv6. */
export async function transfer(
  bench: Bench,
  { client, server }: Path,
  bytes: number,
  address = SERVER.v4,
): Promise<void> {
  await serve(bench, server, { port: PORT, sends: bytes });
  const status = await connectFrom(client, {
    address,
    port: PORT,
    expects: bytes,
    limitSeconds: 20,
  }).exited;
  if (status !== 0) throw new Error("the transfer did not come to its end");
}

/** Packets that the rules of a router have dropped, by its own count. */
export async function dropped(built: Path, at: keyof Path): Promise<number> {
  const rules = await built[at].run("nft", "list", "table", "inet", "lab");
  const counts = [...rules.matchAll(/counter packets (\d+)/g)].map(([, count]) => Number(count));
  return counts.reduce((all, count) => all + count, 0);
}

function numberOf(evidence: ReportEvidence | undefined, slot: string): number {
  const value = evidence?.slots[slot];
  return typeof value === "object" ? Number(value.value) : Number(value ?? 0);
}

interface Expected {
  readonly cause: "random-loss" | "burst-loss";
  readonly certainty?: "confirmed" | "suspected";
  readonly subject?: RegExp;
  /** The packet filter's count, and on which side of the capture it dropped. */
  readonly lost?: number;
  readonly side?: "behind" | "before";
}

function judgeLoss(report: Report, expected: Expected): readonly string[] {
  const { cause, certainty = "confirmed", subject = SUBJECT, lost, side } = expected;
  const problems = expectFinding(report, { cause, subject, certainty });
  const evidence = findingsOf(report)[0]?.evidence ?? [];
  const found = numberOf(evidence[0], "lost");
  const slot = (key: string, name: string): number =>
    numberOf(
      evidence.find((one) => one.key === `packet-loss/${key}`),
      name,
    );
  const again = slot("againSays", "repeated");
  const isNear = lost === undefined || Math.abs(found + again - lost) <= 3 + lost * TOLERANCE;
  if (!isNear) problems.push(`${found} + ${again} lost, and the filter dropped ${lost}`);
  const wrong = slot(side === "behind" ? "beforeSays" : "behindSays", "count");
  if (side !== undefined && wrong > found * TOLERANCE)
    problems.push(`${wrong} of ${found} on the wrong side`);
  return [...problems, ...othersSilent(report)];
}

export const lossy = (capture: string, expected: Expected): Stage => ({
  capture,
  judge: (report) => judgeLoss(report, expected),
});

/** 2 MiB over a path that loses none of the server's packets, whatever else happens on it. */
export async function peaceful(
  bench: Bench,
  place: Place,
  prepare: (built: Path) => Promise<void> = async () => {},
): Promise<Stage> {
  const built = await wire(bench);
  await prepare(built);
  const happen = () => transfer(bench, built, 2 * MEBIBYTE);
  const capture = await captured(bench, built, place, happen);
  return { capture, judge: (report) => [...expectAbsent(report), ...othersSilent(report)] };
}

/** 2 MiB over a router that loses packets of the server's, every so many at random or in a row. */
export async function lossyTransfer(
  bench: Bench,
  place: Place,
  rule: string,
  address?: string,
): Promise<{ file: string; lost: number }> {
  const built = await wire(bench);
  await filter(built.far, { hook: "forward", text: `${FROM_SERVER} ${rule} counter drop` });
  const happen = () => transfer(bench, built, 2 * MEBIBYTE, address);
  const file = await captured(bench, built, place, happen);
  return { file, lost: await dropped(built, "far") };
}
