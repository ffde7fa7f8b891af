import { createContainers, forget } from "#cases/overlay2-layer-leak/docker.lab.ts";
import { type Dockerd, startDockerd } from "#lab/dockerd.ts";
import { withLabLock } from "#lab/lock.ts";
import { inLab } from "#lab/runner.ts";
import type { Bench, Row } from "./bench.ts";
import { CASEBOOK, compare } from "./measure.ts";

const CONTAINERS = 50;
const LEAKED = 2000;

/** What the original log's script does before it deletes: one `docker inspect` for each container. */
const INSPECT = `for c in $(docker ps -aq); do docker inspect "$c" -f '{{.GraphDriver.Data.MergedDir}}'; done`;

function clientOf(dockerd: Dockerd, script: string): string[] {
  return ["env", `DOCKER_HOST=unix://${dockerd.socket}`, "sh", "-c", script];
}

async function rows(): Promise<readonly Row[]> {
  const { value } = await inLab(async (bench) => {
    const dockerd = await startDockerd(bench);
    await dockerd.importImage();
    const doomed = await createContainers(dockerd, LEAKED);
    await dockerd.stop();
    forget(dockerd, doomed);
    await dockerd.start();
    await createContainers(dockerd, CONTAINERS);
    const { ours, theirs, start, listing } = await compare(
      {
        ours: [CASEBOOK, "check", "overlay2-layer-leak"],
        theirs: clientOf(dockerd, INSPECT),
        start: [CASEBOOK, "--version"],
        // Asks about each of the same directories once, in C, and judges nothing.
        listing: [
          "find",
          `${dockerd.dataRoot}/overlay2`,
          "-maxdepth",
          "1",
          "-newermt",
          "2100-01-01",
        ],
      },
      7,
    );
    const told = `${CONTAINERS} containers, ${LEAKED} leaked layers`;
    const aim = 1 / CONTAINERS;
    return [
      {
        what: `${told}: floor (our start + find -newer in overlay2/)`,
        ours: start.wallSeconds + listing.wallSeconds,
        theirs: theirs.wallSeconds,
        unit: "s",
        aim,
      },
      {
        what: `${told}: check / an inspect each`,
        ours: ours.wallSeconds,
        theirs: theirs.wallSeconds,
        unit: "s",
        aim,
      },
      {
        what: `${told}: the same without start-up`,
        ours: ours.wallSeconds - start.wallSeconds,
        theirs: theirs.wallSeconds,
        unit: "s",
        aim,
      },
      {
        what: `${told}: CPU time`,
        ours: ours.cpuSeconds,
        theirs: theirs.cpuSeconds,
        unit: "s",
        aim,
      },
    ];
  });
  return value;
}

const overlay2: Bench = {
  name: "overlay2",
  measure: () =>
    withLabLock(
      async () => ({ rows: await rows() }),
      () => console.error("waiting for another lab to end"),
    ),
};

export default overlay2;
