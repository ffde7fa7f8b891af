import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { accessSync, constants, cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const TOP = join(import.meta.dir, "../..");
/** The limit of one reading, of the look for what hangs, and what a loaded machine takes for the rest. */
const LIMIT_SECONDS = 12;

/** A FUSE filesystem takes root, and a kernel that knows it. */
function canHang(): boolean {
  try {
    accessSync("/dev/fuse", constants.R_OK | constants.W_OK);
  } catch {
    return false;
  }
  return process.getuid?.() === 0;
}

/** The places, where anything can be made to hang. */
const where = <T>(places: readonly T[]): readonly T[] => (canHang() ? places : []);

/** Mounts a filesystem whose server (this shell, which holds /dev/fuse open) answers nothing, and checks meanwhile. */
const SCRIPT = `
  mode=40755; [ -d "$1" ] || mode=100444
  exec 5<>/dev/fuse
  mount -i -t fuse -o "fd=5,rootmode=$mode,user_id=0,group_id=0" stuck "$1" || exit 99
  shift; "$@" 5>&-`;

interface Told {
  readonly text: string;
  readonly seconds: number;
}

let tree = "";

/** What a check says while a path never answers, and how long it took. */
async function checkWhileHung(path: string, ...flags: readonly string[]): Promise<Told> {
  const unshare = ["unshare", "-m", "--propagation", "private", "--"];
  const casebook = [join(TOP, "bin/casebook"), "check", ...flags];
  const began = performance.now();
  const child = Bun.spawn([...unshare, "sh", "-c", SCRIPT, "sh", path, ...casebook], {
    stdout: "pipe",
    timeout: 60_000,
    killSignal: "SIGKILL",
  });
  const text = await new Response(child.stdout).text();
  return { text, seconds: (performance.now() - began) / 1000 };
}

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), "casebook-hung-"));
  cpSync(join(TOP, "hosts/debian-12-guest-one-queue-flooded"), tree, { recursive: true });
  for (const path of ["cmd", "etc", "walk", "netns", "var/lib/docker", "run/netns"])
    mkdirSync(join(tree, path), { recursive: true });
});

afterAll(() => rmSync(tree, { recursive: true }));

describe("a snapshot of which a part never answers", () => {
  test.concurrent.each(
    where([
      ["proc", "softirq-on-one-cpu", "proc/stat"],
      ["later", "softirq-on-one-cpu", "proc/stat"],
      ["later/proc", "softirq-on-one-cpu", "proc/stat"],
      ["proc/stat", "softirq-on-one-cpu", "proc/stat"],
      ["cmd", "conntrack-insert-failed", "cmd/conntrack-S"],
      ["walk", "disk-usage-gap", "walk/deleted-open-files"],
      ["etc", "overlay2-layer-leak", "walk/overlay2-layers"],
      ["var/lib/docker", "overlay2-layer-leak", "walk/overlay2-layers"],
    ]),
  )(
    "%s: %s cannot tell, for lack of %s",
    async (path, id, fact) => {
      const { text, seconds } = await checkWhileHung(
        join(tree, path),
        id,
        "--from",
        tree,
        "--format",
        "json",
      );
      const { verdicts } = JSON.parse(text);
      const missing = new Map(
        verdicts[0].missing.map((one: { fact: string; why: string }) => [one.fact, one.why]),
      );
      expect(verdicts[0].kind).toBe("unknown");
      expect(missing.get(fact)).toContain(`${join(tree, path)} did not answer within`);
      expect(seconds).toBeLessThan(LIMIT_SECONDS);
    },
    60_000,
  );

  test.concurrent.each(where(["sys", "netns", "run", "casebook.json"]))(
    "%s: the rest is judged",
    async (path) => {
      const { text, seconds } = await checkWhileHung(
        join(tree, path),
        "softirq-on-one-cpu",
        "--from",
        tree,
      );
      expect(text).toContain("softirq-on-one-cpu");
      expect(seconds).toBeLessThan(LIMIT_SECONDS);
    },
    60_000,
  );
});
