import { rmSync, truncateSync, unlinkSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "#lab/bench.ts";
import { type Dockerd, startDockerd } from "#lab/dockerd.ts";
import { expectAbsent, expectFinding, expectNoFinding } from "#lab/judge.ts";
import { defineLab, type LabVariant, type Stage } from "#lab/lab.ts";
import {
  build,
  buildWords,
  createContainers,
  directories,
  expectNames,
  forget,
  imageLayers,
  importThatStalls,
  layerOf,
  namesIn,
  reportOf,
  requirements,
} from "./docker.lab.ts";
import { keepByThread } from "./thread.lab.ts";

const CAUSE = "unreferenced-layers";
const LEAKED = 233;
const CONTAINERS = 7;
const IMAGE_LAYERS = 29;

const withDockerd = async (bench: Bench): Promise<Dockerd> => {
  const dockerd = await startDockerd(bench);
  await dockerd.importImage();
  return dockerd;
};

/** Containers that run, pause, have ended, never ran, and one whose configuration was cut off. */
async function inSeveralStates(dockerd: Dockerd): Promise<string[]> {
  const ids = await createContainers(dockerd, CONTAINERS);
  const [running = "", other = "", paused = "", ended = ""] = ids;
  await dockerd.docker("start", running, other, paused, ended);
  await dockerd.docker("pause", paused);
  await dockerd.docker("kill", ended);
  return ids;
}

/** A layer that a removal left half: its short name went first. */
function removeHalf(dockerd: Dockerd, layer: string): void {
  const overlay2 = join(dockerd.dataRoot, "overlay2");
  const short = readFileSync(join(overlay2, layer, "link"), "utf8");
  unlinkSync(join(overlay2, "l", short));
  rmSync(join(overlay2, layer, "work"), { recursive: true });
}

async function knownFigures(bench: Bench): Promise<Stage> {
  const dockerd = await withDockerd(bench);
  const copies = Array.from({ length: IMAGE_LAYERS - 1 }, (_, at) => `COPY file /file-${at}\n`);
  const stages = `FROM busybox AS cached\nCOPY file /cached\n\nFROM busybox\n${copies.join("")}COPY --from=cached /cached /last\n`;
  await build(bench, dockerd, "many-layers", stages.replace(/COPY file \/file-0\n/, ""));
  const doomed = await createContainers(dockerd, LEAKED + 2);
  await dockerd.stop();
  const layers = forget(dockerd, doomed);
  const [half = "", second = ""] = layers.splice(LEAKED);
  removeHalf(dockerd, half);
  removeHalf(dockerd, second);
  await dockerd.start();
  const kept = await inSeveralStates(dockerd);
  const [, , , , , , corrupt = ""] = kept;
  truncateSync(join(dockerd.dataRoot, "containers", corrupt, "config.v2.json"), 100);
  const used = [...imageLayers(dockerd).keys(), ...kept.map((id) => layerOf(dockerd, id))];
  return {
    judge(all) {
      const report = reportOf(dockerd.dataRoot, all);
      const inUse = namesIn(report, "in-use");
      return [
        ...expectFinding(report, { cause: CAUSE, subject: dockerd.dataRoot }),
        ...expectNames(report, "leaked", layers),
        ...used.filter((name) => !inUse.includes(name)).map((name) => `${name} is not in use`),
        ...(imageLayers(dockerd).size === IMAGE_LAYERS
          ? []
          : [`the lab made ${imageLayers(dockerd).size} image layers`]),
      ];
    },
  };
}

/** A judge that sees what is said of the lab's own daemon. */
function own(dockerd: Dockerd, judge: Stage["judge"]): Stage["judge"] {
  return (report) => judge(reportOf(dockerd.dataRoot, report));
}

async function daemonStopped(bench: Bench): Promise<Stage> {
  const dockerd = await withDockerd(bench);
  const kept = await createContainers(dockerd, 3);
  const doomed = await createContainers(dockerd, 12);
  await dockerd.stop();
  const layers = forget(dockerd, doomed);
  const used = kept.map((id) => layerOf(dockerd, id));
  return {
    flags: ["--docker-root", dockerd.dataRoot],
    judge: own(dockerd, (report) => [
      ...expectFinding(report, { cause: CAUSE, subject: dockerd.dataRoot }),
      ...expectNames(report, "leaked", layers),
      ...expectNames(report, "in-use", [...imageLayers(dockerd).keys(), ...used]),
      ...expectNames(report, "undecided", []),
    ]),
  };
}

async function interruptedImport(bench: Bench): Promise<Stage> {
  const dockerd = await withDockerd(bench);
  const before = new Set(directories(dockerd));
  await importThatStalls(bench, dockerd, 110);
  await dockerd.kill();
  // Its containerd ended with it; where nobody reaps it, the new dockerd takes its pid for a living one.
  rmSync(join(dockerd.execRoot, "containerd/containerd.pid"), { force: true });
  await dockerd.start();
  await dockerd.docker("system", "prune", "-af", "--volumes");
  const orphans = directories(dockerd).filter((name) => !before.has(name));
  return {
    judge: own(dockerd, (report) => [
      ...expectFinding(report, { cause: CAUSE, subject: dockerd.dataRoot }),
      ...expectNames(report, "leaked", orphans),
    ]),
  };
}

/** The daemon forgets a container while its layer is mounted: a container that lives on without it. */
async function mountedOnly(bench: Bench): Promise<Stage> {
  const dockerd = await withDockerd(bench);
  const [id = ""] = await createContainers(dockerd, 1);
  await dockerd.docker("start", id);
  const layer = layerOf(dockerd, id);
  await dockerd.kill();
  forget(dockerd, [id]);
  return {
    flags: ["--docker-root", dockerd.dataRoot],
    judge: own(dockerd, (report) => [
      ...expectNoFinding(report, new RegExp(dockerd.dataRoot)).filter(() =>
        namesIn(report, "leaked").some((name) => name.startsWith(layer) && !name.endsWith("-init")),
      ),
      ...(namesIn(report, "in-use").includes(layer) ? [] : [`${layer} is not in use`]),
    ]),
  };
}

async function threadOnly(bench: Bench): Promise<Stage> {
  const dockerd = await withDockerd(bench);
  const ids = await createContainers(dockerd, 2);
  const layers = ids.map((id) => layerOf(dockerd, id));
  const [mounted = "", opened = ""] = layers.map((layer) =>
    join(dockerd.dataRoot, "overlay2", layer, "diff"),
  );
  await keepByThread(bench, mounted, opened);
  await dockerd.stop();
  forget(dockerd, ids);
  return {
    flags: ["--docker-root", dockerd.dataRoot],
    judge: own(dockerd, (report) => [
      ...layers
        .filter((layer) => namesIn(report, "leaked").includes(layer))
        .map((layer) => `${layer} is called leaked`),
      ...layers
        .filter((layer) => !namesIn(report, "in-use").includes(layer))
        .map((layer) => `${layer} is not in use`),
    ]),
  };
}

async function healthy(bench: Bench): Promise<Stage> {
  const dockerd = await withDockerd(bench);
  await build(bench, dockerd, "built", "FROM busybox\nCOPY file /built\n");
  await dockerd.docker("tag", "built", "kept");
  await build(bench, dockerd, "built", "FROM busybox\nCOPY Dockerfile /built\n");
  await dockerd.docker("rmi", "kept");
  await inSeveralStates(dockerd);
  return {
    judge: own(dockerd, (report) => [
      ...expectAbsent(report),
      ...expectNames(report, "leaked", []),
      ...expectNames(report, "undecided", []),
    ]),
  };
}

async function importInFlight(bench: Bench): Promise<Stage> {
  const dockerd = await withDockerd(bench);
  const before = new Set(directories(dockerd));
  await importThatStalls(bench, dockerd, 8);
  const unpacking = directories(dockerd).filter((name) => !before.has(name));
  return {
    judge: own(dockerd, (report) => [
      ...expectAbsent(report),
      ...expectNames(report, "leaked", []),
      ...(unpacking.length > 0 ? [] : ["the lab unpacks nothing"]),
    ]),
  };
}

async function buildInFlight(bench: Bench): Promise<Stage> {
  const dockerd = await withDockerd(bench);
  const before = directories(dockerd).length;
  const words = buildWords(
    bench,
    dockerd,
    "slow",
    "FROM busybox\nRUN touch /step\nRUN sleep 600\n",
  );
  bench.start("env", "DOCKER_BUILDKIT=1", ...words);
  await bench.until(
    "the build is at its second step",
    () => directories(dockerd).length > before + 1,
  );
  return {
    judge: own(dockerd, (report) => [
      ...expectAbsent(report),
      ...expectNames(report, "leaked", []),
    ]),
  };
}

const variants: readonly [LabVariant, ...LabVariant[]] = [
  {
    id: "known-figures",
    kind: "fault",
    says: {
      en: "233 forgotten containers' layers among 7 containers, 29 image layers, build cache and half removals",
      zh: "7 个容器、29 个镜像层、构建缓存与删除残留之中，有 233 个被遗忘的容器层",
    },
    requires: requirements,
    up: knownFigures,
  },
  {
    id: "daemon-stopped",
    kind: "fault",
    says: {
      en: "forgotten containers' layers, and dockerd is stopped",
      zh: "存在被遗忘的容器层，且 dockerd 已停止",
    },
    requires: requirements,
    up: daemonStopped,
  },
  {
    id: "interrupted-import",
    kind: "fault",
    says: {
      en: "dockerd was killed while it unpacked a layer; restart and prune leave it",
      zh: "解包层时 dockerd 被杀，重启与 prune 之后该层仍在",
    },
    requires: requirements,
    up: interruptedImport,
  },
  {
    id: "mounted-only",
    kind: "look-alike",
    says: {
      en: "a layer that only a living mount refers to, after dockerd was killed",
      zh: "dockerd 被杀之后，仅有存活的挂载引用该层",
    },
    requires: requirements,
    up: mountedOnly,
  },
  {
    id: "thread-only",
    kind: "look-alike",
    says: {
      en: "layers that only a thread uses, and its process's first thread has ended",
      zh: "仅有一个线程在使用的层，而其进程的主线程已退出",
    },
    requires: requirements,
    up: threadOnly,
  },
  {
    id: "import-in-flight",
    kind: "look-alike",
    says: { en: "a layer is being unpacked", zh: "正在解包一个层" },
    requires: requirements,
    up: importInFlight,
  },
  {
    id: "build-in-flight",
    kind: "look-alike",
    says: { en: "BuildKit is in the middle of a build", zh: "BuildKit 正在构建" },
    requires: requirements,
    up: buildInFlight,
  },
  {
    id: "healthy",
    kind: "healthy",
    says: {
      en: "images, dangling images, build cache and containers in several states",
      zh: "镜像、悬空镜像、构建缓存与多种状态的容器",
    },
    requires: requirements,
    up: healthy,
  },
];

export default defineLab({ case: "overlay2-layer-leak", variants });
