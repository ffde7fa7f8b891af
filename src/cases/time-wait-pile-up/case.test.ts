import { describe, expect, test } from "bun:test";
import type { TcpDestination, TcpPorts } from "#facts/walk/tcp-ports.ts";
import { describeCase } from "#testing/describe-case.ts";
import { portSet } from "#text/ports.ts";
import { tcpLine } from "#text/tcp-line.ts";
import { TcpPortCounter } from "#text/tcp-ports.ts";
import known from "./case.ts";
import { type PortRules, reuses, usageByBind, usageToward } from "./usage.ts";

describeCase(known, import.meta.path);

const ports = (low: number, high: number): Set<number> => portSet([{ low, high }]);
const NONE: ReadonlySet<number> = new Set();

const rules = (more: Partial<PortRules> = {}): PortRules => ({
  range: { low: 32_768, high: 60_999 },
  reserved: NONE,
  reuse: 0,
  timestamps: 1,
  ...more,
});

const toward = (more: Partial<TcpDestination>): TcpDestination => ({
  local: "10.0.0.1",
  remote: "10.0.0.2:443",
  held: NONE,
  young: NONE,
  waiting: NONE,
  path: "/proc/net/tcp",
  line: 2,
  ...more,
});

describe("ports toward one destination", () => {
  test("the kernel's own range has 28 232", () => {
    const usage = usageToward(toward({ waiting: ports(32_768, 60_999) }), NONE, rules());
    expect(usage).toMatchObject({ usable: 28_232, used: 28_232, inTimeWait: 28_232, isFull: true });
  });
  test("reserved ports and those that a program listens on are not to be had", () => {
    const few = rules({ range: { low: 40_000, high: 40_099 }, reserved: ports(40_000, 40_009) });
    const usage = usageToward(toward({ held: ports(40_020, 40_099) }), ports(40_010, 40_019), few);
    expect(usage).toMatchObject({ usable: 80, used: 80, ratio: 1, isFull: true });
  });
  test("ports outside of the range do not count", () => {
    const few = rules({ range: { low: 40_000, high: 40_099 } });
    expect(usageToward(toward({ held: ports(1024, 39_999) }), NONE, few).used).toBe(0);
  });
  test("with tcp_tw_reuse only the first second of TIME_WAIT counts", () => {
    const few = rules({ range: { low: 40_000, high: 40_099 }, reuse: 1 });
    const crowd = { young: ports(40_000, 40_009), waiting: ports(40_010, 40_099) };
    expect(usageToward(toward(crowd), NONE, few)).toMatchObject({ used: 10, reusable: 90 });
  });
  test("an empty range is not full", () => {
    const none = rules({ range: { low: 40_000, high: 40_001 }, reserved: ports(40_000, 40_001) });
    expect(usageToward(toward({}), NONE, none)).toMatchObject({ ratio: 0, isFull: false });
  });
});

describe("tcp_tw_reuse", () => {
  test("2 is for the loopback interface only", () => {
    expect(reuses(rules({ reuse: 2 }), "127.0.0.1:80")).toBe(true);
    expect(reuses(rules({ reuse: 2 }), "[::1]:80")).toBe(true);
    expect(reuses(rules({ reuse: 2 }), "10.0.0.2:80")).toBe(false);
  });
  test("needs timestamps", () => {
    expect(reuses(rules({ reuse: 1, timestamps: 0 }), "10.0.0.2:80")).toBe(false);
  });
  test("that was not read helps nobody", () => {
    expect(reuses(rules({ reuse: null }), "127.0.0.1:80")).toBe(false);
  });
});

describe("ports chosen by bind before connect", () => {
  const few = rules({ range: { low: 40_000, high: 40_099 } });
  const table = (more: Partial<TcpPorts>): TcpPorts => ({
    netns: 0,
    path: "/proc/net/tcp",
    sockets: 0,
    established: 0,
    timeWait: 0,
    synSent: 0,
    listening: NONE,
    single: NONE,
    shared: NONE,
    fullest: [],
    ...more,
  });
  test("serve one connection each", () => {
    const fullest = [toward({ held: ports(40_000, 40_029) })];
    const usage = usageByBind(table({ single: ports(40_000, 40_099), fullest }), few);
    expect(usage).toMatchObject({ used: 100, isFull: true });
  });
  test("are not those that several connections share", () => {
    const shared = ports(40_050, 40_099);
    expect(usageByBind(table({ single: ports(40_000, 40_049), shared }), few)).toBeNull();
  });
  test("are not told apart where there is one destination", () => {
    const fullest = [toward({ waiting: ports(40_000, 40_099) })];
    expect(usageByBind(table({ single: ports(40_000, 40_099), fullest }), few)).toBeNull();
  });
});

describe("the counter of a table", () => {
  const row = (local: string, remote: string, state: string, timer = "00000000"): string =>
    `   1: ${local} ${remote} ${state} 00000000:00000000 03:${timer} 00000000     0        0 0 3 0000000000000000`;
  function count(...rows: readonly string[]): TcpPortCounter {
    const counter = new TcpPortCounter();
    for (const [index, text] of rows.entries()) {
      const line = tcpLine(text);
      if (line) counter.add(line, index + 1);
    }
    return counter;
  }
  const SERVER = "0200000A:01BB";
  const MAPPED = "0000000000000000FFFF0000";

  test("an IPv4 address through an IPv6 socket is the same destination", () => {
    const counter = count(
      row(`${MAPPED}0100000A:9C40`, `${MAPPED}${SERVER}`, "01"),
      row("0100000A:9C41", SERVER, "01"),
    );
    expect(counter.fullest()).toMatchObject([
      { local: "10.0.0.1", remote: "10.0.0.2:443", held: "40000-40001" },
    ]);
  });
  test("accepted connections take no port", () => {
    const counter = count(
      row("00000000:01BB", "00000000:0000", "0A"),
      row(SERVER, "0100000A:9C40", "06"),
    );
    expect(counter.fullest()).toEqual([]);
    expect(counter.count("TIME_WAIT")).toBe(1);
  });
  test("TIME_WAIT is young for a second", () => {
    const counter = count(
      row("0100000A:9C40", SERVER, "06", "00001770"),
      row("0100000A:9C41", SERVER, "06", "00001700"),
    );
    expect(counter.fullest()).toMatchObject([{ young: "40000", waiting: "40001" }]);
  });
  test("what is no row is passed over", () => {
    expect(count("  sl  local_address", "", "x: y", "1: 0100000A:zzzz").sockets).toBe(0);
  });
});
