import type { Bench } from "#lab/bench.ts";
import { bootGuest, guestRequires } from "#lab/guest.ts";
import { type LabVariant, program, root, type Stage } from "#lab/lab.ts";
import { flood, programOf } from "./flood.lab.ts";

const CPUS = 4;
const SECONDS = 3;
const GUEST = "192.0.2.2";
/** Rules that no packet matches, and one that drops all: under software emulation a packet then costs some 0.2 ms. */
const RULES = 15_000;
/** More than one emulated CPU can take, and less than four. */
const OFFERED = 6500;

const filter = [
  "*filter",
  ...Array.from({ length: RULES }, (_, n) => `-A INPUT -s 198.18.${n >> 8}.${n & 255}/32 -j DROP`),
  `-A INPUT -d ${GUEST}/32 -j DROP`,
  "COMMIT",
  "",
].join("\n");

/** What the case reads of a host, taken by the guest's shell in the layout of a snapshot. */
const RECORD = `
keep() { root=$1; shift
  for p in "$@"; do [ -f $p ] && mkdir -p $root\${p%/*} && cat $p >$root$p 2>/dev/null; done; }
counters() {
  keep $1 /proc/stat /proc/softirqs /proc/interrupts /proc/net/dev /proc/net/softnet_stat; }
root=/snapshot
keep $root /proc/irq/[0-9]*/smp_affinity_list /proc/irq/[0-9]*/effective_affinity_list \\
  /sys/class/net/*/queues/rx-*/rps_cpus /sys/devices/system/node/node*/cpulist /proc/[0-9]*/comm
ln -s $(readlink /sys/class/net/eth0/device) $root/sys/class/net/eth0/device
at=$(date -u +%Y-%m-%dT%H:%M:%S.000Z); began=$(cut -d' ' -f1 /proc/uptime)
counters $root
sleep ${SECONDS}
ended=$(cut -d' ' -f1 /proc/uptime)
counters $root/later
seconds=$(awk "BEGIN { print $ended - $began }")
echo '{"host":{"name":"guest","kernel":"'$(uname -r)'"},"at":"'$at'","intervalSeconds":'$seconds'}' >$root/casebook.json
`;

// A queue that is polled takes no interrupt, and stays on its CPU wherever its interrupt is sent: so before any packet.
const PIN = `
for n in $(sed -n 's/^ *\\([0-9]*\\):.*virtio0-input\\..*/\\1/p' /proc/interrupts); do
  echo 1 >/proc/irq/$n/smp_affinity_list; done
`;

export interface GuestLoad {
  readonly queues: number;
  /** Sends the interrupts of all receive queues to CPU 1. */
  readonly pinned?: true;
  /** Datagrams per second. */
  readonly perSecond?: number;
}

export const requires: LabVariant["requires"] = [root, program("ip"), ...guestRequires];

/** A guest under load, recorded by itself: real queues, interrupts and affinities, which namespaces do not have. */
export const guestUnder =
  ({ queues, pinned, perSecond = OFFERED }: GuestLoad, judge: Stage["judge"]): LabVariant["up"] =>
  async (bench: Bench) => {
    const room = await bench.room("net");
    const guest = await bootGuest(bench, room, {
      cpus: CPUS,
      queues,
      guestAddress: GUEST,
      peerAddress: "192.0.2.1",
      filter,
      ...(pinned && { prepare: PIN }),
      script: `sleep 3\n${RECORD}`,
    });
    const order = { address: GUEST, port: 9000, flows: 256, bytes: 64, perSecond };
    if (perSecond > 0) room.start(...programOf(flood, order));
    return { flags: ["--from", await guest.snapshot()], judge };
  };

export const allQueues = CPUS;
