import { join } from "node:path";
import type { Bench } from "#lab/bench.ts";
import { type Dockerd, dockerdRequirements, startDockerd } from "#lab/dockerd.ts";
import { expectAbsent, expectFinding, expectNoFinding, findingsOf } from "#lab/judge.ts";
import { defineLab, type LabVariant, root, type Stage } from "#lab/lab.ts";
import { crowdMounts } from "#lab/mounts.ts";
import type { Room } from "#lab/room.ts";

async function run(dockerd: Dockerd, name: string, ...words: readonly string[]): Promise<void> {
  await dockerd.docker("run", "-d", `--name=${name}`, ...words, "busybox", "sleep", "600");
}

async function copyInto(bench: Bench, dockerd: Dockerd, name: string): Promise<void> {
  const file = join(bench.directory, "daemon.json");
  for (let times = 0; times < 5; times++) await dockerd.docker("cp", file, `${name}:/tmp/`);
}

async function dockerHost(bench: Bench, propagation: "shared" | "private"): Promise<Dockerd> {
  const dockerd = await startDockerd(bench, { propagation });
  await dockerd.importImage();
  return dockerd;
}

/** The container's name, its id and its bind must be told, and the fast check of a person agree with the count. */
function judgeCopies(report: Parameters<Stage["judge"]>[0], name: string): readonly string[] {
  const problems = expectFinding(report, { cause: "recursive-propagation", subject: name });
  const finding = findingsOf(report).find(({ subject }) => subject.name === name);
  const told = JSON.stringify(finding ?? {});
  const expected = [`container ${name} (`, "/ on /rootfs (rslave)", "slave of", "mnt:["];
  const mounts = Number(finding?.slots["count"] ?? 0);
  return [
    ...problems,
    ...expected.filter((text) => !told.includes(text)).map((text) => `not told: ${text}`),
    ...(mounts > 1000 ? [] : [`expected more than 1000 mounts, found ${mounts}`]),
  ];
}

const copyLoop: LabVariant = {
  id: "docker-cp-loop",
  kind: "fault",
  says: {
    en: "five docker cp into a container that binds / (dockerd with a shared root)",
    zh: "向绑定 / 的容器执行五次 docker cp（dockerd 的根为共享挂载）",
  },
  requires: dockerdRequirements,
  async up(bench) {
    const dockerd = await dockerHost(bench, "shared");
    await run(dockerd, "bystander");
    await run(dockerd, "leaky", "--volume=/:/rootfs");
    await copyInto(bench, dockerd, "leaky");
    return {
      judge: (report) => [
        ...judgeCopies(report, "leaky"),
        ...expectNoFinding(report, /^bystander$/),
      ],
    };
  },
};

const copyLoopPrivate: LabVariant = {
  id: "docker-cp-private-root",
  kind: "fault",
  says: {
    en: "the same below a private root: dockerd makes its own data root shared again",
    zh: "根为私有挂载时的同一故障：dockerd 会把自己的数据目录重新设为共享",
  },
  requires: dockerdRequirements,
  async up(bench) {
    const dockerd = await dockerHost(bench, "private");
    await run(dockerd, "reader", "--volume=/:/rootfs:ro");
    await copyInto(bench, dockerd, "reader");
    return {
      judge: (report) =>
        expectFinding(report, { cause: "recursive-propagation", subject: "reader" }),
    };
  },
};

/** Binds the root into itself until the table holds so many mounts. The last round is cut where the kernel refuses. */
async function double(room: Room, directory: string, atLeast: number): Promise<void> {
  const script = `while [ "$(wc -l < /proc/self/mountinfo)" -lt ${atLeast} ]; do mount --rbind / ${directory} || exit 0; done`;
  await room.run("sh", "-c", script);
}

const rbindDoubling: LabVariant = {
  id: "private-rbind-doubling",
  kind: "fault",
  says: {
    en: "without docker: the root bound into itself again and again in a private mount namespace",
    zh: "不用 docker：在私有挂载命名空间中把根目录反复绑定到自身",
  },
  requires: [root],
  async up(bench) {
    const room = await bench.room("mount");
    await double(room, bench.makeDirectory("view"), 5000);
    const subject = new RegExp(`^sleep\\[${room.pid}\\]$`);
    return {
      judge: (report) => expectFinding(report, { cause: "recursive-propagation", subject }),
    };
  },
};

const nearMountMax: LabVariant = {
  id: "near-mount-max",
  kind: "fault",
  says: {
    en: "84 000 mounts beside each other in one mount namespace",
    zh: "同一挂载命名空间中有 84 000 个并列的挂载",
  },
  requires: [root, { kind: "file", path: "/proc/sys/fs/mount-max" }],
  async up(bench) {
    const room = await bench.room("mount");
    await crowdMounts(bench, room, 84);
    const subject = new RegExp(`^sleep\\[${room.pid}\\]$`);
    return {
      flags: ["--interval", "0"],
      judge: (report) => [
        ...expectFinding(report, { cause: "near-mount-max", subject }),
        ...findingsOf(report)
          .filter(({ cause }) => cause === "recursive-propagation")
          .map(() => "nothing here is mounted inside itself"),
      ],
    };
  },
};

const plainContainer: LabVariant = {
  id: "container-without-host-bind",
  kind: "healthy",
  says: {
    en: "five docker cp into a container that binds nothing of the host",
    zh: "向没有绑定主机目录的容器执行五次 docker cp",
  },
  requires: dockerdRequirements,
  async up(bench) {
    const dockerd = await dockerHost(bench, "shared");
    await run(dockerd, "plain");
    await copyInto(bench, dockerd, "plain");
    return { judge: expectAbsent };
  },
};

const sharedView: LabVariant = {
  id: "rshared-bind",
  kind: "look-alike",
  says: {
    en: "five docker cp into a container that binds / with rshared: nothing doubles",
    zh: "向以 rshared 绑定 / 的容器执行五次 docker cp：不会翻倍",
  },
  requires: dockerdRequirements,
  async up(bench) {
    const dockerd = await dockerHost(bench, "shared");
    await run(dockerd, "sharer", "--volume=/:/rootfs:rshared");
    await copyInto(bench, dockerd, "sharer");
    return { judge: expectAbsent };
  },
};

const busyNode: LabVariant = {
  id: "many-ordinary-mounts",
  kind: "look-alike",
  says: {
    en: "4000 ordinary mounts in a namespace, as on a busy Kubernetes node",
    zh: "一个命名空间中有 4000 个正常挂载，如繁忙的 Kubernetes 节点",
  },
  requires: [root],
  async up(bench) {
    await crowdMounts(bench, await bench.room("mount"), 4);
    return { judge: expectAbsent };
  },
};

export default defineLab({
  case: "mount-table-leak",
  variants: [
    copyLoop,
    copyLoopPrivate,
    rbindDoubling,
    nearMountMax,
    plainContainer,
    sharedView,
    busyNode,
  ],
});
