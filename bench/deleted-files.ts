import { inLab } from "#lab/runner.ts";
import { mountDisk } from "#lab/disk.ts";
import type { Bench } from "./bench.ts";
import { CASEBOOK, compare } from "./measure.ts";

const PROCESSES = 10;
const DESCRIPTORS = 5000;
const ROUNDS = 5;

/** Opens one file many times over; every hundredth descriptor is a file of its own that is deleted. */
const HOLD = `
import os, resource, sys, time
top, count = sys.argv[1], int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_NOFILE, (count + 100, count + 100))
for number in range(count):
    own = number % 100 == 0
    path = f"{top}/{os.getpid()}-{number if own else 'kept'}"
    fd = os.open(path, os.O_CREAT | os.O_WRONLY)
    if own:
        os.write(fd, b"x")
        os.unlink(path)
open(sys.argv[3] + str(os.getpid()), "w").close()
time.sleep(1e6)
`;

/** Fifty thousand descriptors, of which some lead to deleted files. */
const deletedFiles: Bench = {
  name: "deleted-files",
  async measure() {
    const { value } = await inLab(async (bench) => {
      const room = await bench.room("mount");
      const disk = await mountDisk(bench, room, { name: "disk", mebibytes: 2048 });
      const ready = bench.makeDirectory("ready");
      for (let process = 0; process < PROCESSES; process++)
        room.start("python3", "-c", HOLD, disk.path, String(DESCRIPTORS), `${ready}/`);
      const glob = new Bun.Glob("*");
      const isReady = (): boolean => [...glob.scanSync(ready)].length === PROCESSES;
      await bench.until("the files are open", isReady, 60);
      const ours = room.enter([CASEBOOK, "check", "disk-usage-gap", "--format", "json"]);
      return compare({ ours, lsof: room.enter(["lsof", "-nP", "+L1"]) }, ROUNDS);
    });
    return {
      rows: [
        {
          what: `disk-usage-gap over ${PROCESSES * DESCRIPTORS} descriptors, beside lsof -nP +L1`,
          ours: value.ours.wallSeconds,
          theirs: value.lsof.wallSeconds,
          unit: "s",
          aim: 0.5,
        },
      ],
    };
  },
};

export default deletedFiles;
