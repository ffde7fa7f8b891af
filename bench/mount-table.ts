import { inLab } from "#lab/runner.ts";
import { withLabLock } from "#lab/lock.ts";
import { crowdMounts } from "#lab/mounts.ts";
import type { Bench, Row } from "./bench.ts";
import { CASEBOOK, compare } from "./measure.ts";

const CHECK = [CASEBOOK, "check", "mount-table-leak", "--interval", "0"];

/** findmnt compares every mount with every other: it took 417 s for 99 000. */
const FINDMNT_LIMIT_SECONDS = 60;

/** The check of a mount namespace that is nearly full, beside reading its table once and beside findmnt. */
async function rows(): Promise<readonly Row[]> {
  const { value } = await inLab(async (bench) => {
    const room = await bench.room("mount");
    const mounts = await crowdMounts(bench, room, 99);
    const programs = {
      ours: room.enter(CHECK),
      cat: room.enter(["sh", "-c", "cat /proc/self/mountinfo >/dev/null"]),
    };
    const { ours, cat } = await compare(programs, 7);
    const patience = `timeout -s KILL ${FINDMNT_LIMIT_SECONDS} findmnt >/dev/null || true`;
    const { findmnt } = await compare({ findmnt: room.enter(["sh", "-c", patience]) }, 1);
    const told = `check of ${mounts} mounts`;
    return [
      row(`${told} / cat of the table`, ours.wallSeconds, cat.wallSeconds, 2),
      row(
        `${told} / findmnt, ended after ${FINDMNT_LIMIT_SECONDS} s`,
        ours.wallSeconds,
        findmnt.wallSeconds,
        1 / 50,
      ),
      {
        what: `${told}: peak memory`,
        ours: ours.peakMebibytes,
        theirs: null,
        unit: "MiB",
        aim: 256,
      },
    ];
  });
  return value;
}

const row = (what: string, ours: number, theirs: number, aim: number): Row => ({
  what,
  ours,
  theirs,
  unit: "s",
  aim,
});

const mountTable: Bench = {
  name: "mount-table",
  measure: () =>
    withLabLock(
      async () => ({ rows: await rows() }),
      () => console.error("waiting for another lab to end"),
    ),
};

export default mountTable;
