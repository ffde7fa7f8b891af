import type { Tree } from "./tree.ts";

export interface Violation {
  path: string;
  /** From 1; 1 also when the whole file is meant. */
  line: number;
  message: string;
}

export interface Rule {
  /** Also the name of its canary: `canaries/<name>.txtar`. */
  name: string;
  /** What holds in the whole project, in one sentence. */
  says: string;
  check(tree: Tree): Violation[] | Promise<Violation[]>;
}
