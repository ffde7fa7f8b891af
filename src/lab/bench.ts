import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { LAB_MARK } from "./place.ts";
import { Room } from "./room.ts";
import type { Started, Starter } from "./started.ts";

const PATH = `${process.env["PATH"] ?? ""}:/usr/local/sbin:/usr/sbin:/sbin`;

/** What a lab builds with. Every process carries the lab's mark, every file lies in its directory. */
export class Bench implements Starter {
  readonly id: string;
  readonly directory: string;
  #rooms = 0;

  constructor(id: string, directory: string) {
    this.id = id;
    this.directory = directory;
  }

  #environment(): Record<string, string | undefined> {
    return { ...process.env, PATH, LC_ALL: "C", [LAB_MARK]: this.id };
  }

  /** Starts a program and lets it run; it is ended with the lab. */
  start(...argv: readonly string[]): Started {
    const child = Bun.spawn([...argv], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "inherit",
      env: this.#environment(),
      detached: true,
    });
    child.unref();
    return {
      pid: child.pid,
      exited: child.exited,
      output: new Response(child.stdout).text(),
      kill: (signal) => child.kill(signal),
    };
  }

  /** Runs a program to its end. @returns what it printed. @throws with its stderr if it fails. */
  async run(...argv: readonly string[]): Promise<string> {
    const child = Bun.spawn([...argv], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      env: this.#environment(),
    });
    const [stdout, stderr, status] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.exited,
    ]);
    if (status !== 0)
      throw new Error(
        `${argv.join(" ")}: exit status ${status}: ${stderr.trim() || stdout.trim()}`,
      );
    return stdout;
  }

  /** A directory of the lab's own. */
  makeDirectory(name: string): string {
    const path = join(this.directory, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /**
   * New namespaces (`net`, `mount`, `uts`, `ipc`, …) with a process that keeps them. Mounts made inside stay inside;
   * in a `user` namespace, root is root.
   */
  async room(...kinds: readonly string[]): Promise<Room> {
    this.#rooms++;
    const words = kinds.map((kind) => `--${kind}`);
    const privately = kinds.includes("mount") ? ["--propagation=private"] : [];
    const mapped = kinds.includes("user") ? ["--map-root-user"] : [];
    const options = [...words, ...privately, ...mapped];
    const keeper = this.start("unshare", ...options, "--", "sleep", "infinity");
    const room = new Room(this, `room-${this.#rooms}`, keeper.pid, kinds);
    await this.until("the namespaces are there", async () => {
      const comm = await Bun.file(`/proc/${keeper.pid}/comm`).text();
      return comm.trim() === "sleep";
    });
    if (kinds.includes("net")) await room.run("ip", "link", "set", "lo", "up");
    return room;
  }

  /** Waits until something is so. @throws if it is not within the limit. */
  async until(
    what: string,
    holds: () => boolean | Promise<boolean>,
    limitSeconds = 20,
  ): Promise<void> {
    const deadline = performance.now() + limitSeconds * 1000;
    for (;;) {
      if (await holds()) return;
      if (performance.now() > deadline)
        throw new Error(`${limitSeconds} s have passed, and not: ${what}`);
      await Bun.sleep(20);
    }
  }
}
