import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Report, ReportEvidence, ReportVerdict } from "#contract/report.ts";
import type { Bench } from "#lab/bench.ts";
import { type Dockerd, dockerdRequirements } from "#lab/dockerd.ts";
import { verdictOf } from "#lab/judge.ts";
import type { Requirement } from "#lab/lab.ts";

/** A client with BuildKit built in: newer ones need a plugin. */
const BUILDER = "/usr/bin/docker";

export const requirements: readonly Requirement[] = [
  ...dockerdRequirements,
  { kind: "file", path: BUILDER },
];

const layerdbOf = (dockerd: Dockerd): string => join(dockerd.dataRoot, "image/overlay2/layerdb");

/** Makes containers of the image `busybox` through the API, which is much faster than the client. @returns their ids. */
export async function createContainers(dockerd: Dockerd, count: number): Promise<string[]> {
  const body = JSON.stringify({
    Image: "busybox",
    Cmd: ["sleep", "600"],
    HostConfig: { NetworkMode: "none" },
  });
  const create = async (): Promise<string> => {
    const answer = await fetch("http://docker/v1.41/containers/create", {
      unix: dockerd.socket,
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const { Id, message } = (await answer.json()) as { Id?: string; message?: string };
    if (Id === undefined) throw new Error(`no container was made: ${message ?? answer.status}`);
    return Id;
  };
  const ids: string[] = [];
  const inTurn = async (): Promise<void> => {
    while (ids.length < count) {
      const at = ids.push("") - 1;
      ids[at] = await create();
    }
  };
  await Promise.all([inTurn(), inTurn(), inTurn(), inTurn()]);
  return ids;
}

/** Directory of a container's read-write layer. */
export function layerOf(dockerd: Dockerd, container: string): string {
  return readFileSync(join(layerdbOf(dockerd), "mounts", container, "mount-id"), "utf8").trim();
}

/**
 * Makes a stopped dockerd forget containers, as a crash or a broken disk does: their entries are gone, their layers stay.
 * @returns the directories of their layers.
 */
export function forget(dockerd: Dockerd, containers: readonly string[]): string[] {
  return containers.map((id) => {
    const layer = layerOf(dockerd, id);
    rmSync(join(layerdbOf(dockerd), "mounts", id), { recursive: true });
    rmSync(join(dockerd.dataRoot, "containers", id), { recursive: true });
    return layer;
  });
}

/** Image layers of dockerd's books: the directories that their cache ids name. */
export function imageLayers(dockerd: Dockerd): Map<string, string> {
  const books = join(layerdbOf(dockerd), "sha256");
  return new Map(
    readdirSync(books).map((name) => [
      readFileSync(join(books, name, "cache-id"), "utf8").trim(),
      join(books, name),
    ]),
  );
}

export const directories = (dockerd: Dockerd): string[] =>
  readdirSync(join(dockerd.dataRoot, "overlay2")).filter((name) => name !== "l");

/** Builds with BuildKit and without a network. */
export async function build(
  bench: Bench,
  dockerd: Dockerd,
  tag: string,
  dockerfile: string,
): Promise<void> {
  await bench.run("env", "DOCKER_BUILDKIT=1", ...buildWords(bench, dockerd, tag, dockerfile));
}

export function buildWords(
  bench: Bench,
  dockerd: Dockerd,
  tag: string,
  dockerfile: string,
): string[] {
  const context = bench.makeDirectory(`context-${tag}`);
  mkdirSync(context, { recursive: true });
  writeFileSync(join(context, "file"), tag);
  writeFileSync(join(context, "Dockerfile"), dockerfile);
  const host = `--host=unix://${dockerd.socket}`;
  return [BUILDER, host, "build", "--network=none", "-q", "-t", tag, context];
}

/** A layer that arrives as slowly as its sender likes: `docker import` of a tar that stops in the middle. */
export async function importThatStalls(
  bench: Bench,
  dockerd: Dockerd,
  mebibytes: number,
): Promise<void> {
  const files = bench.makeDirectory("stalling");
  const tar = join(bench.directory, "stalling.tar");
  await bench.run(
    "dd",
    "if=/dev/urandom",
    `of=${join(files, "blob")}`,
    "bs=1M",
    `count=${mebibytes}`,
  );
  writeFileSync(join(files, "end"), "never comes");
  await bench.run("tar", "-C", files, "-cf", tar, "blob", "end");
  const before = new Set(directories(dockerd));
  const host = `--host=unix://${dockerd.socket}`;
  const stall = `(head -c ${mebibytes}M '${tar}'; sleep 600) | docker ${host} import - 2>/dev/null`;
  bench.start("sh", "-c", stall);
  await bench.until("most of the layer is unpacked", () =>
    directories(dockerd).some((name) => {
      if (before.has(name)) return false;
      const blob = Bun.file(join(dockerd.dataRoot, "overlay2", name, "diff/blob"));
      return blob.size > (mebibytes - 1) * 1024 * 1024;
    }),
  );
}

/** What a report says of one data root: the machine may have daemons of its own, and they their leaks. */
export function reportOf(dataRoot: string, report: Report): Report {
  const verdict = verdictOf(report);
  return { ...report, verdicts: [verdictOn(dataRoot, verdict)] };
}

function verdictOn(dataRoot: string, verdict: ReportVerdict): ReportVerdict {
  const { case: id, title } = verdict;
  if (verdict.kind === "absent") {
    const evidence = verdict.evidence.map((one) => evidenceOn(dataRoot, one));
    return { ...verdict, evidence };
  }
  if (verdict.kind !== "present" && verdict.kind !== "latent") return verdict;
  const findings = verdict.findings.filter(({ subject }) => subject.name === dataRoot);
  return findings.length > 0
    ? { ...verdict, findings }
    : { case: id, title, kind: "absent", evidence: [] };
}

/** What is in use may be so by a mount, whose origin is no file of the root: that list is left whole. */
function evidenceOn(dataRoot: string, evidence: ReportEvidence): ReportEvidence {
  if (!evidence.items || evidence.key.endsWith("/in-use")) return evidence;
  const own = evidence.items.filter(({ origin }) => origin.source.startsWith(`${dataRoot}/`));
  return { ...evidence, items: own };
}

/** The names in one of the three lists: `leaked`, `in-use`, `undecided`. */
export function namesIn(report: Report, list: string): readonly string[] {
  return evidenceIn(verdictOf(report), list)
    .flatMap(({ items }) => items ?? [])
    .map(({ name }) => name);
}

function evidenceIn(verdict: ReportVerdict, list: string): readonly ReportEvidence[] {
  const all =
    verdict.kind === "present" || verdict.kind === "latent"
      ? verdict.findings.flatMap(({ evidence }) => evidence)
      : verdict.kind === "absent"
        ? verdict.evidence
        : [];
  return all.filter(({ key }) => key === `overlay2-layer-leak/${list}`);
}

/** What is wrong if a list does not hold exactly these names. */
export function expectNames(report: Report, list: string, wanted: readonly string[]): string[] {
  const found = new Set(namesIn(report, list));
  const expected = new Set(wanted);
  const lacking = [...expected].filter((name) => !found.has(name));
  const extra = [...found].filter((name) => !expected.has(name));
  return [
    ...lacking.slice(0, 5).map((name) => `${name} is not ${list}`),
    ...extra.slice(0, 5).map((name) => `${name} is ${list}, and should not be`),
    ...(lacking.length + extra.length > 0
      ? [`${list}: expected ${expected.size}, found ${found.size}`]
      : []),
  ];
}
