import { bootGuest, guestRequires } from "#lab/guest.ts";
import { type LabVariant, program, root, type Stage } from "#lab/lab.ts";

/** Each holds eight files beside what its shell needs. */
const HOLDERS = 60;
/** Files that remain to be opened when the limit is set. */
const ROOM = 300;

/** Processes of nobody open files until the kernel refuses: it lets root go beyond the limit. */
const SCRIPT = `
set -- $(cat /proc/sys/fs/file-nr); echo $(($1 + ${ROOM})) >/proc/sys/fs/file-max
mkdir -p /etc; echo n:x:65534:65534::/:/bin/sh >/etc/passwd; echo n:x:65534: >/etc/group
touch /tmp/held; chmod 644 /tmp/held; chmod 755 / /tmp
for n in $(seq ${HOLDERS}); do
  start-stop-daemon -S -b -p /tmp/none -c n -a /bin/sh -- -c \
    'exec 3</tmp/held 4</tmp/held 5</tmp/held 6</tmp/held 7</tmp/held 8</tmp/held 9</tmp/held; sleep 60'
done
sleep 3
keep() { mkdir -p $1/proc/sys/fs; cat /proc/sys/fs/file-nr >$1/proc/sys/fs/file-nr; }
for p in /proc/[0-9]*; do
  [ -e $p/exe ] || continue
  mkdir -p /snapshot$p/fd; cp -d $p/fd/* /snapshot$p/fd/ 2>/dev/null
  for f in comm limits status cgroup; do cat $p/$f >/snapshot$p/$f; done
done
keep /snapshot; sleep 1; keep /snapshot/later
echo '{"host":{"name":"guest","kernel":"'$(uname -r)'"},"intervalSeconds":1}' >/snapshot/casebook.json
`;

export const requires: LabVariant["requires"] = [root, program("ip"), ...guestRequires];

/** A guest whose processes have opened all the files that its kernel allows. */
export const outOfFiles =
  (judge: Stage["judge"]): LabVariant["up"] =>
  async (bench) => {
    const guest = await bootGuest(bench, await bench.room("net"), {
      cpus: 2,
      queues: 1,
      guestAddress: "192.0.2.2",
      peerAddress: "192.0.2.1",
      filter: "*filter\nCOMMIT\n",
      script: SCRIPT,
    });
    return { flags: ["--from", await guest.snapshot()], judge };
  };
