import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { selfCommand } from "#host/self.ts";
import type { Bench } from "./bench.ts";
import { expectUnknown } from "./judge.ts";
import { type LabVariant, program, root } from "./lab.ts";
import type { Room } from "./room.ts";

/** nobody(4) of every distribution. */
const NOBODY = "65534";

/**
 * Puts a file that never answers in the place of another: a FUSE filesystem whose server (a shell that holds /dev/fuse
 * open) answers no request, as a stuck daemon would.
 *
 * @see linux Documentation/filesystems/fuse.rst, mount options `fd` and `rootmode`
 */
async function hangFile(bench: Bench, room: Room, path: string): Promise<void> {
  const options = "fd=5,rootmode=100444,user_id=0,group_id=0";
  const server = 'exec 5<>/dev/fuse; mount -i -t fuse -o "$1" stuck "$2" && exec sleep infinity';
  room.start("sh", "-c", server, "sh", options, path);
  await bench.until(`${path} hangs`, async () =>
    (await Bun.file(`/proc/${room.pid}/mountinfo`).text()).includes(` ${path} `),
  );
}

/** A variant in which one file of the host never answers: it costs its own reading, and the case says so. */
export function hungSource(path: string, fact: string): LabVariant {
  return {
    id: "hung-source",
    kind: "blind",
    says: { en: `${path} never answers`, zh: `${path} 一直没有响应` },
    requires: [root, { kind: "file", path: "/dev/fuse" }],
    async up(bench) {
      const room = await bench.room("mount");
      await hangFile(bench, room, path);
      return { room, judge: (report) => expectUnknown(report, fact) };
    },
  };
}

/** The words that run Casebook as nobody: its executable in a place that nobody can reach, and no privilege left. */
export async function asNobody(bench: Bench): Promise<readonly string[]> {
  const executable = join(bench.directory, "casebook");
  const words = selfCommand();
  const [runtime = ""] = words;
  if (words.length === 1) copyFileSync(runtime, executable);
  else
    await bench.run(runtime, "build", "--compile", words.at(-1) ?? "", `--outfile=${executable}`);
  const drop = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", "--bounding-set=-all"];
  return ["setpriv", ...drop, "--", executable];
}

/** A variant in which nobody asks: the case says which fact it may not read. */
export function asksNobody(fact: string): LabVariant {
  return {
    id: "unprivileged",
    kind: "blind",
    says: {
      en: "nobody asks, who may not look into processes",
      zh: "以 nobody 运行，无权查看其他进程",
    },
    requires: [root, program("setpriv")],
    up: async (bench) => ({
      command: await asNobody(bench),
      judge: (report) => expectUnknown(report, fact),
    }),
  };
}
