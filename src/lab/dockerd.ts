import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "./bench.ts";
import type { Started } from "./started.ts";
import { program, root, type Requirement } from "./lab.ts";
import { labName } from "./place.ts";
import type { Room } from "./room.ts";

export interface DockerdOptions {
  /** Of `/` in the daemon's mount namespace: `shared` is what systemd makes, `private` what the kernel starts with. */
  readonly propagation?: "shared" | "private";
  /** More words for dockerd. */
  readonly flags?: readonly string[];
}

/** What a variant with a {@link Dockerd} requires. */
export const dockerdRequirements: readonly Requirement[] = [
  root,
  program("dockerd"),
  program("docker"),
  program("busybox"),
];

const APPLETS = "sh sleep cat ls touch mkdir rm dd mount umount head true".split(" ");

/**
 * A dockerd of a lab's own. It lives in mount, network and UTS namespaces of its own; its data, its sockets, what it
 * writes to /etc and /run lie in the lab's directory or inside the namespaces; its containers have no network and are in
 * the lab's cgroup, by which they are found when the lab is taken down.
 */
export class Dockerd {
  readonly room: Room;
  readonly dataRoot: string;
  readonly execRoot: string;
  readonly socket: string;
  readonly #bench: Bench;
  readonly #flags: readonly string[];
  readonly #log: string;
  #daemon: Started | undefined;

  constructor(bench: Bench, room: Room, flags: readonly string[]) {
    this.#bench = bench;
    this.room = room;
    this.#flags = flags;
    this.#log = join(bench.directory, "dockerd.log");
    this.dataRoot = bench.makeDirectory("docker");
    this.execRoot = bench.makeDirectory("docker-exec");
    this.socket = join(bench.directory, "docker.sock");
  }

  /** Of the daemon, in the host's pid namespace. */
  get pid(): number {
    if (!this.#daemon) throw new Error("dockerd is not running");
    return this.#daemon.pid;
  }

  /** Starts the daemon and waits until it answers. */
  async start(): Promise<void> {
    const { directory, id } = this.#bench;
    const config = join(directory, "daemon.json");
    writeFileSync(config, "{}\n");
    const words = [
      `--config-file=${config}`,
      `--data-root=${this.dataRoot}`,
      `--exec-root=${this.execRoot}`,
      `--pidfile=${join(directory, "docker.pid")}`,
      `--host=unix://${this.socket}`,
      `--cgroup-parent=/${labName(id)}`,
      "--exec-opt=native.cgroupdriver=cgroupfs",
      "--bridge=none",
      "--iptables=false",
      "--ip-forward=false",
      "--ip-masq=false",
      "--storage-driver=overlay2",
    ];
    const daemon = this.room.start(...this.#logged("dockerd", ...words, ...this.#flags));
    let ended: number | null = null;
    void daemon.exited.then((status) => (ended = status));
    this.#daemon = daemon;
    await this.#bench.until("dockerd answers", async () => {
      if (ended !== null) throw new Error(`dockerd ended with ${ended}: ${this.log().slice(-800)}`);
      return this.docker("version").then(
        () => true,
        () => false,
      );
    });
  }

  #logged(...argv: readonly string[]): string[] {
    return ["sh", "-c", `exec "$@" >>'${this.#log}' 2>&1`, "sh", ...argv];
  }

  /** Runs the docker client against this daemon. @returns what it printed, without the last line end. */
  async docker(...words: readonly string[]): Promise<string> {
    const home = join(this.#bench.directory, "docker-client");
    const client = ["env", `DOCKER_CONFIG=${home}`, "docker", `--host=unix://${this.socket}`];
    const printed = await this.#bench.run(...client, ...words);
    return printed.trimEnd();
  }

  /** Makes an image of one layer that holds a static busybox. */
  async importImage(name = "busybox"): Promise<void> {
    const bin = this.#bench.makeDirectory("image/bin");
    const busybox = Bun.which("busybox");
    if (busybox === null) throw new Error("busybox is not installed");
    copyFileSync(busybox, join(bin, "busybox"));
    for (const applet of APPLETS) symlinkSync("busybox", join(bin, applet));
    for (const place of ["etc", "tmp", "proc", "sys", "dev"])
      this.#bench.makeDirectory(`image/${place}`);
    const tar = join(this.#bench.directory, "image.tar");
    await this.#bench.run("tar", "-C", join(this.#bench.directory, "image"), "-cf", tar, ".");
    await this.docker("import", tar, name);
  }

  /** Asks the daemon to end, as `systemctl stop docker` does, and waits. */
  async stop(): Promise<void> {
    this.#daemon?.kill("SIGTERM");
    await this.#daemon?.exited;
  }

  /** Ends the daemon as a crash does. Its containers live on. */
  async kill(): Promise<void> {
    this.#daemon?.kill("SIGKILL");
    await this.#daemon?.exited;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  log(): string {
    return readFileSync(this.#log, "utf8");
  }
}

/** Starts a dockerd of the lab's own. A lab has one at most. */
export async function startDockerd(bench: Bench, options: DockerdOptions = {}): Promise<Dockerd> {
  const room = await bench.room("mount", "net", "uts");
  await room.run("mount", "-t", "tmpfs", "tmpfs", "/run");
  // An older dockerd writes a key to /etc/docker whatever it is told.
  const [upper, work] = [bench.makeDirectory("etc-upper"), bench.makeDirectory("etc-work")];
  const layers = `lowerdir=/etc,upperdir=${upper},workdir=${work}`;
  await room.run("mount", "-t", "overlay", "-o", layers, "overlay", "/etc");
  if (options.propagation === "shared") await room.run("mount", "--make-rshared", "/");
  const dockerd = new Dockerd(bench, room, options.flags ?? []);
  await dockerd.start();
  return dockerd;
}
