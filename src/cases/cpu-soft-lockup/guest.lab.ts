import { join } from "node:path";
import { bootGuest, type Guest, guestRequires } from "#lab/guest.ts";
import { type LabVariant, program, root, type Stage } from "#lab/lab.ts";

const GUEST = "192.0.2.2";

/** Levels of the filter's chains: each jumps twice to the next, so that one packet goes through 2^levels rules. */
const MOST_LEVELS = 28;
const FEWEST_LEVELS = 19;
/** Addresses of the guest's own, one by number of levels: what is sent there is filtered for so long. */
const levelAddress = (levels: number): string => `192.0.2.${100 + levels}`;
const LEVELS = Array.from({ length: MOST_LEVELS - FEWEST_LEVELS + 1 }, (_, n) => FEWEST_LEVELS + n);

const filter = [
  "*filter",
  ...Array.from({ length: MOST_LEVELS + 1 }, (_, level) => `:L${level} - [0:0]`),
  ...LEVELS.map((levels) => `-A OUTPUT -d ${levelAddress(levels)}/32 -j L${levels}`),
  ...Array.from({ length: MOST_LEVELS }, (_, n) => n + 1).flatMap((level) => [
    `-A L${level} -j L${level - 1}`,
    `-A L${level} -j L${level - 1}`,
  ]),
  "-A L0 -j RETURN",
  "COMMIT",
  "",
].join("\n");

/** What the case reads of a host, taken by the guest's shell in the layout of a snapshot. */
const RECORD = `
keep() { root=$1; shift
  for p in "$@"; do [ -f $p ] && mkdir -p $root\${p%/*} && cat $p >$root$p 2>/dev/null; done; }
root=/snapshot
mkdir -p $root/dev; timeout 1 cat /dev/kmsg >$root/dev/kmsg
keep $root /proc/uptime /proc/stat /proc/sys/kernel/soft_watchdog /proc/sys/kernel/watchdog_thresh \\
  /proc/sys/kernel/hung_task_* /sys/module/rcupdate/parameters/rcu_cpu_stall_timeout /proc/1/stat /proc/1/comm
[ -n "$task" ] && keep $root /proc/$task/stat /proc/$task/comm /proc/$task/wchan /proc/$task/stack
at=$(date -u +%Y-%m-%dT%H:%M:%S.000Z)
echo '{"host":{"name":"guest","kernel":"'$(uname -r)'"},"at":"'$at'"}' >$root/casebook.json
`;

/** Sends single packets through ever more rules until the kernel's log holds a word. */
export const loopUntil = (word: string): string => `
for k in ${LEVELS.join(" ")}; do ip addr add 192.0.2.$((100 + k))/32 dev lo; done
for k in ${LEVELS.join(" ")}; do
  ping -c 1 -W 1 192.0.2.$((100 + k)); dmesg | grep -q '${word}' && break
done`;

/** Waits until the kernel's log holds a word. */
export const awaitWord = (word: string): string => `
i=0; while ! dmesg | grep -q '${word}'; do i=$((i+1)); [ $i -gt 150 ] && break; sleep 0.2; done`;

/** A disk that takes one write and then a byte a second; reads are not slowed, or the firmware would not start. */
const slowDisk = (path: string): readonly string[] => [
  "-drive",
  `file=${path},if=none,id=disk1,format=raw,cache=unsafe,throttling.bps-write=1`,
  "-device",
  "virtio-blk-pci,drive=disk1,num-queues=1",
];

export const requires: LabVariant["requires"] = [root, program("ip"), ...guestRequires];

/** A guest whose kernel lives through something, and records itself after it. */
export const guestWith =
  (
    script: string,
    judge: Stage["judge"],
    act?: (guest: Guest) => Promise<void>,
  ): LabVariant["up"] =>
  async (bench) => {
    const room = await bench.room("net");
    const disk = join(bench.directory, "slow.disk");
    await bench.run("truncate", "-s", "1M", disk);
    const guest = await bootGuest(bench, room, {
      cpus: 2,
      queues: 1,
      guestAddress: GUEST,
      peerAddress: "192.0.2.1",
      filter,
      hardware: slowDisk(disk),
      script: `${script}\n${RECORD}`,
    });
    await act?.(guest);
    return { flags: ["--from", await guest.snapshot()], judge };
  };
