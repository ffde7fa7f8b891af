import { inLab } from "#lab/runner.ts";
import { mountDisk } from "#lab/disk.ts";
import type { Bench } from "./bench.ts";
import { CASEBOOK, compare, runOnce } from "./measure.ts";

const FILES = 500_000;
const ROUNDS = 5;

const MAKE_FILES = `
import os, sys, time
top, files = sys.argv[1], int(sys.argv[2])
for directory in range(files // 500):
    path = f"{top}/{directory % 50}/{directory}"
    os.makedirs(path)
    for name in range(500):
        os.close(os.open(f"{path}/file-{name}", os.O_CREAT | os.O_WRONLY))
held = open(f"{top}/gone", "wb")
held.write(b"x" * (100 << 20))
held.flush()
os.unlink(f"{top}/gone")
os.fsync(held.fileno())
open(sys.argv[3], "w").close()
time.sleep(1e6)
`;

/** A filesystem of half a million files, and one deleted file that makes Casebook count them all. */
const diskUsage: Bench = {
  name: "disk-usage",
  async measure() {
    const { value } = await inLab(async (bench) => {
      const room = await bench.room("mount");
      const disk = await mountDisk(bench, room, {
        name: "disk",
        mebibytes: 1024,
        words: ["-N", "600000"],
      });
      const ready = `${bench.directory}/ready`;
      room.start("python3", "-c", MAKE_FILES, disk.path, String(FILES), ready);
      await bench.until("the files are made", () => Bun.file(ready).exists(), 120);
      await room.run("sync", "-f", disk.path);
      const du = room.enter(["du", "-sx", disk.path]);
      // Once, so that both find the inodes in memory.
      await runOnce(du);
      const ours = room.enter([CASEBOOK, "check", "disk-usage-gap", "--format", "json"]);
      return compare({ ours, du }, ROUNDS);
    });
    return {
      rows: [
        {
          what: `disk-usage-gap over ${FILES} files, beside du -sx`,
          ours: value.ours.wallSeconds,
          theirs: value.du.wallSeconds,
          unit: "s",
          aim: 0.8,
        },
      ],
    };
  },
};

export default diskUsage;
