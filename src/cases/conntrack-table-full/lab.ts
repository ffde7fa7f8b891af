import { join } from "node:path";
import type { Bench } from "#lab/bench.ts";
import { expectAbsent, expectFinding, findingsOf } from "#lab/judge.ts";
import { defineLab, type LabVariant, program, root, type Stage } from "#lab/lab.ts";
import { labProgram } from "#lab/programs.ts";
import type { Room } from "#lab/room.ts";

const MAX = "/proc/sys/net/netfilter/nf_conntrack_max";
const requires = [
  root,
  program("conntrack"),
  program("iptables"),
  { kind: "file", path: MAX },
] as const;
const PORTS = 60_000;

/** A namespace that tracks its flows. Its table has the machine's limit, and is counted alone. */
async function tracking(bench: Bench): Promise<Room> {
  const room = await bench.room("net");
  await room.run(..."iptables -A INPUT -m conntrack --ctstate INVALID -j DROP".split(" "));
  return room;
}

/** Established connections, as they stand in a file that conntrack(8) loads. */
function connections(from: number, to: number): string {
  const lines = Array.from({ length: Math.max(0, to - from) }, (_, index) => {
    const [client, port] = [Math.floor((from + index) / PORTS) + 1, ((from + index) % PORTS) + 1];
    const source = `10.0.${client >> 8}.${client & 255}`;
    return (
      `-A -p tcp -s ${source} -d 10.1.0.1 --sport ${port} --dport 80 --state ESTABLISHED -t 600 -u ASSURED ` +
      `-r 10.1.0.1 -q ${source} --reply-port-src 80 --reply-port-dst ${port}\n`
    );
  });
  return lines.join("");
}

async function load(bench: Bench, room: Room, from: number, to: number): Promise<void> {
  const file = join(bench.directory, "connections");
  await Bun.write(file, connections(from, to));
  // The last ones may not fit: that is what is wanted.
  await room.run("sh", "-c", 'conntrack -R "$1" >/dev/null 2>&1 || true', "sh", file);
}

const filling: LabVariant = {
  id: "filling",
  kind: "fault",
  says: {
    en: "the table of a namespace fills to the machine's own limit: near, full, and dropping what is new",
    zh: "命名空间的连接跟踪表逐渐填满：接近上限、已满、开始丢弃新连接",
  },
  requires,
  async up(bench) {
    const room = await tracking(bench);
    const max = Number(await Bun.file(MAX).text());
    const near = Math.ceil(max * 0.85);
    const isHere = /^sleep@\d+$/;
    await load(bench, room, 0, near);
    const full: Stage = {
      judge: (report) => [
        ...expectFinding(report, { cause: "table-full", subject: isHere }),
        ...(findingsOf(report)[0]?.key === "conntrack-table-full/full"
          ? []
          : [`expected a full table without traffic, found ${findingsOf(report)[0]?.says}`]),
      ],
      async next() {
        const flows = labProgram("udp-flows", "127.0.0.1", 9000, 1000, 0, 8);
        room.start(...flows);
        return {
          flags: ["--interval", "2s"],
          judge: (report) => [
            ...expectFinding(report, { cause: "table-full", subject: isHere }),
            ...(findingsOf(report)[0]?.key === "conntrack-table-full/dropping"
              ? []
              : [`expected packets to be dropped, found ${findingsOf(report)[0]?.says}`]),
          ],
        };
      },
    };
    return {
      judge: (report) =>
        expectFinding(report, { kind: "latent", cause: "table-full", subject: isHere }),
      async next() {
        await load(bench, room, near, max + 100);
        return full;
      },
    };
  },
};

const portsExhausted: LabVariant = {
  id: "nat-ports-exhausted",
  kind: "look-alike",
  says: {
    en: "drops because NAT has no port left: insert_failed rises as far as drop, and the table is empty",
    zh: "NAT 端口用尽导致的丢弃：insert_failed 与 drop 同步上升，而跟踪表是空的",
  },
  requires,
  async up(bench) {
    const room = await tracking(bench);
    const rule = "iptables -t nat -A POSTROUTING -o lo -p udp -j MASQUERADE --to-ports 5000-5010";
    await room.run(...rule.split(" "));
    room.start(...labProgram("udp-flows", "127.0.0.1", 9000, 1000, 0, 8));
    return { flags: ["--interval", "2s"], judge: expectAbsent };
  },
};

const busy: LabVariant = {
  id: "many-flows",
  kind: "healthy",
  says: { en: "20 000 flows in a table for many more", zh: "表中有 20 000 个连接，离上限还很远" },
  requires,
  async up(bench) {
    const room = await tracking(bench);
    await load(bench, room, 0, 20_000);
    return { judge: expectAbsent };
  },
};

export default defineLab({
  case: "conntrack-table-full",
  variants: [filling, portsExhausted, busy],
});
