import { defineCase, type HostIdentity } from "#contract/case.ts";
import { nonEmpty } from "#contract/nonempty.ts";
import type { Missing, Verdict } from "#contract/verdict.ts";
import containerRuntime from "#facts/walk/container-runtime.ts";
import { absenceEvidence } from "./absent.ts";
import { containerFindings } from "./containers.ts";
import { daemonFindings, undecidedDaemons } from "./daemons.ts";
import { words } from "./messages.ts";
import { type Closer, closerNeeds, needs, type Readings } from "./needs.ts";
import { Scene } from "./scene.ts";
import { symptoms } from "./symptoms.ts";
import { type TaskFindings, taskFindings } from "./tasks.ts";
import { toldTasks } from "./told.ts";

/** What a closer look is told when no container is suspected: to ask for all of them. */
const ALL = "all";

/** Daemons are asked when something stands still, or the user names the case. */
function targets(readings: Readings, named: boolean): readonly string[] {
  const scene = new Scene(readings, null);
  const { tasks, pipes, sockets, runtimes } = scene.now;
  if (runtimes.length === 0 && tasks.length === 0) return [];
  const stopped = runtimes.filter((process) => scene.stopped(process) !== "no");
  const waiting = tasks.filter((task) => scene.waited(task) !== "no");
  const lonely = scene.shims.filter(({ children }) => children === 0);
  const ids = [
    ...[...stopped, ...lonely].flatMap(({ containers }) => containers),
    ...[...waiting, ...pipes].flatMap(({ container }) => container ?? []),
  ];
  const isProvoked =
    stopped.length > 0 ||
    waiting.length > 0 ||
    lonely.length > 0 ||
    pipes.length > 0 ||
    sockets.some((socket) => scene.queued(socket) !== "no");
  return isProvoked || named ? [ALL, ...new Set(ids)] : [];
}

/** What could not be seen, so that nothing can be ruled out. */
function unseen(scene: Scene, tasks: TaskFindings): Missing[] {
  const { now } = scene;
  const fact = containerRuntime.id;
  const count = undecidedDaemons(scene) + tasks.undecided;
  const first = scene.daemons[0] ?? scene.shims[0];
  return [
    ...(now.processes === 0 ? [{ fact, why: words.noProcesses() }] : []),
    ...(!now.isPrivileged && first
      ? [{ fact, why: words.needsRoot({ daemon: scene.daemonName(first) }) }]
      : []),
    ...(count > 0 ? [{ fact, why: words.needsSecond({ count }) }] : []),
  ];
}

/** There is nothing that could hang; or what could is dead. */
function notHere({ now }: Scene): Verdict | null {
  if (now.runtimes.length > 0 || now.tasks.length > 0) return null;
  if (!now.isFirstSeen) {
    const why = now.processes === 0 ? words.noProcesses() : words.someProcesses();
    return { kind: "unknown", missing: [{ fact: containerRuntime.id, why }] };
  }
  const [left] = now.leftovers;
  return {
    kind: "not-applicable",
    says: left ? words.notRunning({ daemon: left.daemon, path: left.path }) : words.notHere(),
  };
}

function diagnose(readings: Readings, closer: Closer, host: HostIdentity): Verdict {
  const scene = new Scene(readings, closer);
  const tasks = taskFindings(scene, toldTasks(scene, host));
  const present = nonEmpty([
    ...daemonFindings(scene),
    ...containerFindings(scene),
    ...tasks.present,
  ]);
  if (present) return { kind: "present", findings: present };
  const latent = nonEmpty(tasks.latent);
  if (latent) return { kind: "latent", findings: latent };
  const nowhere = notHere(scene);
  if (nowhere) return nowhere;
  const missing = nonEmpty(unseen(scene, tasks));
  if (missing) return { kind: "unknown", missing };
  const evidence = nonEmpty(absenceEvidence(scene, tasks));
  return evidence
    ? { kind: "absent", evidence }
    : { kind: "unknown", missing: [{ fact: containerRuntime.id, why: words.noProcesses() }] };
}

/** dockerd, containerd, CRI-O, a shim or a container stands still, and everything that asks for it hangs. */
export default defineCase({
  id: "container-runtime-hang",
  title: {
    en: "The container runtime hangs",
    zh: "容器运行时卡住",
  },
  causes: ["daemon-unresponsive", "container-stuck", "tasks-blocked"],
  needsRoot: true,
  symptoms,
  needs,
  closer: { needs: closerNeeds, targets },
  diagnose,
});
