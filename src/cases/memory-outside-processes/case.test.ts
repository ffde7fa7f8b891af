import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import type { HostIdentity } from "#contract/case.ts";
import type { Fact } from "#contract/fact.ts";
import type { Reading } from "#contract/reading.ts";
import type { Verdict } from "#contract/verdict.ts";
import { describeCase } from "#testing/describe-case.ts";
import { mutated } from "#testing/mutate.ts";
import { openBooks } from "./books.ts";
import known from "./case.ts";
import { type Closer, closerNeeds, type First, needs } from "./needs.ts";
import { pageSizeOf } from "./page-size.ts";

describeCase(known, import.meta.path);

const HOST: HostIdentity = { name: "h", kernel: null, cpus: null, source: "folder", at: "" };
const PAGES = { kind: "known", bytes: 4096 } as const;
const MIB = 1024 * 1024;
const overlay = (name: string, path: string): string =>
  readFileSync(join(import.meta.dir, "overlays", name, path), "utf8");
const MEMINFO = overlay("read-sockets", "proc/meminfo");
const ZONEINFO = overlay("read-sockets", "proc/zoneinfo");
const VMSTAT = overlay("read-sockets", "proc/vmstat");
const SOCKSTAT = overlay("read-sockets", "proc/net/sockstat");

function reading<T>(fact: Fact<T>, text: string | undefined): Reading<T> {
  const origin = { source: fact.id, at: "" };
  const reason = { key: "", slots: {}, words: { en: "", zh: "" } };
  if (text === undefined) return { status: "not-captured", reason, origin };
  try {
    const value = fact.parse([{ path: fact.id, text, match: [] }], () => undefined);
    return { status: "read", value, oddities: [], refused: [], origin };
  } catch (error) {
    if (error instanceof SyntaxError) return { status: "unparsed", reason, origin };
    throw error;
  }
}

interface Texts {
  readonly meminfo?: string;
  readonly zoneinfo?: string;
  readonly vmstat?: string;
  readonly sockstat?: string;
  readonly tcpMem?: string;
  readonly arcstats?: string;
}

/** The readings of a host whose files hold these texts; null if meminfo makes no sense. */
function firstOf(texts: Texts): First | null {
  const meminfo = reading(needs.meminfo, texts.meminfo ?? MEMINFO);
  if (meminfo.status !== "read") return null;
  return {
    meminfo,
    zoneinfo: reading(needs.zoneinfo.fact, texts.zoneinfo),
    vmstat: reading(needs.vmstat.fact, texts.vmstat),
    sockstat: reading(needs.sockstat.fact, texts.sockstat),
    sockstat6: reading(needs.sockstat6.fact, undefined),
    tcpMem: reading(needs.tcpMem.fact, texts.tcpMem),
    udpMem: reading(needs.udpMem.fact, undefined),
    hugepages: reading(needs.hugepages.fact, undefined),
    arcstats: reading(needs.arcstats.fact, texts.arcstats),
    dentryState: reading(needs.dentryState.fact, undefined),
  };
}

const closerOf = (processMemory: string): Closer => ({
  slabinfo: reading(closerNeeds.slabinfo.fact, undefined),
  vmallocinfo: reading(closerNeeds.vmallocinfo.fact, undefined),
  processMemory: reading(closerNeeds.processMemory.fact, processMemory),
  tmpfsUsage: reading(closerNeeds.tmpfsUsage.fact, undefined),
  socketOwners: reading(closerNeeds.socketOwners.fact, undefined),
});

function judge(texts: Texts, closer: Closer | null = null): Verdict {
  const first = firstOf({ zoneinfo: ZONEINFO, vmstat: VMSTAT, sockstat: SOCKSTAT, ...texts });
  if (first === null) throw new Error("meminfo makes no sense");
  return known.diagnose(first, closer, HOST);
}

/** The sample's meminfo with fields set to other values, in KiB. */
function withFields(fields: Readonly<Record<string, number>>, text = MEMINFO): string {
  return Object.entries(fields).reduce(
    (edited, [name, kib]) => edited.replace(new RegExp(`^${name}:.*$`, "m"), `${name}: ${kib} kB`),
    text,
  );
}

const kibOf = (name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(MEMINFO)?.[1]);

const causesOf = (verdict: Verdict): string[] =>
  "findings" in verdict ? verdict.findings.map(({ cause }) => cause) : [];

describe("the balance", () => {
  test("closes exactly, whatever the files say", () => {
    fc.assert(
      fc.property(mutated([MEMINFO]), mutated([ZONEINFO, SOCKSTAT, VMSTAT]), (meminfo, other) => {
        const first = firstOf({ meminfo, zoneinfo: other, sockstat: other, vmstat: other });
        if (first === null) return;
        const { balance, total, residual } = openBooks(first, null, PAGES);
        const sum = balance.parts.reduce((all, part) => all + Number(part.quantity.value), 0);
        expect(sum + residual.bytes).toBe(total);
      }),
    );
  });
  test("takes no more of the sockets than the other parts leave", () => {
    const first = firstOf({
      zoneinfo: ZONEINFO,
      sockstat: "TCP: inuse 1 orphan 0 tw 0 alloc 1 mem 99999999\n",
    });
    const books = first && openBooks(first, null, PAGES);
    expect(books?.residual.bytes).toBe(0);
    expect(books?.socketsInSlab).toBeGreaterThan(0);
  });
  test("tells what this kernel does not tell, and never takes it for zero", () => {
    const meminfo = MEMINFO.replace(/^(Percpu|VmallocUsed):.*\n/gm, "");
    const first = firstOf({ meminfo });
    expect(first && openBooks(first, null, PAGES).untold).toEqual([
      "pcp",
      "Percpu",
      "VmallocUsed",
      "sockets",
    ]);
  });
  test("counts the ZFS cache as a part, no fault", () => {
    const gone = withFields({ MemFree: kibOf("MemFree") - 4 * 1024 * 1024 });
    const arcstats = "name type data\nsize 4 4294967296\n";
    expect(causesOf(judge({ meminfo: gone }))).toEqual(["unaccounted"]);
    expect(judge({ meminfo: gone, arcstats }).kind).toBe("absent");
  });
});

describe("the page size", () => {
  test.each([4096, 16_384, 65_536])("%d is found from gauges that two files show", (size) => {
    const first = firstOf({
      meminfo: withFields({ Mapped: (1000 * size) / 1024 }),
      vmstat: "nr_mapped 1000\n",
    });
    expect(first && pageSizeOf(first)).toEqual({ kind: "known", bytes: size });
  });
  test("is assumed to be 4 KiB, and said to be, where nothing tells", () => {
    const first = firstOf({});
    expect(first && pageSizeOf(first)).toEqual({ kind: "assumed", bytes: 4096 });
  });
  test("is not taken from zones that are more than all memory", () => {
    const first = firstOf({ meminfo: withFields({ MemTotal: 1000 }), zoneinfo: ZONEINFO });
    expect(first && pageSizeOf(first).kind).toBe("contradiction");
  });
});

describe("the verdict", () => {
  test("is never thrown, whatever the files say", () => {
    fc.assert(
      fc.property(
        mutated([MEMINFO]),
        mutated([ZONEINFO, VMSTAT]),
        mutated([SOCKSTAT]),
        (meminfo, zoneinfo, sockstat) => {
          const first = firstOf({ meminfo, zoneinfo, sockstat, vmstat: zoneinfo });
          if (first === null) return;
          known.closer?.targets(first, false);
          expect(known.diagnose(first, null, HOST).kind).toBeString();
        },
      ),
    );
  });
  test("calls TCP at its mark of pressure socket-buffers, one page below nothing", () => {
    const at = (mem: number): Verdict =>
      judge({ sockstat: `TCP: inuse 1 orphan 0 tw 0 alloc 1 mem ${mem}\n`, tcpMem: "1 1000 2000" });
    expect(causesOf(at(1000))).toEqual(["socket-buffers"]);
    expect(at(999).kind).toBe("absent");
  });
  test("is unknown where sockstat tells nothing, or more than there is", () => {
    const missing = (sockstat: string): unknown => {
      const verdict = judge({ sockstat, tcpMem: "1 1000 2000" });
      return verdict.kind === "unknown" ? verdict.missing.map(({ why }) => why.key) : verdict.kind;
    };
    expect(missing("sockets: used 5\nTCP: inuse 4 mem -1\n")).toEqual([
      "memory-outside-processes/noSocketMemory",
    ]);
    expect(missing("TCP: inuse 4 mem 99999999999\n")).toEqual([
      "memory-outside-processes/tooMuchSocketMemory",
    ]);
  });
  test("does not take a few processes for all of them", () => {
    const meminfo = withFields({
      MemFree: kibOf("MemFree") - 5e6,
      Cached: kibOf("Cached") + 5e6,
      Shmem: kibOf("Shmem") + 5e6,
    });
    const few = `pid\trss\tpss\tpss_anon\tpss_file\tpss_shmem\tpage_tables\tcomm\n1\t4096\t4096\t0\t0\t0\t0\t"init"\n`;
    const verdict = judge({ meminfo }, closerOf(few));
    expect("findings" in verdict && verdict.findings[0].certainty).toBe("suspected");
  });
  test("calls the mark of refusal critical", () => {
    const verdict = judge({ sockstat: "TCP: inuse 1 mem 2000\n", tcpMem: "1 1000 2000" });
    expect("findings" in verdict && verdict.findings[0].severity).toBe("critical");
  });
  test("does not blame page cache, dentries or free pages on the lists of CPUs", () => {
    const total = kibOf("MemTotal");
    const free = kibOf("MemFree");
    const cached = withFields({ MemFree: free - 10e6, Cached: kibOf("Cached") + 10e6 });
    const dentries = withFields({
      MemFree: free - 8e6,
      SReclaimable: kibOf("SReclaimable") + 8e6,
      Slab: kibOf("Slab") + 8e6,
    });
    const lists = withFields({ MemFree: free - 2e6 });
    const zoneinfo = ZONEINFO.replace(/count: +\d+/, "count: 500000");
    expect(total).toBeGreaterThan(20e6);
    expect(judge({ meminfo: cached }).kind).toBe("absent");
    expect(judge({ meminfo: dentries }).kind).toBe("absent");
    expect(judge({ meminfo: lists, zoneinfo }).kind).toBe("absent");
  });
  test("calls a rest no leak where the lists of CPUs were cut off", () => {
    const meminfo = withFields({ MemFree: kibOf("MemFree") - 2e6 });
    expect(causesOf(judge({ meminfo }))).toEqual(["unaccounted"]);
    const zones = ZONEINFO.split(/^(?=Node )/m);
    const cuts = [zones.slice(0, 2).join(""), ZONEINFO.slice(0, ZONEINFO.lastIndexOf("cpu: 1"))];
    for (const zoneinfo of cuts) {
      const verdict = judge({ meminfo, zoneinfo });
      expect("missing" in verdict && verdict.missing.map(({ fact }) => fact)).toEqual([
        "proc/zoneinfo",
      ]);
    }
  });
  test("takes Shmem that processes map for theirs, and the rest for files", () => {
    const meminfo = withFields({
      MemFree: kibOf("MemFree") - 5e6,
      Cached: kibOf("Cached") + 5e6,
      Shmem: kibOf("Shmem") + 5e6,
    });
    const table = (shmem: number | "-"): string =>
      `pid\trss\tpss\tpss_anon\tpss_file\tpss_shmem\tpage_tables\tcomm\n1\t6000000000\t5120000000\t0\t0\t${shmem}\t0\t"db"\n`;
    expect(judge({ meminfo }, closerOf(table(5_120_000_000))).kind).toBe("absent");
    expect(causesOf(judge({ meminfo }, closerOf(table(0))))).toEqual(["tmpfs"]);
    const blind = judge({ meminfo }, closerOf(table("-")));
    expect("findings" in blind && blind.findings[0].certainty).toBe("suspected");
  });
  test("calls shared memory that leaves little for others present", () => {
    const meminfo = withFields({
      MemFree: kibOf("MemFree") - 17e6,
      MemAvailable: 2e6,
      Cached: kibOf("Cached") + 17e6,
      Shmem: kibOf("Shmem") + 17e6,
    });
    expect(judge({ meminfo }).kind).toBe("present");
  });
  test("takes what is usual on any host for no fault of a small one", () => {
    const small = (unreclaimable: number): Verdict => {
      const meminfo = withFields({
        MemTotal: 1_000_000,
        MemFree: 50_000,
        MemAvailable: 100_000,
        Buffers: 0,
        Cached: 100_000,
        Shmem: 0,
        SReclaimable: 20_000,
        KReclaimable: 20_000,
        SUnreclaim: unreclaimable,
        AnonPages: 1_000_000 - 190_000 - unreclaimable,
        PageTables: 10_000,
      });
      const first = firstOf({ meminfo, sockstat: SOCKSTAT });
      if (first === null) throw new Error("meminfo makes no sense");
      return known.diagnose(first, null, HOST);
    };
    expect(small(200_000).kind).toBe("absent");
    expect(causesOf(small(300_000))).toEqual(["unreclaimable-slab"]);
  });
  test("needs more than 512 MiB in no account, also on a small host", () => {
    const meminfo = [
      ["MemTotal", 1_000_000],
      ["MemFree", 1_000_000 - 100_000 - (511 * MIB) / 1024],
      ["Cached", 50_000],
      ["AnonPages", 50_000],
      ["Slab", 0],
    ]
      .map(([name, kib]) => `${name}: ${kib} kB\n`)
      .join("");
    const first = firstOf({ meminfo, sockstat: SOCKSTAT });
    expect(first && known.diagnose(first, null, HOST).kind).toBe("absent");
  });
});
