import type { Started, Starter } from "./started.ts";

/** Namespaces of a lab's own, kept by a process that does nothing. They end with it. */
export class Room {
  readonly name: string;
  /** The process that keeps the namespaces, in the host's pid namespace. */
  readonly pid: number;
  readonly #starter: Starter;
  readonly #kinds: readonly string[];

  constructor(starter: Starter, name: string, pid: number, kinds: readonly string[]) {
    this.#starter = starter;
    this.name = name;
    this.pid = pid;
    this.#kinds = kinds;
  }

  /** The words that run a command inside. */
  enter(argv: readonly string[]): string[] {
    return [
      "nsenter",
      `--target=${this.pid}`,
      ...this.#kinds.map((kind) => `--${kind}`),
      "--",
      ...argv,
    ];
  }

  /** Runs a command inside to its end. @throws with its stderr if it fails. */
  run(...argv: readonly string[]): Promise<string> {
    return this.#starter.run(...this.enter(argv));
  }

  /** Starts a command inside. */
  start(...argv: readonly string[]): Started {
    return this.#starter.start(...this.enter(argv));
  }
}
