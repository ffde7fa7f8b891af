import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "#contract/report.ts";
import type { Bench } from "#lab/bench.ts";
import { type Dockerd, dockerdRequirements, startDockerd } from "#lab/dockerd.ts";
import { expectAbsent, expectFinding, expectNoFinding, findingsOf } from "#lab/judge.ts";
import { defineLab, type LabVariant, type Stage } from "#lab/lab.ts";
import { labProgram } from "#lab/programs.ts";

type Judge = Stage["judge"];
type Provoke = (bench: Bench, dockerd: Dockerd) => Promise<Judge>;

const SLEEP = ["sleep", "600"];

/** Starts a container. @returns its id. */
function run(dockerd: Dockerd, name: string, ...words: readonly string[]): Promise<string> {
  return dockerd.docker("run", "-d", `--name=${name}`, ...words);
}

/** Starts a client that will wait; what it complains of when the lab is taken down is nobody's business. */
function wait(bench: Bench, dockerd: Dockerd, ...words: readonly string[]): void {
  const quietly = ["sh", "-c", 'exec "$@" 2>/dev/null', "sh"];
  bench.start(...quietly, "docker", `--host=unix://${dockerd.socket}`, ...words);
}

const kill = (bench: Bench, signal: string, pid: number): Promise<string> =>
  bench.run("kill", `-${signal}`, String(pid));

/** A process of this lab's daemon by what its arguments hold. */
function pidOf(...words: readonly string[]): number {
  for (const name of readdirSync("/proc")) {
    const path = `/proc/${name}/cmdline`;
    if (!/^\d+$/.test(name) || !existsSync(path)) continue;
    const cmdline = readFileSync(path, "latin1");
    if (words.every((word) => cmdline.includes(word))) return Number(name);
  }
  throw new Error(`no process with ${words.join(" ")}`);
}

/** The shim of a container; its first argument is the program. */
const shimOf = (id: string): number => pidOf("containerd-shim", `\0${id}\0`);

function toldIn(report: Report, ...expected: readonly string[]): string[] {
  const told = JSON.stringify(findingsOf(report));
  return expected.filter((text) => !told.includes(text)).map((text) => `not told: ${text}`);
}

/** A dockerd with one container, and what then goes wrong. */
const variant = (
  more: Pick<LabVariant, "id" | "kind" | "says">,
  provoke: Provoke,
  propagation: "shared" | "private" = "private",
): LabVariant => ({
  ...more,
  requires: dockerdRequirements,
  async up(bench) {
    const dockerd = await startDockerd(bench, { propagation });
    await dockerd.importImage();
    await run(dockerd, "bystander", "busybox", ...SLEEP);
    return { judge: await provoke(bench, dockerd) };
  },
});

const others = /^(bystander|dockerd|containerd)/;

const dockerdStopped = variant(
  {
    id: "dockerd-stopped",
    kind: "fault",
    says: {
      en: "dockerd is stopped by SIGSTOP, and three clients wait",
      zh: "dockerd 被 SIGSTOP 停止，三个客户端在等待",
    },
  },
  async (bench, dockerd) => {
    await kill(bench, "STOP", dockerd.pid);
    for (let clients = 0; clients < 3; clients++) wait(bench, dockerd, "ps");
    return (report) => [
      ...expectFinding(report, { cause: "daemon-unresponsive", subject: "dockerd" }),
      ...toldIn(report, "T (stopped)", "/_ping", dockerd.socket, String(dockerd.pid), "queueSays"),
      ...expectNoFinding(report, /^(bystander|containerd)/),
    ];
  },
);

const containerdStopped = variant(
  {
    id: "containerd-stopped",
    kind: "fault",
    says: {
      en: "dockerd's containerd is stopped by SIGSTOP: docker ps works, docker version hangs",
      zh: "dockerd 的 containerd 被 SIGSTOP 停止：docker ps 正常，docker version 卡住",
    },
  },
  async (bench, dockerd) => {
    await kill(bench, "STOP", pidOf("containerd\0--config", dockerd.execRoot));
    return (report) => [
      ...expectFinding(report, { cause: "daemon-unresponsive", subject: "containerd" }),
      ...toldIn(report, "T (stopped)", "docker version"),
      ...expectNoFinding(report, /^(bystander|dockerd)/),
    ];
  },
);

const shimStopped = variant(
  {
    id: "shim-stopped",
    kind: "fault",
    says: {
      en: "one container's shim is stopped by SIGSTOP and docker stop waits for it: docker inspect of it hangs, others answer",
      zh: "一个容器的 shim 被 SIGSTOP 停止，docker stop 在等待：对它的 docker inspect 卡住，其他容器正常",
    },
  },
  async (bench, dockerd) => {
    const id = await run(dockerd, "victim", "busybox", ...SLEEP);
    const shim = shimOf(id);
    await kill(bench, "STOP", shim);
    wait(bench, dockerd, "stop", "-t", "1", "victim");
    return (report) => [
      ...expectFinding(report, { cause: "container-stuck", subject: "victim" }),
      ...toldIn(report, "T (stopped)", String(shim), id.slice(0, 12), "docker inspect"),
      ...expectNoFinding(report, others),
    ];
  },
);

const outputUnread = variant(
  {
    id: "output-unread",
    kind: "fault",
    says: {
      en: "a container writes, dockerd reads no more: both hang, the container in its own output",
      zh: "容器不断输出而 dockerd 不再读取：两者都卡住，容器卡在自己的输出上",
    },
  },
  async (bench, dockerd) => {
    const loop =
      "while :; do echo 0123456789012345678901234567890123456789012345678901234567890; done";
    await run(dockerd, "writer", "busybox", "sh", "-c", loop);
    await kill(bench, "STOP", dockerd.pid);
    const writer = pidOf("sh\0-c\0while :; do echo 012345");
    await bench.until("the pipe is full", () =>
      /pipe_w/.test(readFileSync(`/proc/${writer}/wchan`, "latin1")),
    );
    return (report) => [
      ...expectFinding(report, { cause: "container-stuck", subject: /^(writer|[0-9a-f]{12})$/ }),
      ...expectFinding(report, { cause: "daemon-unresponsive", subject: "dockerd" }),
      ...toldIn(report, `sh[${writer}]`, "pipe_write"),
      ...expectNoFinding(report, /^(bystander|containerd)/),
    ];
  },
);

/** A directory that hangs whoever touches it, made where dockerd sees it. */
async function hangingDirectory(bench: Bench, dockerd: Dockerd, parent: string): Promise<string> {
  const ready = join(bench.directory, "ready");
  const point = join(parent, "mute");
  await bench.run("mkdir", "-p", point);
  dockerd.room.start(...labProgram("mute-fuse", point, ready));
  await bench.until("the filesystem is mounted", () => existsSync(ready));
  return point;
}

const isBlocked = (pid: number): boolean =>
  readFileSync(`/proc/${pid}/stat`, "latin1").includes(") D ");

const taskBlocked = variant(
  {
    id: "task-blocked",
    kind: "fault",
    says: {
      en: "a container's process touches a FUSE filesystem whose program answers nothing",
      zh: "容器进程访问一个不应答的 FUSE 文件系统",
    },
  },
  async (bench, dockerd) => {
    const data = bench.makeDirectory("data");
    const wait = "while [ ! -e /data/go ]; do sleep 0.1; done; exec ls /data/mute";
    const bind = `--volume=${data}:/data:rslave`;
    await run(dockerd, "victim", bind, "busybox", "sh", "-c", wait);
    const pid = Number(await dockerd.docker("inspect", "-f", "{{.State.Pid}}", "victim"));
    await hangingDirectory(bench, dockerd, data);
    await bench.run("touch", join(data, "go"));
    await bench.until("the process is blocked", () => isBlocked(pid));
    return (report) => [
      ...expectFinding(report, { cause: "tasks-blocked", subject: "victim" }),
      ...toldIn(report, `ls[${pid}]`, "fuse"),
      ...expectNoFinding(report, others),
    ];
  },
  "shared",
);

const daemonBlocked = variant(
  {
    id: "daemon-blocked",
    kind: "fault",
    says: {
      en: "a volume lies on a FUSE filesystem that does not answer: a thread of dockerd is in state D",
      zh: "卷位于不应答的 FUSE 文件系统上：dockerd 的一个线程处于 D 状态",
    },
  },
  async (bench, dockerd) => {
    const point = await hangingDirectory(bench, dockerd, bench.makeDirectory("data"));
    wait(bench, dockerd, "run", `--volume=${point}/x:/x`, "busybox", ...SLEEP);
    const tasks = `/proc/${dockerd.pid}/task`;
    await bench.until("a thread is blocked", () =>
      readdirSync(tasks).some((tid) => isBlocked(Number(tid))),
    );
    return (report) => [
      ...expectFinding(report, { cause: "tasks-blocked", subject: "dockerd" }),
      ...toldIn(report, "fuse"),
      ...expectNoFinding(report, /^(bystander|containerd)/),
    ];
  },
);

export default defineLab({
  case: "container-runtime-hang",
  variants: [
    dockerdStopped,
    containerdStopped,
    shimStopped,
    outputUnread,
    taskBlocked,
    daemonBlocked,
    variant(
      {
        id: "healthy",
        kind: "healthy",
        says: { en: "a dockerd with a container that works", zh: "dockerd 与容器均正常" },
      },
      () => Promise.resolve(expectAbsent),
    ),
    variant(
      {
        id: "paused",
        kind: "look-alike",
        says: {
          en: "a container is paused on purpose, and another's program is stopped by SIGSTOP",
          zh: "一个容器被有意暂停，另一个容器的程序被 SIGSTOP 停止",
        },
      },
      async (_bench, dockerd) => {
        await run(dockerd, "stopped", "busybox", ...SLEEP);
        await dockerd.docker("kill", "--signal=STOP", "stopped");
        await dockerd.docker("pause", "bystander");
        return expectAbsent;
      },
    ),
    variant(
      {
        id: "busy-disk",
        kind: "look-alike",
        says: {
          en: "a container writes to disk and syncs: state D for moments",
          zh: "容器不断写盘并同步：短暂处于 D 状态",
        },
      },
      async (_bench, dockerd) => {
        const loop =
          "while :; do dd if=/dev/zero of=/tmp/x bs=64k count=8 conv=fsync 2>/dev/null; done";
        await run(dockerd, "writer", "busybox", "sh", "-c", loop);
        return expectAbsent;
      },
    ),
    variant(
      {
        id: "dead-daemon",
        kind: "look-alike",
        says: {
          en: "dockerd was killed: its socket refuses, which is no hang",
          zh: "dockerd 已被杀死：套接字拒绝连接，不属于卡住",
        },
      },
      async (_bench, dockerd) => {
        await dockerd.kill();
        return expectAbsent;
      },
    ),
  ],
});
