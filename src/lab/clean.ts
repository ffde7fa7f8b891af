import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { labDirectories, labDirectory, labName, LAB_HOME, removeEmptyHome } from "./place.ts";
import { endProcesses, labProcesses, startTime } from "./processes.ts";

function unescapePath(path: string): string {
  return path.replace(/\\(\d{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

/** Mount points of this mount namespace below a lab's directory, the last made first. */
function labMounts(directory = LAB_HOME): string[] {
  return readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .map((line) => unescapePath(line.split(" ", 5)[4] ?? ""))
    .filter((point) => point === directory || point.startsWith(`${directory}/`))
    .toReversed();
}

/** Loop devices whose file lies below a lab's directory. */
function labLoops(directory = LAB_HOME): string[] {
  return readdirSync("/sys/block")
    .filter((name) => name.startsWith("loop"))
    .filter((name) => {
      const file = `/sys/block/${name}/loop/backing_file`;
      return existsSync(file) && readFileSync(file, "utf8").startsWith(`${directory}/`);
    })
    .map((name) => `/dev/${name}`);
}

function childDirectories(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(path, entry.name));
}

/** Cgroups of labs: at the top of each hierarchy, by name. */
function labCgroups(name = "casebook-lab-"): string[] {
  const top = "/sys/fs/cgroup";
  if (!existsSync(top)) return [];
  const hierarchies = existsSync(join(top, "cgroup.procs")) ? [top] : childDirectories(top);
  return hierarchies.flatMap((path) =>
    childDirectories(path).filter((child) => child.startsWith(join(path, name))),
  );
}

function cgroupTree(path: string): string[] {
  return [...childDirectories(path).flatMap(cgroupTree), path];
}

function cgroupProcesses(path: string): number[] {
  return cgroupTree(path).flatMap((group) =>
    readFileSync(join(group, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number),
  );
}

/** Lets frozen processes go on: those of a paused container take no signal before (v1: not even SIGKILL). */
function thaw(path: string): void {
  for (const group of cgroupTree(path)) {
    const [v1, v2] = [join(group, "freezer.state"), join(group, "cgroup.freeze")];
    if (existsSync(v1)) writeFileSync(v1, "THAWED");
    if (existsSync(v2)) writeFileSync(v2, "0");
  }
}

/** Removes cgroups, given a moment: a killed process leaves its own a little later. @returns those that stay. */
async function removeCgroups(name: string): Promise<readonly string[]> {
  for (let tries = 0; tries < 100; tries++) {
    for (const group of labCgroups(name).flatMap(cgroupTree)) {
      try {
        rmdirSync(group);
      } catch (error) {
        const busy = error instanceof Error && "code" in error && error.code === "EBUSY";
        const gone = error instanceof Error && "code" in error && error.code === "ENOENT";
        if (!busy && !gone) throw error;
      }
    }
    if (labCgroups(name).length === 0) return [];
    await Bun.sleep(20);
  }
  return labCgroups(name);
}

/** Takes down all that a lab made, in an order that works after any crash. @returns what would not go. */
export async function cleanLab(id: string): Promise<string[]> {
  const directory = labDirectory(id);
  const stuck: string[] = [];
  for (let round = 0; round < 3; round++) {
    for (const group of labCgroups(labName(id))) thaw(group);
    // Those with the mark first: a daemon that lives would start its containers again.
    const marked = labProcesses()
      .filter(({ lab }) => lab === id)
      .map(({ pid }) => pid);
    const grouped = labCgroups(labName(id)).flatMap(cgroupProcesses);
    if (marked.length + grouped.length === 0) break;
    const alive = await endProcesses([...marked, ...grouped]);
    if (round === 2) stuck.push(...alive.map((pid) => `process ${pid}`));
  }
  for (const point of labMounts(directory)) Bun.spawnSync(["umount", "-l", point]);
  for (const device of labLoops(directory)) Bun.spawnSync(["losetup", "-d", device]);
  stuck.push(...(await removeCgroups(labName(id))).map((path) => `cgroup ${path}`));
  stuck.push(...labMounts(directory).map((point) => `mount ${point}`));
  if (stuck.length === 0) {
    Bun.spawnSync(["chattr", "-R", "-f", "-i", directory]);
    rmSync(directory, { recursive: true, force: true });
    removeEmptyHome();
  }
  return stuck;
}

export interface Leftover {
  readonly id: string;
  readonly what: string;
}

/** Whether the program that runs a lab is still alive: its pid and start time are the lab's id. */
function isRunning(id: string): boolean {
  const [pid, start] = id.split("-");
  return start !== undefined && startTime(Number(pid)) === start;
}

/** What labs left behind: of all labs, or of those whose program has gone. */
export function leftovers(options: { readonly alsoRunning: boolean }): Leftover[] {
  const all = [
    ...labDirectories().map((id) => ({ id, what: `directory ${labDirectory(id)}` })),
    ...labProcesses().map(({ lab, pid, comm }) => ({ id: lab, what: `process ${pid} (${comm})` })),
    ...labMounts().map((point) => ({ id: idIn(point), what: `mount ${point}` })),
    ...labLoops().map((device) => ({
      id: idIn(readFileSync(`/sys/block/${device.slice(5)}/loop/backing_file`, "utf8")),
      what: `loop device ${device}`,
    })),
    ...labCgroups().map((path) => ({
      id: path.slice(path.lastIndexOf("casebook-lab-") + "casebook-lab-".length),
      what: `cgroup ${path}`,
    })),
  ];
  return all.filter(({ id }) => options.alsoRunning || !isRunning(id));
}

function idIn(path: string): string {
  return /casebook-lab-([0-9a-z-]+)/.exec(path)?.[1] ?? "";
}
