import type { Bench } from "./bench.ts";
import type { Room } from "./room.ts";

const THOUSAND = 1000;

/**
 * Fills a room's mount table with ordinary mounts beside each other: a thousand tmpfs, and trees of bind mounts of them.
 *
 * @returns how many more mounts there are.
 */
export async function crowdMounts(bench: Bench, room: Room, thousands: number): Promise<number> {
  const seed = bench.makeDirectory("seed");
  const trees = thousands - 1;
  const script = [
    `mount -t tmpfs -o size=8m none ${seed}`,
    `mkdir ${seed}/a ${seed}/b`,
    `for n in $(seq ${THOUSAND}); do mkdir ${seed}/a/$n; mount -t tmpfs -o size=4k,nr_inodes=10 none ${seed}/a/$n; done`,
    `for n in $(seq ${trees}); do mkdir ${seed}/b/$n; mount --rbind ${seed}/a ${seed}/b/$n; done`,
  ];
  await room.run("sh", "-ec", script.join("\n"));
  return 1 + THOUSAND + trees * (THOUSAND + 1);
}
