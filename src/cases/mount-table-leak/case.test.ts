import { describe, expect, test } from "bun:test";
import type { HostIdentity } from "#contract/case.ts";
import type { AcrossNamespaces, Namespace, Origin, Reading } from "#contract/reading.ts";
import type { Verdict } from "#contract/verdict.ts";
import mountinfo, { type MountTable } from "#facts/proc/self/mountinfo.ts";
import { describeCase } from "#testing/describe-case.ts";
import { ceilingOf } from "./limits.ts";
import { words } from "./messages.ts";
import mountTableLeak from "./case.ts";
import { diagnose as judge } from "./diagnose.ts";

describeCase(mountTableLeak, import.meta.path);

const origin: Origin = { source: "/proc/7/mountinfo", at: "2026-11-23T00:00:00.000Z" };
const host: HostIdentity = {
  name: "h",
  kernel: "6.1.0",
  cpus: null,
  source: "live",
  at: origin.at,
};
const space = (inode: number, more: Partial<Namespace> = {}): Namespace => ({
  kind: "mnt",
  inode,
  own: false,
  pids: [inode],
  name: "sleep",
  ...more,
});

function read<T>(value: T): Reading<T> {
  return { status: "read", value, oddities: [], refused: [], origin };
}

function ordinary(count: number): MountTable {
  const lines = Array.from(
    { length: count },
    (_, n) => `${n + 1} 0 0:${n} / /${n === 0 ? "" : `m/${n}`} rw - tmpfs t rw`,
  );
  return mountinfo.parse([{ path: "", text: lines.join("\n"), match: [] }], () => undefined);
}

type Tables = AcrossNamespaces<MountTable>;

function diagnose(
  readings: Tables["readings"],
  max: Reading<number>,
  rest: Partial<Tables> = {},
): Verdict {
  const tables: Tables = { readings, unseen: [], refused: [], ...rest };
  return judge({ tables, mountMax: max }, null, host);
}

const of = (inode: number, mounts: number): Tables["readings"][number] => ({
  namespace: space(inode),
  reading: read(ordinary(mounts)),
});
const causes = (verdict: Verdict): readonly string[] =>
  "findings" in verdict ? verdict.findings.map(({ cause }) => cause) : [verdict.kind];

describe("a table near the limit", () => {
  test.each([
    [79, "latent"],
    [80, "present"],
    [50, "latent"],
    [49, "absent"],
  ] as const)("of 100 with %d mounts is %s", (mounts, kind) => {
    expect(diagnose([of(7, mounts)], read(100)).kind).toBe(kind);
  });

  test("names every namespace that is, the fullest first", () => {
    const verdict = diagnose([of(7, 81), of(8, 20), of(9, 95)], read(100));
    expect("findings" in verdict && verdict.findings.map(({ subject }) => subject.name)).toEqual([
      "sleep[9]",
      "sleep[7]",
    ]);
  });

  test("says how fast it grows when there are two samples", () => {
    const earlier = { value: ordinary(70), secondsBefore: 2 };
    const reading = { ...read(ordinary(90)), earlier } as Reading<MountTable>;
    const verdict = diagnose([{ namespace: space(7), reading }], read(100));
    const [finding] = "findings" in verdict ? verdict.findings : [];
    expect(finding?.evidence.map(({ observed }) => observed)).toContainEqual({
      value: 10,
      unit: "mounts/s",
    });
  });

  test("of a namespace that was captured without processes is named by its number", () => {
    const bare = { namespace: space(4026532248, { pids: [] }), reading: read(ordinary(90)) };
    const verdict = diagnose([bare], read(100));
    expect("findings" in verdict && verdict.findings[0].subject.name).toBe("mnt:[4026532248]");
  });
});

describe("a directory nested in itself", () => {
  /** `docker cp` into a container that binds `/`, which is private; `received` is what dockerd shares. */
  function nested(received: string): MountTable {
    const merged = "/srv/docker/overlay2/a/merged";
    const lines = ["1 0 0:9 / / rw,relatime - overlay overlay rw"];
    for (let depth = 0; depth < 12; depth++) {
      const view = `/rootfs${`${merged}/rootfs`.repeat(depth)}`;
      lines.push(
        `${lines.length + 1} 1 8:1 / ${view} rw - ext4 /dev/sda1 rw`,
        `${lines.length + 2} 1 8:1 /srv/docker ${view}/srv/docker rw${received} - ext4 /dev/sda1 rw`,
        `${lines.length + 3} 1 0:5 / ${view}/sys rw master:77 - sysfs sysfs rw`,
      );
    }
    return mountinfo.parse([{ path: "", text: lines.join("\n"), match: [] }], () => undefined);
  }
  function told(received: string) {
    const verdict = diagnose([{ namespace: space(7), reading: read(nested(received)) }], read(1e5));
    const [finding] = "findings" in verdict ? verdict.findings : [];
    return {
      says: finding?.says.key,
      group: finding?.evidence.find(({ label }) => label.key === words.groupLabel().key)?.observed,
      remedies: finding?.remedies.map(({ id }) => id),
    };
  }

  test("is received through a mount on the way into itself", () => {
    expect(told(" master:4")).toMatchObject({
      says: "mount-table-leak/received",
      group: "master:4",
      remedies: ["restart-holder", "detach-view", "stop-receiving", "prevent"],
    });
  });
  test("is not received through a mount that leads elsewhere", () => {
    expect(told("")).toMatchObject({
      says: "mount-table-leak/bound",
      group: "private",
      remedies: ["restart-holder", "detach-view"],
    });
  });
});

describe("what was not seen", () => {
  const denied: Reading<never> = { status: "denied", reason: words.host(), origin };
  const gone: Reading<never> = { status: "absent", reason: words.host(), origin };

  test("rules nothing out: a namespace that could not be read", () => {
    expect(diagnose([of(7, 5), { namespace: space(8), reading: denied }], read(100)).kind).toBe(
      "unknown",
    );
  });
  test("rules nothing out: processes whose namespace is hidden", () => {
    expect(diagnose([of(7, 5)], read(100), { unseen: [words.host()] }).kind).toBe("unknown");
  });
  test("does not hide what was seen", () => {
    const readings = [of(7, 90), { namespace: space(8), reading: denied }];
    expect(causes(diagnose(readings, read(100)))).toEqual(["near-mount-max"]);
  });
  test("does not matter of a namespace that has ended since", () => {
    expect(diagnose([of(7, 5), { namespace: space(8), reading: gone }], read(100)).kind).toBe(
      "absent",
    );
  });
  test("rules nothing out: a namespace that is seen from a chroot only", () => {
    const text = "9 8 0:5 / /proc rw - proc proc rw";
    const table = mountinfo.parse([{ path: "", text, match: [] }], () => undefined);
    const chrooted = { namespace: space(8), reading: read(table) };
    expect(diagnose([of(7, 5), chrooted], read(100)).kind).toBe("unknown");
    expect(diagnose([of(7, 90), chrooted], read(100)).kind).toBe("present");
  });
  test("is everything when no namespace was told", () => {
    expect(diagnose([], read(100)).kind).toBe("unknown");
  });
});

describe("the limit", () => {
  const missing: Reading<number> = { status: "not-captured", reason: words.host(), origin };
  test("is none on a kernel before 4.9 and where the file does not exist", () => {
    expect(ceilingOf(missing, { ...host, kernel: "3.10.0-1160.el7" }).kind).toBe("none");
    expect(ceilingOf({ ...missing, status: "absent" }, host).kind).toBe("none");
  });
  test("is unknown when a snapshot does not hold it, and then nothing is ruled out", () => {
    expect(ceilingOf(missing, host).kind).toBe("unknown");
    expect(ceilingOf(missing, { ...host, kernel: null }).kind).toBe("unknown");
    expect(diagnose([of(7, 5)], missing).kind).toBe("unknown");
  });
});
