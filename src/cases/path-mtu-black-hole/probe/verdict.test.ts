import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { PathProbe, ProbedPath, ProbedTcp } from "#contract/probe.ts";
import type { Verdict } from "#contract/verdict.ts";
import { findNaN } from "#testing/json.ts";
import { renderSays } from "#text/render-says.ts";
import { judgeProbe } from "./verdict.ts";

const route = {
  device: "eth0",
  deviceKind: null,
  deviceMtu: 1500,
  gateway: "10.91.1.1",
  source: "10.91.1.2",
  isHostRoute: false,
  mtu: null,
  isMtuLocked: false,
  advmss: null,
  cached: null,
};

const clear = { through: 1500, never: null, tries: 0, sent: 31, lost: 0 };
const edge = { through: 1400, never: 1401, tries: 3, sent: 17, lost: 0 };

const tcpOf = (given: Partial<ProbedTcp> = {}): ProbedTcp => ({
  port: 443,
  outcome: "connected",
  code: "",
  announced: 1500,
  sends: 1500,
  limited: 576,
  answered: 3000,
  request: "tls",
  there: { ...clear, sent: 2 },
  back: { ...clear, sent: 2, hasTail: false },
  followedIcmp: false,
  ...given,
});

const pathOf = (given: Partial<ProbedPath> = {}): ProbedPath => ({
  address: "10.91.2.2",
  family: 4,
  pathMtu: { there: 1500, back: null },
  route,
  unreachable: null,
  echo: "answered",
  udp: "denied",
  found: [{ by: "echo", ...clear }],
  refusals: [],
  hop: null,
  tcp: null,
  ...given,
});

const probeOf = (...paths: readonly Partial<ProbedPath>[]): PathProbe => ({
  destination: "server:443",
  host: "server",
  port: 443,
  at: "2026-11-23T12:00:00.000Z",
  seconds: 0.4,
  unresolved: null,
  notProbed: 0,
  paths: paths.map(pathOf),
});

const judge = (...paths: readonly Partial<ProbedPath>[]): Verdict => judgeProbe(probeOf(...paths));
const echoAndUdp = [
  { by: "echo" as const, ...edge },
  { by: "udp" as const, ...edge },
];

function certaintyOf(verdict: Verdict): string {
  if (verdict.kind !== "present" && verdict.kind !== "latent") return verdict.kind;
  return `${verdict.kind} ${verdict.findings.map(({ certainty }) => certainty).join()}`;
}

const routerSays = (mtu: number) => [{ from: "10.91.1.1", mtu, bytes: 1412, count: 3 }];

describe("the way there", () => {
  const cases: readonly (readonly [string, Partial<ProbedPath>, string])[] = [
    ["all that the interface takes arrives", {}, "absent"],
    [
      "a router says that it is too big",
      { found: [{ by: "echo", ...edge }], refusals: routerSays(1400) },
      "absent",
    ],
    [
      "a router names an MTU that is too large itself",
      { found: echoAndUdp, refusals: routerSays(1450) },
      "present confirmed",
    ],
    ["a router names none", { found: echoAndUdp, refusals: routerSays(0) }, "present confirmed"],
    ["silence, by two means", { found: echoAndUdp }, "present confirmed"],
    ["silence, by ping alone", { found: [{ by: "echo", ...edge }] }, "present suspected"],
    [
      "a firewall drops large pings: UDP of the size arrives",
      {
        found: [
          { by: "echo", ...edge },
          { by: "udp", ...clear },
        ],
      },
      "absent",
    ],
    ["the same, told by TCP", { found: [{ by: "echo", ...edge }], tcp: tcpOf() }, "absent"],
    [
      "TCP alone, since ping is filtered",
      { found: [], tcp: tcpOf({ there: edge }) },
      "present confirmed",
    ],
    [
      "the MSS is clamped: TCP is not harmed",
      { found: echoAndUdp, tcp: tcpOf({ sends: 1400, there: { ...clear, through: 1400 } }) },
      "latent confirmed",
    ],
    [
      "the route's mtu is small enough",
      { found: echoAndUdp, route: { ...route, mtu: 1400 } },
      "absent",
    ],
    [
      "the kernel has learned it, and will forget it",
      { found: echoAndUdp, route: { ...route, cached: { mtu: 1400, expiresSeconds: 500 } } },
      "latent confirmed",
    ],
    [
      "the route's mtu is too large",
      { found: echoAndUdp, route: { ...route, mtu: 1450 } },
      "present confirmed",
    ],
    [
      "it is locked: IPv4 goes without DF",
      { found: echoAndUdp, route: { ...route, mtu: 1450, isMtuLocked: true } },
      "absent",
    ],
    [
      "TCP got smaller after ICMP",
      { found: [{ by: "echo", ...edge }], tcp: tcpOf({ there: edge, followedIcmp: true }) },
      "absent",
    ],
  ];
  test.each(cases)("%s", (_, path, expected) => {
    expect(certaintyOf(judge(path))).toBe(expected);
  });
});

describe("the way back", () => {
  test("is told by TCP", () => {
    const back = { ...edge, through: 1300, never: 1301, hasTail: true };
    const verdict = judge({ tcp: tcpOf({ back }) });
    expect(certaintyOf(verdict)).toBe("present confirmed");
    if (verdict.kind !== "present") throw new Error(verdict.kind);
    expect(renderSays(verdict.findings[0].says, "en")).toContain(
      "larger than 1300 bytes from 10.91.2.2",
    );
  });
  test("over IPv6 an echo comes back whole, so only a large one is missing", () => {
    const found = [
      { by: "echo" as const, ...edge },
      { by: "udp" as const, ...clear },
    ];
    expect(certaintyOf(judge({ address: "fd91:2::2", family: 6, found }))).toBe(
      "present suspected",
    );
  });
  test("cannot be told when the port is closed or answers nothing", () => {
    const none = { there: null, back: null, answered: 0 };
    expect(judge({ tcp: tcpOf({ outcome: "refused", ...none }) }).kind).toBe("unknown");
    expect(judge({ tcp: tcpOf(none) }).kind).toBe("unknown");
  });
});

describe("what cannot be told", () => {
  const silent = { echo: "silent" as const, udp: "silent" as const, found: [] };
  test("nobody answers", () => {
    expect(judge(silent).kind).toBe("unknown");
    expect(
      judge({ ...silent, unreachable: { code: "EHOSTUNREACH", from: "10.91.1.1" } }).kind,
    ).toBe("unknown");
  });
  test("one of two addresses has no route: the other decides", () => {
    const gone = {
      address: "fd91:2::2",
      route: null,
      unreachable: { code: "ENETUNREACH", from: null },
    };
    expect(judge({}, { ...silent, ...gone, family: 6 }).kind).toBe("absent");
    expect(judge({ ...silent, ...gone }).kind).toBe("unknown");
  });
  test("one of two addresses is a hole", () => {
    const verdict = judge({}, { address: "fd91:2::2", family: 6, found: echoAndUdp });
    if (verdict.kind !== "present") throw new Error(verdict.kind);
    expect(verdict.findings.map(({ subject }) => subject.name)).toEqual(["fd91:2::2"]);
  });
});

test("a tunnel that is too large is named", () => {
  const verdict = judge({ found: echoAndUdp, route: { ...route, deviceKind: "vxlan" } });
  if (verdict.kind !== "present") throw new Error(verdict.kind);
  expect(verdict.findings[0].cause).toBe("overlay-exceeds-uplink");
});

describe("a verdict is given whatever was measured", () => {
  const size = fc.option(fc.integer({ min: 1, max: 70_000 }));
  const count = fc.nat(100);
  const sizes = { through: size, never: size, tries: count, sent: count, lost: count };
  const paths = fc.record({
    address: fc.constantFrom("10.91.2.2", "fd91:2::2", "\u001b[31m"),
    family: fc.constantFrom(4 as const, 6 as const),
    pathMtu: fc.record({ there: size, back: size }),
    route: fc.option(
      fc.record({
        device: fc.string(),
        deviceKind: fc.option(fc.constantFrom("vxlan", "veth")),
        deviceMtu: fc.integer({ min: 0, max: 70_000 }),
        gateway: fc.option(fc.constant("10.91.1.1")),
        source: fc.option(fc.constant("10.91.1.2")),
        isHostRoute: fc.boolean(),
        mtu: size,
        isMtuLocked: fc.boolean(),
        advmss: size,
        cached: fc.option(fc.record({ mtu: fc.nat(9000), expiresSeconds: fc.nat(600) })),
      }),
    ),
    unreachable: fc.option(
      fc.record({ code: fc.string(), from: fc.option(fc.constant("10.91.1.1")) }),
    ),
    echo: fc.constantFrom("answered" as const, "silent" as const, "denied" as const),
    udp: fc.constantFrom("answered" as const, "silent" as const, "denied" as const),
    found: fc.array(fc.record({ by: fc.constantFrom("echo" as const, "udp" as const), ...sizes }), {
      maxLength: 2,
    }),
    refusals: fc.array(
      fc.record({ from: fc.constant("10.91.1.1"), mtu: fc.nat(9000), bytes: count, count }),
      { maxLength: 2 },
    ),
    hop: fc.option(
      fc.record({
        bytes: count,
        last: fc.option(fc.record({ ttl: count, address: fc.string() })),
        next: fc.option(fc.record({ ttl: count, address: fc.string() })),
      }),
    ),
    tcp: fc.option(
      fc.record({
        port: fc.nat(65_535),
        outcome: fc.constantFrom(
          "connected" as const,
          "refused" as const,
          "unanswered" as const,
          "unreachable" as const,
        ),
        code: fc.string(),
        announced: size,
        sends: size,
        limited: size,
        answered: count,
        request: fc.constantFrom("tls" as const, "http" as const),
        there: fc.option(fc.record(sizes)),
        back: fc.option(fc.record({ ...sizes, hasTail: fc.boolean() })),
        followedIcmp: fc.boolean(),
      }),
    ),
  });
  test("no throw, no NaN", () => {
    fc.assert(
      fc.property(fc.array(paths, { maxLength: 2 }), (given) => {
        expect(findNaN(judgeProbe({ ...probeOf(), paths: given }))).toBeNull();
      }),
      { numRuns: Number(process.env["PROPERTY_RUNS"] ?? 500) },
    );
  });
});
