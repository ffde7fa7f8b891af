import { type Entry, type Fact, treeFact } from "#contract/fact.ts";
import { quote } from "#text/fields.ts";

/** A goroutine that waits for a lock. */
export interface LockedGoroutine {
  /** For how long; 0 for less than one. */
  readonly minutes: number;
  /** Innermost first, without the lock's own: `daemon.(*Daemon).ContainerInspectCurrent`. */
  readonly functions: readonly string[];
  /** 1-based. */
  readonly line: number;
}

export interface GoroutineStacks {
  readonly path: string;
  readonly goroutines: number;
  /** Longest first. */
  readonly locked: readonly LockedGoroutine[];
}

/** `goroutine 42 [semacquire, 35 minutes]:`; newer runtimes tell more before and after. */
const HEAD = /^goroutine \d+ [^[]{0,80}\[([^\],]{1,60})(?:, (\d{1,9}) minutes)?[^\]]{0,80}\]:$/;
/** `sync.Mutex.Lock` and its like since Go 1.20. */
const LOCKS = /^(?:semacquire|sync\.(?:Mutex|RWMutex|WaitGroup)\.\w+)/;
/** A function's line; its file's begins with a tab. */
const FUNCTION = /^(?:created by )?((?:\.\(\*?[^\s()]*\)|[^\s(]){1,400})(?:\(|$)/;
const FRAMES = 6;

/** The function that a line names; null for a line of something else, and for the lock's own. */
function functionIn(row: string): string | null {
  // The package's path says nothing to a reader.
  const name = FUNCTION.exec(row)?.[1]?.replace(/^.*\//, "");
  return name === undefined || /^(?:sync|runtime)\./.test(name) ? null : name;
}

function stacksOf({ path, text }: Entry): GoroutineStacks | null {
  const locked: { minutes: number; functions: string[]; line: number }[] = [];
  let goroutines = 0;
  let current: string[] | null = null;
  for (const [index, row] of text.split("\n").entries()) {
    const head = HEAD.exec(row);
    if (head) {
      goroutines++;
      current = LOCKS.test(head[1] ?? "") ? [] : null;
      if (current)
        locked.push({ minutes: Number(head[2] ?? 0), functions: current, line: index + 1 });
    } else if (row === "") current = null;
    else if (current !== null && current.length < FRAMES) {
      const name = functionIn(row);
      if (name !== null) current.push(name);
    }
  }
  return goroutines === 0
    ? null
    : { path, goroutines, locked: locked.toSorted((a, b) => b.minutes - a.minutes) };
}

/** What dockerd writes on SIGUSR1, or when it is asked for its stacks: where each goroutine stands. */
const goroutineStacks: Fact<readonly GoroutineStacks[]> = treeFact({
  id: "docker/goroutine-stacks",
  source: { kind: "glob", pattern: "/run/docker/goroutine-stacks-*.log" },
  scope: "host",
  privilege: "root",
  spec: ["moby pkg/stack/stackdump.go", "Go runtime/traceback.go goroutineheader()"],
  parse(entries, note) {
    const found = entries.flatMap((entry) => {
      const stacks = stacksOf(entry);
      if (!stacks) note({ source: entry.path, text: quote(entry.text) });
      return stacks ?? [];
    });
    // Their names hold the time: the newest tells.
    return found.toSorted((a, b) => (a.path < b.path ? 1 : -1));
  },
});

export default goroutineStacks;
