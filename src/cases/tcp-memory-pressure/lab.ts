import type { Report, ReportEvidence } from "#contract/report.ts";
import type { Bench } from "#lab/bench.ts";
import { bootGuest, guestRequires } from "#lab/guest.ts";
import { expectAbsent, expectFinding, findingsOf, verdictOf } from "#lab/judge.ts";
import { defineLab, program, root, type Stage } from "#lab/lab.ts";
import { labProgram } from "#lab/programs.ts";

const requires = [root, program("ip"), ...guestRequires];
const SYSCTL = "/proc/sys/net/ipv4";
const SERVERS = "1 2 3 4 5 6 7 8";

/** The case's files, taken by the guest's shell in the layout of a snapshot. `between` is run when the first sample is there. */
const RECORD = `
keep() { root=$1; shift
  for p in "$@"; do mkdir -p $root\${p%/*} && cat $p >$root$p; done; }
at=$(date -u +%Y-%m-%dT%H:%M:%S.000Z); began=$(cut -d' ' -f1 /proc/uptime)
keep /snapshot /proc/net/sockstat /proc/net/netstat /proc/net/protocols ${SYSCTL}/tcp_mem ${SYSCTL}/tcp_max_orphans
mkdir -p /snapshot/proc/net && cat /proc/net/tcp >/snapshot/proc/net/tcp
for d in /proc/[0-9]*; do
  [ -d $d/fd ] || continue
  for f in $d/fd/*; do
    t=$(readlink $f) && case $t in socket:*) mkdir -p /snapshot$d/fd && ln -s $t /snapshot$f && cat $d/comm >/snapshot$d/comm;; esac
  done
done
between
ended=$(cut -d' ' -f1 /proc/uptime)
keep /snapshot/later /proc/net/sockstat /proc/net/netstat /proc/net/protocols
seconds=$(awk "BEGIN { print $ended - $began }")
echo '{"host":{"name":"guest","kernel":"'$(uname -r)'"},"at":"'$at'","intervalSeconds":'$seconds'}' >/snapshot/casebook.json
`;

/** Senders that send all they can to programs that read nothing; of each connection both ends are here. */
const SEND = `
sockets() { cat /proc/net/tcp /proc/net/tcp6 | grep -c " $1 "; }
wait_for() { for try in $(seq 100); do [ $(sockets $1) -ge $2 ] && return; sleep 0.2; done; }
for n in ${SERVERS}; do nc -l -p 900$n -e sleep 100 & done; wait_for 0A 8
senders=; for n in ${SERVERS}; do nc 127.0.0.1 900$n </dev/zero & senders="$senders $!"; done; wait_for 01 16; sleep 1
`;

/** A virtual machine, for these limits are the whole host's. */
async function inGuest(bench: Bench, script: string, judge: Stage["judge"]): Promise<Stage> {
  const room = await bench.room("net");
  const guest = await bootGuest(bench, room, {
    cpus: 1,
    queues: 1,
    guestAddress: "192.0.2.2",
    peerAddress: "192.0.2.1",
    filter: "*filter\nCOMMIT\n",
    script: `between() { sleep 1; }\n${script}\n${RECORD}`,
  });
  return { flags: ["--from", await guest.snapshot()], judge };
}

function evidenceOf(report: Report, key: string): ReportEvidence | undefined {
  const verdict = verdictOf(report);
  const evidence =
    verdict.kind === "absent" ? verdict.evidence : (findingsOf(report)[0]?.evidence ?? []);
  return evidence.find((one) => one.key.endsWith(`/${key}`));
}

function expectAtLeast(report: Report, key: string, least: number): string[] {
  const seen = evidenceOf(report, key)?.observed;
  const found = typeof seen === "object" ? Number(seen.value) : Number.NaN;
  return found >= least ? [] : [`expected ${key} to be at least ${least}, found ${found}`];
}

export default defineLab({
  case: "tcp-memory-pressure",
  variants: [
    {
      id: "tcp-mem-high",
      kind: "fault",
      says: {
        en: "a virtual machine that allows TCP 128 pages at ease: eight senders to programs that do not read",
        zh: "虚拟机的 tcp_mem 压力阈值为 128 页：八个发送方，接收方都不读取",
      },
      requires,
      up: (bench) =>
        inGuest(bench, `echo "96 128 4096" >${SYSCTL}/tcp_mem\n${SEND}`, (report) => [
          ...expectFinding(report, { cause: "tcp-mem-high", subject: "host" }),
          ...expectAtLeast(report, "memorySays", 128),
          ...expectAtLeast(report, "ownersSays", 128 * 1024),
        ]),
    },
    {
      id: "orphans-high",
      kind: "fault",
      says: {
        en: "a virtual machine that allows four orphans: senders end with data that nobody takes",
        zh: "虚拟机只允许四个孤儿套接字：发送方退出时数据无人接收",
      },
      requires,
      up: (bench) => {
        // The last ones go between the samples: the kernel must be seen at it, however many it leaves.
        const leave = `set -- $senders
for p in $1 $2 $3 $4; do kill $p; sleep 0.3; done
between() { for p in $5 $6 $7 $8; do kill $p; sleep 0.3; done; }`;
        return inGuest(bench, `echo 4 >${SYSCTL}/tcp_max_orphans\n${SEND}${leave}`, (report) => [
          ...expectFinding(report, { cause: "orphans-high", subject: "host" }),
          ...expectAtLeast(report, "orphanSays", 1),
        ]);
      },
    },
    {
      id: "small-buffer",
      kind: "look-alike",
      says: {
        en: "one socket with a small buffer is sent single bytes: its queue is pruned, and the host has memory enough",
        zh: "单个小缓冲区的套接字收到逐字节数据：它的队列被修剪，但主机内存充足",
      },
      requires: [root, program("unshare"), program("nsenter")],
      async up(bench) {
        const room = await bench.room("net");
        room.start(...labProgram("tcp-bytes", "127.0.0.1", 9000));
        await bench.until("the queue is pruned", async () => {
          const [names = "", values = ""] = (await room.run("cat", "/proc/net/netstat")).split(
            "\n",
          );
          return Number(values.split(" ")[names.split(" ").indexOf("PruneCalled")]) > 0;
        });
        return {
          judge: (report) => [...expectAbsent(report), ...expectAtLeast(report, "prunedElse", 1)],
        };
      },
    },
  ],
});
