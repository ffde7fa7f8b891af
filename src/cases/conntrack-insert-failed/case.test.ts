import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import type { Fact } from "#contract/fact.ts";
import type { Namespace, Reading } from "#contract/reading.ts";
import type { HostIdentity } from "#contract/case.ts";
import type { ConntrackSums } from "#derived/conntrack-delta.ts";
import nfConntrack from "#facts/proc/net/stat/nf_conntrack.ts";
import iptablesSave from "#facts/cmd/iptables-save.ts";
import nftAListRuleset from "#facts/cmd/nft-a-list-ruleset.ts";
import snatPorts from "#facts/walk/snat-ports.ts";
import { findNaN } from "#testing/json.ts";
import { mutated } from "#testing/mutate.ts";
import { describeCase } from "#testing/describe-case.ts";
import type { NatRule } from "#text/nat-rule.ts";
import { parseIptablesSave } from "#text/iptables-save.ts";
import known from "./case.ts";
import { causeOf } from "./cause.ts";
import { lossOf } from "./loss.ts";
import { endpoint, type PortSight } from "./ports.ts";
import { remediesOf } from "./remedy.ts";
import { ownerOf, type PlacedRule, type Rules } from "./rules.ts";
import { netnsName } from "#derived/netns.ts";

describeCase(known, import.meta.path);

const sums = (more: Partial<ConntrackSums>): ConntrackSums => ({
  insertFailed: 0,
  drop: 0,
  found: 0,
  earlyDrop: 0,
  clashResolve: null,
  chainTooLong: null,
  ...more,
});

describe("what a rise of insert_failed means", () => {
  test("nothing, when it did not rise", () => {
    expect(lossOf(sums({ drop: 900 }), "6.1.0")).toEqual({ kind: "none" });
  });
  test("since clash_resolve is counted apart, each is a loss", () => {
    const delta = sums({ insertFailed: 40, drop: 40, clashResolve: 0 });
    expect(lossOf(delta, null)).toEqual({ kind: "lost", packets: 40, certain: true });
    expect(lossOf({ ...delta, drop: 0 }, null)).toEqual({
      kind: "lost",
      packets: 40,
      certain: false,
    });
  });
  test("from 4.7 to 5.9 only what drop counted too is lost", () => {
    const delta = sums({ insertFailed: 9000, drop: 7 });
    expect(lossOf(delta, "5.4.0")).toEqual({ kind: "lost", packets: 7, certain: true });
    expect(lossOf({ ...delta, drop: 0 }, "4.19.0")).toEqual({ kind: "resolved" });
    expect(lossOf({ ...delta, drop: 0 }, null)).toEqual({ kind: "undecided" });
  });
  test("before 4.7 nothing was resolved, and drop did not count it", () => {
    const delta = sums({ insertFailed: 12, drop: 0 });
    expect(lossOf(delta, "3.10.0-1160.el7.x86_64")).toEqual({
      kind: "lost",
      packets: 12,
      certain: false,
    });
  });
});

const NOWHERE = { source: "iptables-save", at: "2026-11-23T07:00:00.000Z" };
const place = (rule: NatRule): PlacedRule => ({ rule, tool: "iptables", origin: NOWHERE });
function rulesFrom(...lines: readonly string[]): Rules {
  const { nat } = parseIptablesSave(`*nat\n${lines.join("\n")}\nCOMMIT\n`, "ip");
  return { rules: nat.map(place), seen: true, missing: [] };
}
const MASQUERADE = "-A POSTROUTING -o eth0 -j MASQUERADE";

function using(ports: number, range: number): PortSight {
  const tuple = { address: "10.0.0.1", destination: "10.0.0.2", destinationPort: 53 };
  return {
    seen: true,
    fullest: {
      ports: { protocol: "udp", ...tuple, ports, translated: ports, lowest: 5000, highest: 5019 },
      range,
      rule: null,
      ratio: ports / range,
      origin: NOWHERE,
    },
  };
}
const unseen: PortSight = { seen: false, fullest: null };
const failures = (failed: number, found: number) => ({ failed, found, chainTooLong: 0 });

describe("why inserts fail", () => {
  test("ports in use decide between exhaustion and race, not the search alone", () => {
    const rules = rulesFrom(MASQUERADE);
    expect(causeOf(failures(40, 840), rules, using(20, 20), "6.1.0").cause).toBe(
      "snat-ports-exhausted",
    );
    expect(causeOf(failures(40, 840), rules, using(20, 64_512), "6.1.0").cause).toBe(
      "snat-port-race",
    );
    expect(causeOf(failures(40, 0), rules, using(19, 20), "6.18.0").cause).toBe(
      "snat-ports-exhausted",
    );
    expect(causeOf(failures(40, 120), rules, using(17, 20), "6.1.0").cause).toBe("snat-port-race");
    expect(causeOf(failures(40, 400), rules, using(16, 20), "6.1.0").cause).toBe(
      "snat-ports-exhausted",
    );
  });
  test("without a look at the table a long search is a suspicion", () => {
    const rules = rulesFrom(`${MASQUERADE} --to-ports 5000-5019`);
    expect(causeOf(failures(40, 840), rules, unseen, "6.1.0")).toEqual({
      cause: "snat-ports-exhausted",
      certain: false,
    });
    expect(causeOf(failures(40, 40), rules, unseen, "6.1.0")).toEqual({
      cause: "snat-port-race",
      certain: false,
    });
  });
  test("rules that choose fully at random do not race", () => {
    const rules = rulesFrom(`${MASQUERADE} --random-fully`);
    expect(causeOf(failures(3, 3), rules, using(2, 64_512), "6.1.0")).toEqual({
      cause: "insert-race",
      certain: true,
    });
  });
  test("racing rules are not blamed when no flow is translated", () => {
    const judged = causeOf(
      failures(3, 3),
      rulesFrom(MASQUERADE),
      { seen: true, fullest: null },
      "6.1.0",
    );
    expect(judged).toEqual({ cause: "insert-race", certain: false });
  });
  test("DNS races only on kernels that let it", () => {
    const rules = rulesFrom(
      "-A KUBE-SEP-A -p udp -m udp -j DNAT --to-destination 10.244.0.5:53",
      "-A KUBE-SEP-B -p udp -m udp -j DNAT --to-destination 10.244.0.6:53",
    );
    expect(causeOf(failures(3, 3), rules, unseen, "5.4.0").cause).toBe("dns-udp-race");
    expect(causeOf(failures(3, 3), rules, unseen, "5.15.0").cause).toBe("insert-race");
  });
});

test("an address is told as people write it", () => {
  const written = (address: string): string => endpoint(address, 53);
  expect(written("10.0.0.2")).toBe("10.0.0.2:53");
  expect(written("fd02:0000:0000:0000:0000:0000:0000:0002")).toBe("[fd02::2]:53");
  expect(written("2001:0db8:0000:0001:0000:0000:0000:0abc")).toBe("[2001:db8:0:1::abc]:53");
  expect(written("0000:0000:0000:0000:0000:0000:0000:0001")).toBe("[::1]:53");
  expect(written("fe80:0000:0000:0000:0000:0000:0000:0000")).toBe("[fe80::]:53");
  expect(written("0001:0002:0003:0004:0005:0006:0007:0000")).toBe("[1:2:3:4:5:6:7:0]:53");
});

describe("the remedies", () => {
  const namespace = { kind: "net", inode: 7, own: false, pids: [42], name: "router" } as const;
  test("a rule is replaced in place, and put back word by word", () => {
    const rules = rulesFrom(
      "-A POSTROUTING -j ACCEPT",
      '-A POSTROUTING -m comment --comment "a \\"b\\" c" -o eth0 -j MASQUERADE --random',
    );
    const [remedy] = remediesOf({ cause: "snat-port-race", certain: true }, namespace, rules, null);
    const spec = ["-m", "comment", "--comment", 'a "b" c', "-o", "eth0", "-j", "MASQUERADE"];
    const start = [
      "nsenter",
      "--net=/proc/42/ns/net",
      "iptables",
      "-t",
      "nat",
      "-R",
      "POSTROUTING",
      "2",
    ];
    expect(remedy?.steps[0]).toMatchObject({
      argv: [...start, ...spec, "--random-fully"],
      undo: [...start, ...spec, "--random"],
    });
  });
  test("a range of ports is widened where it is written", () => {
    const rules = rulesFrom("-A POSTROUTING -p udp -j SNAT --to-source 1.2.3.4-1.2.3.9:5000-5019");
    const use = { ...using(20, 20).fullest, rule: rules.rules[0] };
    const [remedy] = remediesOf(
      { cause: "snat-ports-exhausted", certain: true },
      { ...namespace, own: true },
      rules,
      use as NonNullable<PortSight["fullest"]>,
    );
    expect(remedy?.steps[0]).toMatchObject({
      argv: [
        "iptables",
        "-t",
        "nat",
        "-R",
        "POSTROUTING",
        "1",
        "-p",
        "udp",
        "-j",
        "SNAT",
        "--to-source",
        "1.2.3.4-1.2.3.9:1024-65535",
      ],
    });
  });
});

describe("whose a rule is", () => {
  const owner = (line: string) => rulesFrom(line).rules.map(({ rule }) => ownerOf(rule))[0] ?? null;
  test("by chain, comment or interface", () => {
    expect(owner("-A KUBE-POSTROUTING -j MASQUERADE")).toBe("kube-proxy");
    expect(owner("-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE")).toBe("docker");
    expect(owner("-A FLANNEL-POSTRTG -j MASQUERADE")).toBe("flannel");
    expect(owner("-A cali-nat-outgoing -j MASQUERADE")).toBe("calico");
    expect(owner("-A AWS-SNAT-CHAIN-0 -j SNAT --to-source 10.0.0.1")).toBe("aws-cni");
    expect(owner(MASQUERADE)).toBeNull();
  });
});

describe("hostile names", () => {
  test("a subject is a word that a shell takes as it is", () => {
    const name = "x; rm -rf / \u001b[31m";
    expect(netnsName({ kind: "net", inode: 9, own: false, pids: [], name }, null)).toMatch(
      /^[\w.-]+@9$/,
    );
  });
  test("an identity without kernel is no error", () => {
    const host: HostIdentity = { name: "", kernel: null, cpus: null, source: "folder", at: "" };
    expect(lossOf(sums({ insertFailed: 1, drop: 1 }), host.kernel).kind).toBe("lost");
  });
});

const at = (seconds: number) => `2026-11-23T07:00:0${seconds}.000Z`;
const sample = (path: string): string =>
  readFileSync(join(import.meta.dir, "../../facts", path), "utf8");
const stat = sample("proc/net/stat/nf_conntrack.samples/ports-exhausted-6.18.txt");
const rules = sample("cmd/iptables-save.samples/kubernetes-and-docker.txt");
const ruleset = sample("cmd/nft-a-list-ruleset.samples/1.0.6.txt");
const ports = sample("walk/snat-ports.samples/two-namespaces.txt");
const own: Namespace = { kind: "net", inode: 4_026_531_840, own: true, pids: [2], name: "x" };
const reason = { key: "test/none", slots: {}, words: { en: "none", zh: "没有" } };

function read<T>(fact: Fact<T>, text: string, before?: string): Reading<T> {
  const origin = { source: fact.id, at: at(2) };
  const parse = (from: string): T =>
    fact.parse([{ path: fact.id, text: from, match: [] }], () => undefined);
  try {
    const earlier =
      before === undefined ? {} : { earlier: { value: parse(before), secondsBefore: 2 } };
    return { status: "read", value: parse(text), ...earlier, oddities: [], refused: [], origin };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { status: "unparsed", reason, origin };
  }
}
const none: Reading<never> = { status: "absent", reason, origin: { source: "", at: at(2) } };
const across = <T>(reading: Reading<T>) => ({
  readings: [{ namespace: own, reading }],
  unseen: [],
  refused: [],
});

type Readings = Parameters<typeof known.diagnose>[0];
const host: HostIdentity = { name: "", kernel: "5.4.0", cpus: 2, source: "live", at: at(0) };
const still: Readings = {
  stat: across(read(nfConntrack, stat, stat)),
  command: across<never>(none),
  count: none,
  max: none,
};

describe("what cannot be seen", () => {
  test("no connection tracking at all is not applicable", () => {
    const readings = { ...still, stat: across<never>(none) };
    expect(known.diagnose(readings, null, host).kind).toBe("not-applicable");
  });
  test("tracking without counters is unknown, and says what to install", () => {
    const count: Readings["count"] = {
      status: "read",
      value: 3,
      oddities: [],
      refused: [],
      origin: none.origin,
    };
    expect(
      known.diagnose({ ...still, stat: across<never>(none), count }, null, host),
    ).toMatchObject({
      kind: "unknown",
      missing: [{ fact: "cmd/conntrack-S", why: { key: "conntrack-insert-failed/noCounters" } }],
    });
  });
  test("namespaces hidden for lack of privilege may fail: unknown, never absent", () => {
    const hidden: Readings = { ...still, stat: { ...still.stat, unseen: [reason] } };
    expect(known.diagnose(still, null, host).kind).toBe("absent");
    expect(known.diagnose(hidden, null, host)).toMatchObject({
      kind: "unknown",
      missing: [{ why: reason }],
    });
  });
  test("processes that refuse even root are told beside what rules it out", () => {
    const refused: Readings = { ...still, stat: { ...still.stat, refused: [reason] } };
    expect(known.diagnose(refused, null, host)).toMatchObject({
      kind: "absent",
      evidence: [{}, { says: { slots: { besides: reason } } }],
    });
  });
  test("a namespace that came between the samples is asked for a rate only if inserts failed in it", () => {
    const brief = (text: string): Readings => {
      const one = { namespace: { ...own, own: false, inode: 7 }, reading: read(nfConntrack, text) };
      return { ...still, stat: { ...still.stat, readings: [...still.stat.readings, one] } };
    };
    const [heading = "", ...cpus] = stat.split("\n");
    const zeros = cpus.map((line) => line.replace(/[0-9a-f]{8}/g, "00000000"));
    expect(known.diagnose(brief([heading, ...zeros].join("\n")), null, host).kind).toBe("absent");
    expect(known.diagnose(brief(stat), null, host)).toMatchObject({
      kind: "unknown",
      missing: [{ why: { key: "conntrack-insert-failed/appeared" } }],
    });
  });
  test("a namespace that ended between the readings is no reason for doubt", () => {
    const gone = { namespace: { ...own, own: false, inode: 7 }, reading: none };
    const readings: Readings = {
      ...still,
      stat: { ...still.stat, readings: [...still.stat.readings, gone] },
      command: { ...still.command, readings: [...still.command.readings, gone] },
    };
    expect(known.diagnose(readings, null, host).kind).toBe("absent");
  });
});

describe("hostile readings", () => {
  test("a verdict is given whatever the sources hold", () => {
    const texts = fc.tuple(
      mutated([stat]),
      mutated([stat]),
      mutated([rules]),
      mutated([ruleset]),
      mutated([ports]),
    );
    fc.assert(
      fc.property(texts, ([later, earlier, saved, listed, walked]) => {
        const verdict = known.diagnose(
          {
            stat: across(read(nfConntrack, later, earlier)),
            command: across<never>(none),
            count: none,
            max: none,
          },
          {
            iptables: across(read(iptablesSave, saved)),
            legacy: across<never>(none),
            ip6tables: across<never>(none),
            nft: across(read(nftAListRuleset, listed)),
            ports: read(snatPorts, walked),
            flows: across<never>(none),
            cgroups: across<never>(none),
            containers: none,
          },
          host,
        );
        expect(findNaN(verdict)).toBeNull();
      }),
      { numRuns: Number(process.env["PROPERTY_RUNS"] ?? 300) },
    );
  });
});
