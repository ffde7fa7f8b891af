import { readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Bench } from "./bench.ts";
import type { Requirement } from "./lab.ts";
import { program } from "./lab.ts";
import type { Room } from "./room.ts";

/** Where `tools/fetch-guest-kernel.sh` unpacks a distribution's kernel: `vmlinuz`, and `modules/` in one folder. */
const KERNEL = "/var/cache/casebook-lab/guest";
/** In loading order. */
const MODULES =
  `virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci failover net_failover virtio_net virtio_blk
   x_tables ip_tables iptable_filter`.split(/\s+/);
const RESTORE = "/usr/sbin/iptables-legacy-restore";
const BUSYBOX = "/bin/busybox";

export const guestRequires: readonly Requirement[] = [
  program("qemu-system-x86_64"),
  { kind: "file", path: "/dev/net/tun" },
  { kind: "file", path: `${KERNEL}/vmlinuz` },
  { kind: "file", path: RESTORE },
  { kind: "file", path: BUSYBOX },
];

/** A virtual machine with a virtio network card, in a room of its own. */
export interface GuestOrder {
  readonly cpus: number;
  /** Receive queues of the card. */
  readonly queues: number;
  readonly guestAddress: string;
  readonly peerAddress: string;
  /** Packet filter in the format of iptables-restore. */
  readonly filter: string;
  /** Shell that the guest runs before it says that it is up: no packet has come yet. */
  readonly prepare?: string;
  /** Shell that the guest runs once its card is up; what it leaves in /snapshot is brought out when it is done. */
  readonly script: string;
  /** More words for QEMU: another disk, say. */
  readonly hardware?: readonly string[];
}

const MAC = { guest: "52:54:00:00:00:02", peer: "52:54:00:00:00:01" };
/** A guest under software emulation on a machine that does other things too. */
const BOOT_LIMIT_SECONDS = 90;

/** The guest's first and only program. */
function init({ guestAddress, peerAddress, prepare = "", script }: GuestOrder): string {
  return `#!/bin/sh
export PATH=/bin
busybox mount -t proc proc /proc
busybox --install -s /bin
mount -t sysfs sys /sys; mount -t devtmpfs dev /dev; mount -t tmpfs tmpfs /tmp; mkdir -p /run
dmesg -n 1
for m in ${MODULES.join(" ")}; do insmod /lib/modules/$m.ko || echo "LAB FAILED insmod $m"; done
hostname guest
i=0; while [ ! -e /dev/vda ] || [ ! -e /sys/class/net/eth0 ]; do
  i=$((i+1)); [ $i -gt 200 ] && { echo "LAB FAILED no devices"; poweroff -f; }; sleep 0.1
done
ip link set lo up; ip link set eth0 up; ip addr add ${guestAddress}/24 dev eth0
arp -s ${peerAddress} ${MAC.peer}
complaint=$(iptables-legacy-restore </filter 2>&1) || echo "LAB FAILED iptables-restore: $complaint"
mkdir /snapshot
${prepare}
echo "LAB READY"
${script}
tar -C /snapshot -cf - . | dd of=/dev/vda bs=64k conv=fsync 2>/dev/null && echo "LAB DONE"
poweroff -nf
`;
}

/** Makes a first root file system: busybox, the modules, the packet filter's program with its libraries. */
async function buildRoot(bench: Bench, order: GuestOrder): Promise<string> {
  const root = bench.makeDirectory("guest-root");
  const put = async (from: string, to: string): Promise<void> => {
    await bench.run("mkdir", "-p", join(root, dirname(to)));
    await bench.run("cp", "-L", from, join(root, to));
  };
  for (const name of ["proc", "sys", "dev", "tmp"]) bench.makeDirectory(`guest-root/${name}`);
  for (const name of MODULES) await put(`${KERNEL}/modules/${name}.ko`, `lib/modules/${name}.ko`);
  await put(BUSYBOX, "bin/busybox");
  symlinkSync("busybox", join(root, "bin/sh"));
  await put(RESTORE, "bin/iptables-legacy-restore");
  const libraries = (await bench.run("ldd", RESTORE)).match(/\/\S+/g) ?? [];
  const standard = (
    await bench.run("find", "/usr/lib", "-path", "*/xtables/libxt_standard.so")
  ).trim();
  for (const library of [...libraries, standard]) await put(library, library);
  await Bun.write(join(root, "filter"), order.filter);
  await Bun.write(join(root, "init"), init(order));
  await bench.run("chmod", "755", join(root, "init"));
  const image = join(bench.directory, "guest-root.cpio");
  const pack = `cd "$1" && find . | ${BUSYBOX} cpio -o -H newc -R 0:0 2>/dev/null >"$2"`;
  await bench.run("sh", "-c", pack, "sh", root, image);
  return image;
}

async function tap(room: Room, { queues, guestAddress, peerAddress }: GuestOrder): Promise<void> {
  await room.run(
    ..."ip tuntap add dev tap0 mode tap".split(" "),
    ...(queues > 1 ? ["multi_queue"] : []),
  );
  await room.run("ip", "link", "set", "tap0", "address", MAC.peer);
  await room.run("ip", "address", "add", `${peerAddress}/24`, "dev", "tap0");
  await room.run("ip", "link", "set", "tap0", "up");
  await room.run(
    ..."ip neighbour add".split(" "),
    guestAddress,
    ..."dev tap0 nud permanent lladdr".split(" "),
    MAC.guest,
  );
}

function machine(order: GuestOrder, files: Record<"root" | "disk" | "console", string>): string[] {
  const { cpus, queues } = order;
  const many = queues > 1;
  return [
    ..."qemu-system-x86_64 -machine q35 -accel tcg,thread=multi -cpu max -m 512 -smp".split(" "),
    String(cpus),
    ..."-nodefaults -no-user-config -display none -no-reboot -append".split(" "),
    "console=ttyS0 quiet",
    "-serial",
    `file:${files.console}`,
    "-kernel",
    `${KERNEL}/vmlinuz`,
    "-initrd",
    files.root,
    "-netdev",
    `tap,id=net0,ifname=tap0,script=no,downscript=no,vhost=off${many ? `,queues=${queues}` : ""}`,
    "-device",
    `virtio-net-pci,netdev=net0,romfile=,mac=${MAC.guest}${many ? `,mq=on,vectors=${2 * queues + 2}` : ""}`,
    "-drive",
    `file=${files.disk},if=none,id=disk0,format=raw,cache=unsafe`,
    "-device",
    "virtio-blk-pci,drive=disk0,num-queues=1",
    ...(order.hardware ?? []),
  ];
}

/** A guest that has booted: its card answers at the order's address, from inside the room. */
export interface Guest {
  /** Waits until the guest's script has ended. @returns the folder with what it left in /snapshot. */
  snapshot(): Promise<string>;
  /** Stops the whole machine for a while, as a hypervisor does that has no CPU for it: its clock goes on. */
  pause(seconds: number): Promise<void>;
  /** Waits until the guest has said a word of its own, as `echo "LAB word"`. */
  says(word: string): Promise<void>;
}

/** Boots a distribution's kernel under QEMU, its network card behind `tap0` of a room. */
export async function bootGuest(bench: Bench, room: Room, order: GuestOrder): Promise<Guest> {
  const files = {
    root: await buildRoot(bench, order),
    disk: join(bench.directory, "guest.disk"),
    console: join(bench.directory, "guest.console"),
  };
  await bench.run("truncate", "-s", "16M", files.disk);
  await Bun.write(files.console, "");
  await tap(room, order);
  const running = room.start(...machine(order, files));
  const said = (word: string) => (): boolean => {
    const console = readFileSync(files.console, "latin1");
    const failed = /LAB FAILED.*|Kernel panic.*/.exec(console)?.[0];
    if (failed !== undefined) throw new Error(`the guest: ${failed}`);
    return console.includes(`LAB ${word}`);
  };
  await bench.until("the guest is up", said("READY"), BOOT_LIMIT_SECONDS);
  return {
    async snapshot() {
      await bench.until("the guest is done", said("DONE"), BOOT_LIMIT_SECONDS);
      const directory = bench.makeDirectory("guest-snapshot");
      await bench.run("tar", "-C", directory, "-xf", files.disk);
      if (readdirSync(directory).length === 0) throw new Error("the guest left no snapshot");
      return directory;
    },
    async pause(seconds) {
      running.kill("SIGSTOP");
      await Bun.sleep(seconds * 1000);
      running.kill("SIGCONT");
    },
    says: (word) => bench.until(`the guest says ${word}`, said(word), BOOT_LIMIT_SECONDS),
  };
}
