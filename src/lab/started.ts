/** A process that a lab started. */
export interface Started {
  readonly pid: number;
  /** Its exit status, once it ends. */
  readonly exited: Promise<number>;
  /** What it prints, until it ends. */
  readonly output: Promise<string>;
  kill(signal: NodeJS.Signals): void;
}

/** What runs a lab's programs, so that they are found and ended with it. */
export interface Starter {
  /** Runs a program to its end. @returns what it printed. @throws with its stderr if it fails. */
  run(...argv: readonly string[]): Promise<string>;
  /** Starts a program and lets it run; it is ended with the lab. */
  start(...argv: readonly string[]): Started;
}
